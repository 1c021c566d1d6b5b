"""Drives that were monitored and kept, without networks: what was seen is made up."""

from itertools import islice

import numpy as np

from app.camera_state import CameraState
from app.drives.drive import DriveInfo, DriveWriter
from app.perception.observation import Observation
from app.posture.event import EventKind, PostureEvent, Severity
from app.posture.inputs import Surroundings, Told, VehicleState
from app.posture.monitor import PostureMonitor
from app.posture.rules import load_rules
from pose import toml_file
from pose.boxes import Box
from pose.keypoints import NUM_KEYPOINTS
from pose.pose import Pose
from pose.visibility import Visibility

FPS = 5


def wandering(seed: int, seconds: float) -> list[Told]:
    """A driver who moves about, leaves, is hidden; a camera that fails now and then; a car that drives and stands."""
    rng = np.random.default_rng(seed)
    told: list[Told] = []
    home = rng.uniform((300, 150), (900, 500), (NUM_KEYPOINTS, 2))
    away = np.zeros((NUM_KEYPOINTS, 2))
    camera, car, gone = CameraState.OK, None, False
    state = np.full(NUM_KEYPOINTS, Visibility.VISIBLE, np.uint8)
    for i in range(round(seconds * FPS)):
        now = 10**12 + i * 10**9 // FPS + int(rng.integers(0, 10**6))
        if i % 60 == 59:
            away = rng.normal(0, 120, (NUM_KEYPOINTS, 2)) * rng.integers(0, 2)
            state = rng.choice(3, NUM_KEYPOINTS, p=(0.1, 0.2, 0.7)).astype(np.uint8)
            gone = rng.random() < 0.2
            camera = CameraState(rng.choice(list(CameraState))) if rng.random() < 0.3 else CameraState.OK
            car = None if rng.random() < 0.3 else VehicleState(speed_kmh=float(rng.uniform(0, 40)), reverse=False)
        around = Surroundings(camera=camera, vehicle=car)
        if camera == CameraState.LOST:
            told.append(Told(now=now, wall_time=1.7e9 + now / 1e9, observation=None, surroundings=around))
            continue
        pose = Pose(
            xy=(home + away + rng.normal(0, 2, home.shape)).astype(np.float32),
            score=rng.random(NUM_KEYPOINTS, np.float32),
            visibility=rng.random((NUM_KEYPOINTS, 3), np.float32),
            state=state,
        )
        observation = Observation(
            index=i,
            # Frames that were on their way while the camera was missed are older than that.
            captured_at=now - int(rng.integers(0, 3)) * 10**8,
            wall_time=1.7e9 + now / 1e9,
            name="",
            width=1280,
            height=720,
            box=None if gone else Box(*rng.uniform(0, 700, 4).tolist()),
            raw=None if gone else pose,
            pose=None if gone else pose,
            detected=bool(i % 2),
        )
        told.append(Told.of(observation, around))
    return told


def keep(drives, moments, rules=None, wheel=(), cabin=None, *, end=None, cut_off=False):
    """Monitor what is told and keep the drive as the monitor does; return its folder."""
    rules = rules or load_rules()
    info = DriveInfo(
        start_wall_time=1.7e9,
        source="camera 0",
        settings=toml_file.dumps(rules),
        wheel=wheel,
        cabin="" if cabin is None else toml_file.dumps(cabin),
    )
    monitor = PostureMonitor(rules, wheel, cabin)
    writer = DriveWriter(drives, info)
    waiting = iter(moments)
    while batch := list(islice(waiting, 30)):
        writer.told(batch)
        for told in batch:
            update = monitor.tell(told)
            if events := (*update.started, *update.escalated, *update.ended):
                writer.events(events)
    if cut_off:
        # As a kill leaves it.
        writer._database.close()
        writer._lock.release()
    else:
        end = max(told.now for told in moments) if end is None else end
        writer.events(monitor.finish(end).ended)
        writer.close(monitor.observability(), end)
    return writer.path


def make_event(start_s, end_s, kind=EventKind.LEANING, severity=Severity.NOTICE):
    return PostureEvent(
        kind=kind,
        severity=severity,
        start=round(start_s * 1e9),
        end=None if end_s is None else round(end_s * 1e9),
        wall_time=1.7e9 + start_s,
        peak=0.5,
        evidence=("nose",),
        rules_version="1",
    )
