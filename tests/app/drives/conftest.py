"""Events and observations to store."""

import numpy as np
import pytest

from app.drives.drive import DriveInfo
from app.perception.observation import Observation
from app.posture.event import EventKind, PostureEvent, Severity
from pose.boxes import Box
from pose.pose import Pose

SECOND = 1_000_000_000


def make_pose(seed: int) -> Pose:
    rng = np.random.default_rng(seed)
    return Pose(
        xy=rng.normal(300, 200, (17, 2)).astype(np.float32),
        score=rng.random(17, np.float32),
        visibility=rng.random((17, 3), np.float32),
        state=rng.integers(0, 3, 17, np.uint8),
    )


def make_observation(i: int, somebody: bool = True) -> Observation:
    return Observation(
        index=i,
        captured_at=i * SECOND // 30,
        wall_time=1_700_000_000.1 + i / 30,
        name=f"{i:04}.png",
        width=1280,
        height=720,
        box=Box(1.5, 2.25, 300.1, 400.7) if somebody else None,
        raw=make_pose(i) if somebody else None,
        pose=make_pose(i + 1) if somebody else None,
        timings_ms={"detect": 8.1, "pose": 7.25 + i},
    )


def make_event(start: int = SECOND, **changes) -> PostureEvent:
    values = {
        "kind": EventKind.HAND_AT_HEAD,
        "severity": Severity.NOTICE,
        "start": start,
        "end": None,
        "wall_time": 1_700_000_001.5,
        "peak": 0.75,
        "evidence": ("left_wrist", "left_ear"),
        "rules_version": "1",
    }
    return PostureEvent(**(values | changes))


def same(a: Observation, b: Observation) -> bool:
    def same_pose(p: Pose | None, q: Pose | None) -> bool:
        if p is None or q is None:
            return p is q
        return all(
            getattr(p, name).dtype == getattr(q, name).dtype
            and np.array_equal(getattr(p, name), getattr(q, name), equal_nan=name != "state")
            for name in ("xy", "score", "visibility", "state")
        )

    plain = ("index", "captured_at", "wall_time", "name", "width", "height", "box", "timings_ms")
    equal = all(getattr(a, name) == getattr(b, name) for name in plain)
    return equal and same_pose(a.raw, b.raw) and same_pose(a.pose, b.pose)


@pytest.fixture(name="make_observation")
def observation_maker():
    return make_observation


@pytest.fixture(name="make_event")
def event_maker():
    return make_event


@pytest.fixture(name="same")
def sameness():
    return same


@pytest.fixture
def info():
    return DriveInfo(
        start_wall_time=1_700_000_000.25, source="camera 0", settings="fps = 30\n", bundles={"driver-pose": "ab" * 32}
    )
