"""Small recorded drives, made as the monitor makes them: real SQLite, real video."""

from pathlib import Path

import numpy as np
import simplejpeg

from app.drives.drive import DriveInfo, DriveWriter
from app.drives.log import DriveLog
from app.drives.recorder import Recorder
from app.frames.frame import Frame
from app.frames.packet import jpeg_packet
from app.perception.observation import Observation
from app.posture.event import EventKind, PostureEvent, Severity
from app.posture.inputs import Told
from app.posture.rules import load_rules
from pose import toml_file
from pose.boxes import Box
from pose.keypoints import INDEX, KEYPOINT_NAMES
from pose.pose import Pose
from pose.visibility import Visibility

SECOND = 10**9
START = 10**12
"""ns, of the first frame."""
WIDTH, HEIGHT, FPS = 160, 120, 10
WALL = 1_763_000_000.0

_PLACES = {
    "nose": (80, 30),
    "left_eye": (84, 26),
    "right_eye": (76, 26),
    "left_ear": (90, 28),
    "right_ear": (70, 28),
    "left_shoulder": (104, 56),
    "right_shoulder": (56, 56),
    "left_elbow": (112, 80),
    "right_elbow": (48, 80),
    "left_wrist": (100, 98),
    "right_wrist": (60, 98),
    "left_hip": (98, 112),
    "right_hip": (62, 112),
}


def colour(i: int) -> tuple[int, int, int]:
    """A colour that tells frame `i`, BGR."""
    return (40 + 7 * (i % 25), 60 + 30 * (i // 25 % 5), 90)


def picture(i: int) -> np.ndarray:
    return np.full((HEIGHT, WIDTH, 3), colour(i), np.uint8)


def is_picture(image: np.ndarray, i: int) -> bool:
    return bool(np.abs(image[10, 10].astype(int) - colour(i)).max() < 6)


def frame_time(i: int) -> int:
    return START + i * SECOND // FPS


def make_pose(lean: float = 0.0, **states: Visibility) -> Pose:
    """A driver who looks into the camera; `lean` moves everything to the side, pixels."""
    state = np.array(
        [Visibility.VISIBLE if name in _PLACES else Visibility.ABSENT for name in KEYPOINT_NAMES], np.uint8
    )
    for name, value in states.items():
        state[INDEX[name]] = value
    return Pose(
        xy=np.array([_PLACES.get(name, (80, 119)) for name in KEYPOINT_NAMES], np.float32) + np.float32([lean, 0]),
        score=np.full(17, 0.9, np.float32),
        visibility=np.eye(3, dtype=np.float32)[state],
        state=state,
    )


def make_observation(i: int, pose: Pose | None) -> Observation:
    return Observation(
        index=i,
        captured_at=frame_time(i),
        wall_time=WALL + i / FPS,
        name="",
        width=WIDTH,
        height=HEIGHT,
        box=None if pose is None else Box(30, 10, 130, 119),
        raw=pose,
        pose=pose,
        timings_ms={},
    )


def make_event(at: float, seconds: float | None = 1.0, **changes: object) -> PostureEvent:
    """An event that begins `at` seconds after the drive did."""
    start = START + round(at * SECOND)
    values = {
        "kind": EventKind.LEANING,
        "severity": Severity.NOTICE,
        "start": start,
        "end": None if seconds is None else start + round(seconds * SECOND),
        "wall_time": WALL + at,
        "peak": 0.5,
        "evidence": ("left_shoulder",),
        "rules_version": "1",
    }
    return PostureEvent(**(values | changes))


USUAL_EVENTS = (
    make_event(2.0),
    make_event(5.0, kind=EventKind.HAND_AT_HEAD, severity=Severity.ALARM),
    make_event(5.0, kind=EventKind.HEAD_DOWN, severity=Severity.WARNING),
    make_event(8.0, severity=Severity.WARNING),
)


def make_drive(
    drives: Path,
    *,
    seconds: float = 10.0,
    codec: str | None = "h264",
    events: tuple[PostureEvent, ...] = USUAL_EVENTS,
    every: int = 1,
    wall: float = WALL,
    end: bool = True,
) -> Path:
    """Make a drive and return its folder.

    Parameters
    ----------
    codec : "h264", "mjpeg", or None: nothing is recorded.
    every : so many frames apart the network had time.
    end : False: it is cut off.
    """
    info = DriveInfo(start_wall_time=wall, source="camera 0", settings=toml_file.dumps(load_rules()))
    log = DriveLog(DriveWriter(drives, info))
    recorder = None if codec is None else Recorder(Path(log.path), log.recorded, reserve=0)
    for i in range(round(seconds * FPS)):
        at = {"index": i, "captured_at": frame_time(i), "wall_time": wall + i / FPS}
        if codec == "mjpeg":
            data = simplejpeg.encode_jpeg(picture(i), quality=95, colorspace="BGR")
            frame = Frame(packet=jpeg_packet(data), **at)
        else:
            frame = Frame(image=picture(i), **at)
        if recorder is not None:
            recorder.put(frame, 10)
        if i % every == 0:
            log.told(Told.of(make_observation(i, make_pose(20.0 if 20 <= i < 30 else 0.0))))
    log.events(list(events))
    if recorder is not None:
        recorder.close(20)
    log.close({kind: 0.75 for kind in EventKind}, 20)
    if not end:
        cut_off(Path(log.path))
    return Path(log.path)


def cut_off(folder: Path) -> None:
    """Make it look as if the power had gone."""
    run_sql(folder, "UPDATE drive SET ended = 0", "DELETE FROM observability")


def run_sql(folder: Path, *statements: str) -> None:
    """Change a drive's database by hand."""
    import sqlite3

    database = sqlite3.connect(folder / "drive.sqlite")
    with database:
        for statement in statements:
            database.execute(statement)
    database.close()
