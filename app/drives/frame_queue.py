"""Frames that wait to be recorded: bounded, in number and in memory."""

import threading
from collections import deque

from app.frames.frame import Frame
from app.frames.packet import MJPEG

MOST_FRAMES = 64
"""Two seconds of a disk that is busy."""

MOST_BYTES = 48_000_000
"""A 720p picture that is to be encoded takes 2.7 MB: of these no more than 17 wait."""


class FrameQueue:
    """A queue between two threads that refuses what does not fit."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._frames: deque[Frame] = deque()
        self._bytes = 0
        self._closed = False

    def put(self, frame: Frame, wait_s: float) -> bool:
        """Take a frame, waiting up to `wait_s` seconds for room; tell whether there was room.

        Closed, the queue throws it away and says True.
        """
        frame = _lean(frame)
        with self._changed:
            if not self._changed.wait_for(lambda: self._closed or self._fits(frame), wait_s):
                return False
            if not self._closed:
                self._frames.append(frame)
                self._bytes += _weight(frame)
                self._changed.notify_all()
            return True

    def take(self, timeout: float) -> Frame | None:
        """Return the oldest frame; None where none came within `timeout` seconds, or at once when closed and empty."""
        with self._changed:
            self._changed.wait_for(lambda: self._frames or self._closed, timeout)
            if not self._frames:
                return None
            frame = self._frames.popleft()
            self._bytes -= _weight(frame)
            self._changed.notify_all()
            return frame

    @property
    def closed(self) -> bool:
        """True once no more frames are let in."""
        return self._closed

    def close(self, *, drop: bool = False) -> None:
        """Let no more in and wake whoever waits. What is there can still be taken, unless `drop`."""
        with self._changed:
            self._closed = True
            if drop:
                self._frames.clear()
                self._bytes = 0
            self._changed.notify_all()

    def _fits(self, frame: Frame) -> bool:
        # One always does, however large.
        small = self._bytes + _weight(frame) <= MOST_BYTES and len(self._frames) < MOST_FRAMES
        return small or not self._frames


def _lean(frame: Frame) -> Frame:
    """Return the frame without a picture that others may have decoded from its JPEG meanwhile."""
    if frame.packet is None or frame.packet.codec != MJPEG:
        return frame
    return Frame(
        packet=frame.packet,
        orientation=frame.orientation,
        index=frame.index,
        captured_at=frame.captured_at,
        wall_time=frame.wall_time,
        name=frame.name,
    )


def _weight(frame: Frame) -> int:
    """Return bytes of memory, about."""
    if frame.packet is not None and frame.packet.codec == MJPEG:
        return len(frame.packet.data)
    return frame.image.nbytes
