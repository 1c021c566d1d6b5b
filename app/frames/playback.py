"""A recording played as if a camera delivered it: again and again, and at its own rate."""

import threading
import time
from collections.abc import Callable

from app.frames.frame import Frame
from app.frames.source import FrameSource

PAUSE_NS = 40_000_000
"""Between the last frame and the first of the next round where the recording has no rate."""


class Looping:
    """A source opened anew each time it ends; `index` and times go on as if it were one.

    Parameters
    ----------
    open_again : opens the source at its beginning.
    """

    def __init__(self, open_again: Callable[[], FrameSource]) -> None:
        self._open = open_again
        self._source = open_again()
        self.description = f"{self._source.description}, again and again"
        self.live = self._source.live
        self.fps = self._source.fps
        self._pause = round(1e9 / self.fps) if self.fps else PAUSE_NS
        self._offset_index = 0
        self._offset_ns = 0
        self._newest: Frame | None = None
        self._closed = False

    def read(self) -> Frame | None:
        """Return the next frame; None only once closed, or if the source opens without a frame."""
        if self._closed:
            return None
        frame = self._source.read()
        if frame is None:
            frame = self._start_over()
            if frame is None:
                return None
        shifted = frame.moved(
            index=frame.index + self._offset_index,
            captured_at=frame.captured_at + self._offset_ns,
            wall_time=frame.wall_time + self._offset_ns / 1e9,
        )
        self._newest = shifted
        return shifted

    def close(self) -> None:
        """Close the source. Safe to call twice."""
        self._closed = True
        self._source.close()

    def _start_over(self) -> Frame | None:
        self._source.close()
        self._source = self._open()
        first = self._source.read()
        if first is not None and self._newest is not None:
            self._offset_index = self._newest.index + 1 - first.index
            self._offset_ns = self._newest.captured_at + self._pause - first.captured_at
        return first


class Paced:
    """A recording at its own rate in real time. Times are the present's, as a camera's are.

    A reader that is late gets the next frame at once and the recording goes on from there: it plays slower rather
    than falling behind further and further. Frames are dropped by the mailbox after it, as a camera's are.
    """

    live = True

    def __init__(self, source: FrameSource) -> None:
        self._source = source
        self.description = source.description
        self.fps = source.fps
        self._position: int | None = None
        self._delivered = 0
        self._closed = threading.Event()

    def read(self) -> Frame | None:
        """Wait until the next frame is due and return it; None at the end or once closed."""
        frame = None if self._closed.is_set() else self._source.read()
        if frame is None:
            return None
        now = time.monotonic_ns()
        if self._position is None:
            captured_at = now
        else:
            gap = frame.captured_at - self._position
            due = self._delivered + gap
            if due > now and self._closed.wait((due - now) / 1e9):
                return None
            # The time it was due, not that of waking up: else every frame's jitter adds up and slows the recording.
            captured_at = due if now < due + gap else now
        self._position, self._delivered = frame.captured_at, captured_at
        return frame.moved(index=frame.index, captured_at=captured_at, wall_time=time.time())

    def close(self) -> None:
        """Close the source and end the waiting. Safe to call twice."""
        self._closed.set()
        self._source.close()
