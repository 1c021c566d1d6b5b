"""The segment that is being recorded: its file, its video, and which of its frames are on the disk."""

import time
from collections.abc import Callable
from pathlib import Path

from app.drives.recorded import RecordedFrame, Segment
from app.drives.segment_file import SegmentFile
from app.drives.segment_reading import open_for_reading, packets
from app.drives.segment_writer import CLUSTER_MS, SegmentWriter
from app.frames.frame import Frame


class OpenSegment:
    """A new segment that begins with `first` (which is not written by this).

    Attributes
    ----------
    segment : what the database is to know of it.
    file : where it is written.

    Raises
    ------
    OSError : the file cannot be made, written or flushed.
    """

    def __init__(self, path: Path, segment: Segment, first: Frame, open_file: Callable[[Path], SegmentFile]) -> None:
        self.segment = segment
        self._path = path
        self._opened = time.monotonic()
        self.file = open_file(path)
        try:
            self._writer = SegmentWriter(self.file, first, segment.to_tags())
        except BaseException:
            self.file.release()
            raise
        self._untold: list[RecordedFrame] = []
        self._last_index = first.index - 1

    def takes(self, frame: Frame) -> bool:
        """Tell whether `frame` is of the same codec and size and, where it needs the frame before it, follows that."""
        return self._writer.fits(frame) and (not needs_others(frame) or frame.index == self._last_index + 1)

    def write(self, frame: Frame) -> None:
        """Add a frame. It is on the disk after a later `flush`."""
        pts = self._writer.write(frame)
        self._last_index = frame.index
        self._untold.append(
            RecordedFrame(
                index=frame.index,
                captured_at=frame.captured_at,
                wall_time=frame.wall_time,
                segment=self.segment.number,
                pts=pts,
            )
        )

    def flush(self) -> list[RecordedFrame]:
        """Wait for the disk; return the frames that are on it and were not returned before."""
        self.file.sync()
        # The newest cluster is still in memory, and this long.
        sure = [frame for frame in self._untold if frame.pts < self._untold[-1].pts - CLUSTER_MS]
        del self._untold[: len(sure)]
        return sure

    def finish(self) -> list[RecordedFrame]:
        """End the video, wait for the disk, close the file; return as `flush`."""
        try:
            self._writer.finish()
            self.file.sync()
        finally:
            self.file.release()
        return self._untold

    def salvaged(self) -> list[RecordedFrame]:
        """Return, after `finish` failed, the frames that can be read from the file and were not returned before."""
        try:
            with open_for_reading(self._path) as container:
                there = {packet.pts for packet in packets(container)}
        except OSError:  # FFmpeg's errors are OSErrors too
            return []
        return [frame for frame in self._untold if frame.pts in there]

    def disk_share(self) -> float:
        """Return the share of the time since the beginning, 0 to 1, that went into waiting for the disk."""
        return self.file.disk_seconds / max(time.monotonic() - self._opened, 1e-9)


def needs_others(frame: Frame) -> bool:
    """Tell whether the frame's packet can only be decoded after those before it."""
    return frame.packet is not None and not frame.packet.keyframe
