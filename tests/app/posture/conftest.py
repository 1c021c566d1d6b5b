"""A synthetic driver: named joints in named places, told as a story of so many seconds each."""

import math
from dataclasses import replace

import numpy as np
import pytest

from app.camera_state import CameraState
from app.perception.observation import Observation
from app.posture.body import Body
from app.posture.inputs import Surroundings, VehicleState
from app.posture.monitor import PostureMonitor, PostureUpdate
from app.posture.neutral import NeutralLearner
from app.posture.rules import load_rules
from pose.boxes import Box
from pose.keypoints import INDEX, NUM_KEYPOINTS
from pose.pose import Pose
from pose.visibility import Visibility

SHOULDER_WIDTH = 200.0
FPS = 10

# Facing the camera in a picture of 1280 x 720; the person's left is on the picture's right.
PLACES = {
    "nose": (640, 200),
    "left_eye": (660, 180),
    "right_eye": (620, 180),
    "left_ear": (690, 205),
    "right_ear": (590, 205),
    "left_shoulder": (740, 310),
    "right_shoulder": (540, 310),
    "left_elbow": (780, 450),
    "right_elbow": (500, 450),
    "left_wrist": (720, 560),
    "right_wrist": (560, 560),
    "left_hip": (700, 610),
    "right_hip": (580, 610),
}

WHEEL = ((500.0, 500.0), (780.0, 500.0), (780.0, 620.0), (500.0, 620.0))


def make_pose(
    moved: dict[str, tuple[float, float]] | None = None, hidden: tuple[str, ...] = (), absent: tuple[str, ...] = ()
) -> Pose:
    """Sit neutrally, but for the joints that are `moved`; knees and ankles are out of the picture."""
    xy = np.zeros((NUM_KEYPOINTS, 2), np.float32)
    state = np.full(NUM_KEYPOINTS, Visibility.ABSENT, np.uint8)
    for name, place in (PLACES | (moved or {})).items():
        xy[INDEX[name]] = place
        state[INDEX[name]] = Visibility.VISIBLE
    for names, value in ((hidden, Visibility.OCCLUDED), (absent, Visibility.ABSENT)):
        state[[INDEX[name] for name in names]] = value
    visibility = np.eye(3, dtype=np.float32)[state]
    return Pose(xy=xy, score=np.ones(NUM_KEYPOINTS, np.float32), visibility=visibility, state=state)


def turned_head(degrees: float) -> dict[str, tuple[float, float]]:
    """Return nose and ears of a head that is turned to the person's left, seen from the front; ears 100 apart."""
    yaw = math.radians(degrees)
    across, ahead = 50 * math.cos(yaw), 75 * math.sin(yaw)
    return {"nose": (640 + ahead, 200), "left_ear": (640 + across, 205), "right_ear": (640 - across, 205)}


def observe(pose: Pose | None, captured_at: int, index: int = 0) -> Observation:
    return Observation(
        index=index,
        captured_at=captured_at,
        wall_time=1_700_000_000 + captured_at / 1e9,
        name="",
        width=1280,
        height=720,
        box=None if pose is None else Box(480, 100, 800, 720),
        raw=pose,
        pose=pose,
    )


class Story:
    """A drive told to a `PostureMonitor`, ten observations a second."""

    def __init__(self, wheel=WHEEL, rules=None) -> None:
        self.monitor = PostureMonitor(rules or load_rules(), wheel)
        self.updates: list[PostureUpdate] = []
        self.frames = 0
        self.surroundings = Surroundings()

    @property
    def seconds(self) -> float:
        return self.frames / FPS

    def add(self, pose: Pose | None) -> None:
        observation = observe(pose, round(self.seconds * 1e9), self.frames)
        self.updates.append(self.monitor.update(observation, self.surroundings))
        self.frames += 1

    def sits(self, seconds: float, moved=None, hidden=(), absent=()) -> "Story":
        for _ in range(round(seconds * FPS)):
            self.add(make_pose(moved, hidden, absent))
        return self

    def is_away(self, seconds: float) -> "Story":
        for _ in range(round(seconds * FPS)):
            self.add(None)
        return self

    def drives_at(self, speed_kmh, **state) -> "Story":
        """From now on the car says so."""
        self.surroundings = replace(self.surroundings, vehicle=VehicleState(speed_kmh=speed_kmh, **state))
        return self

    def camera_is(self, camera: str, seconds: float) -> "Story":
        """Pictures come, with nobody in them."""
        before, self.surroundings = self.surroundings, replace(self.surroundings, camera=CameraState(camera))
        self.is_away(seconds)
        self.surroundings = before
        return self

    def camera_is_lost(self, seconds: float) -> "Story":
        for _ in range(round(seconds * FPS)):
            now = round(self.seconds * 1e9)
            lost = replace(self.surroundings, camera=CameraState.LOST)
            self.updates.append(self.monitor.update_without_picture(now, 1_700_000_000 + self.seconds, lost))
            self.frames += 1
        return self

    def camera_pauses(self, seconds: float) -> "Story":
        self.frames += round(seconds * FPS)
        return self

    def ends(self) -> "Story":
        self.updates.append(self.monitor.finish(round(self.seconds * 1e9)))
        return self

    def told(self, what: str) -> list[tuple[str, str]]:
        """Kinds and severities of all events `started`, `escalated` or `ended`."""
        return [(event.kind.value, event.severity.name.lower()) for event in self.events(what)]

    def events(self, what: str) -> list:
        return [event for update in self.updates for event in getattr(update, what)]

    def status(self, kind: str):
        return next(status for status in self.updates[-1].statuses if status.kind == kind)


@pytest.fixture(name="drive")
def story_class():
    return Story


@pytest.fixture(name="make_pose")
def pose_maker():
    return make_pose


@pytest.fixture
def make_body():
    return lambda *joints, **states: Body.of(make_pose(*joints, **states))


@pytest.fixture
def learn_neutral():
    """Learn the neutral posture of a driver who sits as told."""

    def learn(*joints, **states):
        learner = NeutralLearner()
        for i in range(40):
            found = learner.update(observe(make_pose(*joints, **states), i * 100_000_000))
        return found

    return learn


@pytest.fixture
def neutral(learn_neutral):
    return learn_neutral()


@pytest.fixture(name="turned_head")
def head_turner():
    return turned_head


@pytest.fixture(name="observe")
def observer():
    return observe


@pytest.fixture
def rules():
    return load_rules()


@pytest.fixture
def changed_rule(rules):
    def change(kind: str, **values):
        return replace(rules, **{kind: replace(getattr(rules, kind), **values)})

    return change
