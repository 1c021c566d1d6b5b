"""A camera that comes back: opened again and again when it breaks, for ever."""

import logging
import threading
from collections.abc import Callable

from app.frames.frame import Frame
from app.frames.source import FrameSource
from pose.errors import UserError

logger = logging.getLogger(__name__)

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 10.0
"""Between attempts the pause doubles up to this: a camera that is plugged in again is seen soon after."""


class Reconnecting:
    """A live source that never breaks: while the camera is gone, `read` waits for it to come back.

    `index` and times go on as if it were one; the index has a gap where the camera was gone.

    Parameters
    ----------
    open_again : opens the camera; the first time at once, so that a mistyped name is refused.

    Raises
    ------
    UserError : the camera does not open the first time.
    """

    live = True

    def __init__(self, open_again: Callable[[], FrameSource]) -> None:
        self._open = open_again
        self._source: FrameSource | None = open_again()
        self.description = self._source.description
        self.fps = self._source.fps
        self._closed = threading.Event()
        self._in_use = threading.Lock()
        self._first_index = 0
        self._last: Frame | None = None

    def read(self) -> Frame | None:
        """Wait for the next frame, through any number of breaks; None once closed."""
        with self._in_use:
            frame = self._wait()
            if frame is None:
                self._drop("")
            return frame

    def close(self) -> None:
        """End the waiting and let the camera go. Safe to call twice, and while another thread reads."""
        self._closed.set()
        # Whoever reads just now lets it go when it returns: a camera is not closed under its reader.
        if self._in_use.acquire(blocking=False):
            self._drop("")
            self._in_use.release()

    def _wait(self) -> Frame | None:
        pause = FIRST_PAUSE_S
        while not self._closed.is_set():
            try:
                if self._source is None:
                    self._source = self._open()
                    logger.warning("%s: is back", self.description)
                frame = self._source.read()
                if frame is not None:
                    return self._numbered(frame)
                reason = f"{self.description}: ended"
            except UserError as error:
                reason = str(error)
            self._drop(reason)
            if self._closed.wait(pause):
                break
            pause = min(2 * pause, LONGEST_PAUSE_S)
        return None

    def _drop(self, reason: str) -> None:
        if self._source is not None:
            if reason:
                logger.warning("%s", reason)
            self._source.close()
            self._source = None
            if self._last is not None:
                # One is left out: what needs the frame before it (H.264) must not be joined across the gap.
                self._first_index = self._last.index + 2

    def _numbered(self, frame: Frame) -> Frame:
        captured_at = frame.captured_at
        if self._last is not None:
            captured_at = max(captured_at, self._last.captured_at + 1)
        self._last = frame.moved(
            index=self._first_index + frame.index, captured_at=captured_at, wall_time=frame.wall_time
        )
        return self._last
