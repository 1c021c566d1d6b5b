"""What was seen of the driver in one frame."""

from dataclasses import dataclass, field

from app.frames.frame import Frame
from pose.boxes import Box
from pose.pose import Pose


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Observation:
    """The outcome of perception for one frame.

    Attributes
    ----------
    index, captured_at, wall_time, name : the frame's, see `Frame`.
    width, height : the frame's size, pixels.
    box : where the driver is, or None: nobody seen.
    raw : the pose as the network and the decision gave it, or None.
    pose : the same, smoothed over time; None where `raw` is None.
    detected : whether `box` is what the detector found in this very frame, not what was followed.
    timings_ms : milliseconds per stage, such as {"detect": 8.1, "pose": 7.2}.
    """

    index: int
    captured_at: int
    wall_time: float
    name: str
    width: int
    height: int
    box: Box | None
    raw: Pose | None
    pose: Pose | None
    timings_ms: dict[str, float] = field(default_factory=dict)
    detected: bool = False

    @classmethod
    def of(
        cls,
        frame: Frame,
        *,
        box: Box | None,
        raw: Pose | None,
        pose: Pose | None,
        timings_ms: dict[str, float],
        detected: bool = False,
    ) -> "Observation":
        """Make the observation of `frame`."""
        height, width = frame.image.shape[:2]
        return cls(
            index=frame.index,
            captured_at=frame.captured_at,
            wall_time=frame.wall_time,
            name=frame.name,
            width=width,
            height=height,
            box=box,
            raw=raw,
            pose=pose,
            timings_ms=timings_ms,
            detected=detected,
        )
