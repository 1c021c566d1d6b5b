"""A drive's measures, computed while one looks."""

import threading
from collections.abc import Iterator

from PySide6.QtCore import QObject, Signal

from app.drives.observation_log import ObservationLog
from app.mailbox import Mailbox
from app.posture.yardstick import Yardstick
from app.review.opening import OpenedDrive
from app.review.samples import Sampler, Samples
from app.ui.review.worker import said
from pose.errors import UserError


class MeasureWorker(QObject):
    """Measure the whole drive from its beginning, and meanwhile every observation of the stretch that is asked for.

    Attributes
    ----------
    grew : signal, the next `Samples` of the whole.
    detailed : signal, `Samples` of a stretch.
    failed : signal, why there are no more, one line.
    """

    grew = Signal(object)
    detailed = Signal(object)
    failed = Signal(str)

    def __init__(self, opened: OpenedDrive, *, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._opened = opened
        self._stretches: Mailbox[tuple[int, int]] = Mailbox()
        self._thread = threading.Thread(target=self._run, name="review measures", daemon=True)

    def start(self) -> None:
        """Start the thread. Safe to call twice."""
        if self._thread.ident is None:
            self._thread.start()

    def ask(self, start: int, end: int) -> None:
        """Ask for every observation of a stretch, ns."""
        self._stretches.put((start, end))

    def close(self) -> None:
        """End the thread and wait for it. Safe to call twice."""
        self._stretches.close()
        self._stretches.take(timeout=0)
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        try:
            log = ObservationLog(self._opened.drive)
            try:
                reference = self._opened.reference
                self._measure(Sampler(log, self._opened.rules, Yardstick(reference.wheel, reference.cabin)))
            finally:
                log.close()
        except UserError as error:
            self.failed.emit(str(error))
        except Exception as error:
            self.failed.emit(said(error))

    def _measure(self, sampler: Sampler) -> None:
        whole: Iterator[Samples] | None = sampler.overview()
        wanted: tuple[int, int] | None = None
        while not self._stretches.closed:
            wanted = self._stretches.take(timeout=0 if whole is not None or wanted is not None else None) or wanted
            if wanted is not None and sampler.learnt:
                found = sampler.detail(*wanted)
                wanted = None
                if found is not None:
                    self.detailed.emit(found)
            elif whole is not None:
                chunk = next(whole, None)
                if chunk is None:
                    whole = None
                else:
                    self.grew.emit(chunk)
