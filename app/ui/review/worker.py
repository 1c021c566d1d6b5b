"""Work that would hold up the window, in a thread: only the newest request counts."""

import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.mailbox import Mailbox
from app.reason import reason
from pose.errors import UserError

logger = logging.getLogger(__name__)


class NewestWorker(QObject):
    """Answer requests one after the other; one that was replaced before its turn is never answered.

    Parameters
    ----------
    name : the thread's.
    opening : opened in the thread, gives the function that answers.

    Attributes
    ----------
    answered : signal, the answer.
    failed : signal, why there is none, one line.
    """

    answered = Signal(object)
    failed = Signal(str)

    def __init__(
        self,
        name: str,
        opening: Callable[[], AbstractContextManager[Callable[[Any], object]]],
        *,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._requests: Mailbox[Any] = Mailbox()
        self._opening = opening
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def ask(self, request: object) -> None:
        """Ask for something, in the place of what was asked for before and is not begun."""
        self._requests.put(request)

    def close(self) -> None:
        """End the thread and wait for it. Safe to call twice."""
        self._requests.close()
        self._requests.take(timeout=0)
        self._thread.join()

    def _run(self) -> None:
        try:
            with self._opening() as answer:
                while (request := self._requests.take()) is not None:
                    self._answer(answer, request)
        except Exception as error:
            self.failed.emit(said(error))

    def _answer(self, answer: Callable[[Any], object], request: object) -> None:
        try:
            self.answered.emit(answer(request))
        except UserError as error:
            self.failed.emit(str(error))


def said(error: Exception) -> str:
    """Return one line for a person; what is no person's doing goes to the log with its traceback."""
    return reason(error, logger, "the review")
