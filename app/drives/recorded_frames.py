"""A recording's frames by time, without reading them all: a drive of four hours has half a million."""

import sqlite3
from bisect import bisect_right
from collections import OrderedDict
from dataclasses import dataclass

from app.drives.reading import Drive, opened
from app.drives.recorded import RecordedFrame, Segment
from app.drives.rows import FRAME, frame_of

KEPT_SEGMENTS = 8
"""Tables of frames kept: eight minutes around where one is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentFrames:
    """The frames of one segment, in order.

    Attributes
    ----------
    by_pts : the same by their pts.
    """

    frames: tuple[RecordedFrame, ...]
    by_pts: dict[int, RecordedFrame]


class RecordedFrames:
    """Find recorded frames. Each thread needs one of its own.

    Frames of a segment are read when something in it is asked for.
    """

    def __init__(self, drive: Drive) -> None:
        self._file = drive.path
        self.segments = tuple(sorted(drive.segments, key=lambda segment: segment.start))
        self._starts = [segment.start for segment in self.segments]
        self._tables: OrderedDict[int, SegmentFrames] = OrderedDict()

    def at(self, time: int) -> RecordedFrame | None:
        """Return the newest frame captured at `time`, ns, or before; None where there is none.

        Raises
        ------
        UserError : the database is damaged.
        """
        place = bisect_right(self._starts, time) - 1
        while place >= 0:
            frames = self.of(self.segments[place]).frames
            found = bisect_right(frames, time, key=lambda frame: frame.captured_at) - 1
            if found >= 0:
                return frames[found]
            place -= 1
        return None

    def neighbour(self, frame: RecordedFrame, step: int) -> RecordedFrame | None:
        """Return the frame after (`step` 1) or before (-1) `frame`, None at the end."""
        place = next(i for i, segment in enumerate(self.segments) if segment.number == frame.segment)
        frames = self.of(self.segments[place]).frames
        found = bisect_right(frames, frame.pts, key=lambda other: other.pts) - 1 + step
        while not 0 <= found < len(frames):
            place += step
            if not 0 <= place < len(self.segments):
                return None
            frames = self.of(self.segments[place]).frames
            found = 0 if step > 0 else len(frames) - 1
        return frames[found]

    def first(self) -> RecordedFrame | None:
        """Return the recording's first frame."""
        tables = (self.of(segment).frames for segment in self.segments)
        return next((frames[0] for frames in tables if frames), None)

    def last(self) -> RecordedFrame | None:
        """Return the recording's last frame."""
        tables = (self.of(segment).frames for segment in reversed(self.segments))
        return next((frames[-1] for frames in tables if frames), None)

    def stretches(self) -> tuple[tuple[int, int], ...]:
        """Return from when to when each segment goes, ns, without reading its frames; empty ones are left out.

        Raises
        ------
        UserError : the database is damaged.
        """
        found = []
        if self.segments:
            with opened(self._file) as database:
                for segment in self.segments:
                    last = database.execute(
                        "SELECT captured_at FROM frames WHERE frame >= ? AND frame < ? AND segment = ? "
                        "ORDER BY frame DESC LIMIT 1",
                        (segment.first_index, self._after(segment), segment.number),
                    ).fetchone()
                    if last is not None:
                        found.append((segment.start, last[0]))
        return tuple(found)

    def of(self, segment: Segment) -> SegmentFrames:
        """Return the frames of a segment.

        Raises
        ------
        UserError : the database is damaged.
        """
        table = self._tables.get(segment.number)
        if table is None:
            with opened(self._file) as database:
                frames = tuple(self._read(database, segment))
            table = SegmentFrames(frames=frames, by_pts={frame.pts: frame for frame in frames})
            self._tables[segment.number] = table
            while len(self._tables) > KEPT_SEGMENTS:
                self._tables.popitem(last=False)
        self._tables.move_to_end(segment.number)
        return table

    def _read(self, database: sqlite3.Connection, segment: Segment) -> list[RecordedFrame]:
        rows = database.execute(
            f"SELECT {FRAME} FROM frames WHERE frame >= ? AND frame < ? AND segment = ? ORDER BY pts",
            (segment.first_index, self._after(segment), segment.number),
        )
        return [*map(frame_of, rows)]

    def _after(self, segment: Segment) -> int:
        """Return the index before which the frames of a segment end: the table knows no other order."""
        later = [other.first_index for other in self.segments if other.first_index > segment.first_index]
        return min(later, default=2**62)
