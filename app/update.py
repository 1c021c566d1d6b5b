"""What the window and the headless printer are told after every frame: the whole present state, never a difference.

A reader may miss updates (it reads from a mailbox of one) and still be right after the next.
"""

from dataclasses import dataclass

from app.drives.log import EventKey
from app.drives.recording_status import OFF, RecordingStatus
from app.frames.camera_health import CameraStatus
from app.frames.frame import Frame
from app.perception.observation import Observation
from app.posture.event import PostureEvent, RuleStatus
from engines.engine import EngineIdentity


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How the pipeline is doing.

    Attributes
    ----------
    source : what the frames come from, in a person's words.
    engine : which engine runs the pose network.
    camera_fps, inference_fps : frames a second, measured over the last seconds.
    inference_ms : median milliseconds of perception a frame.
    frame_age_ms_p50, frame_age_ms_p95 : milliseconds from capture to the end of perception.
    frames, dropped : counts since the start.
    log_path : where events are written, or "" with `log_problem` set.
    log_problem : one line, why events are not logged, or "".
    recording : whether frames are recorded, and why not.
    camera : what is the matter with the camera, or None where the source is no camera.
    disk_free : bytes left on the drive's disk, or None where that is not known.
    """

    source: str
    engine: EngineIdentity
    camera_fps: float
    inference_fps: float
    inference_ms: float
    frame_age_ms_p50: float
    frame_age_ms_p95: float
    frames: int
    dropped: int
    log_path: str
    log_problem: str
    recording: RecordingStatus = OFF
    disk_free: int | None = None
    camera: CameraStatus | None = None
    moved: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Update:
    """The present state, all of it.

    Attributes
    ----------
    now : ns on the frames' clock: the frame's `captured_at`, or later while none comes.
    statuses : every rule's state, always all rules in the same order.
    events : the newest events, oldest first, at most 200; an event that goes on has `end` None.
    unlogged : which of them are not on the disk, each by its kind and start.
    wheel : the wheel zone's polygon, pixels of the picture, or () where none is known.
    notice : one line a person should read (banner), or "".
    """

    frame: Frame
    observation: Observation
    now: int
    statuses: tuple[RuleStatus, ...]
    events: tuple[PostureEvent, ...]
    wheel: tuple[tuple[float, float], ...]
    figures: Figures
    notice: str
    unlogged: frozenset[EventKey] = frozenset()
