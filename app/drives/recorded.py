"""What the database knows of a recording: its segments and where each frame is."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.frames.orientation import UPRIGHT, Orientation


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One video file of a recording.

    Attributes
    ----------
    number : counts from 1; names the file.
    start, start_wall_time, first_index : of its first frame: `captured_at`, `wall_time`, `index`.
    orientation : what makes its pictures upright.
    blurred : faces were blurred before it was written.
    """

    number: int
    start: int
    start_wall_time: float
    first_index: int
    orientation: Orientation = UPRIGHT
    blurred: bool = False

    def to_tags(self) -> dict[str, str]:
        """Return it as tags of the video file: it can be understood without the database."""
        return {
            "CABINSIGHT_START_NS": str(self.start),
            "CABINSIGHT_START_WALL_TIME": repr(self.start_wall_time),
            "CABINSIGHT_FIRST_INDEX": str(self.first_index),
            "CABINSIGHT_QUARTERS": str(self.orientation.quarters),
            "CABINSIGHT_MIRRORED": str(int(self.orientation.mirrored)),
            "CABINSIGHT_BLURRED": str(int(self.blurred)),
        }

    @classmethod
    def from_tags(cls, number: int, tags: Mapping[str, str]) -> "Segment":
        """Return the segment that `to_tags` told of.

        Raises
        ------
        KeyError, ValueError : the file has other tags.
        """
        return cls(
            number=number,
            start=int(tags["CABINSIGHT_START_NS"]),
            start_wall_time=float(tags["CABINSIGHT_START_WALL_TIME"]),
            first_index=int(tags["CABINSIGHT_FIRST_INDEX"]),
            orientation=Orientation(int(tags["CABINSIGHT_QUARTERS"]), tags["CABINSIGHT_MIRRORED"] == "1"),
            blurred=tags["CABINSIGHT_BLURRED"] == "1",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedFrame:
    """Where a frame is: `pts` milliseconds from the beginning of segment number `segment`. Times are the frame's."""

    index: int
    captured_at: int
    wall_time: float
    segment: int
    pts: int
