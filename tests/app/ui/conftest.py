"""Poses and updates made up for the window's tests."""

import os

# Windows that nobody sees; set QT_QPA_PLATFORM=xcb to run the same tests on a real X server.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import pytest

from app.drives.recording_status import OFF
from app.frames.frame import Frame
from app.perception.observation import Observation
from app.posture.event import EventKind, PostureEvent, RuleState, RuleStatus, Severity
from app.update import Figures, Update
from app.watchdog import Watchdog
from engines.engine import EngineIdentity
from pose.boxes import Box
from pose.pose import Pose
from pose.visibility import Visibility
from tests.app.ui.fake_session import FakeSession, FakeSpeaker

SECOND = 1_000_000_000


@pytest.fixture(scope="session", autouse=True)
def dark_application(qapp):
    """Give widgets that are tested alone the look that they inherit from the window."""
    from app.ui import theme

    qapp.setPalette(theme.palette())
    qapp.setFont(theme.body_font(16))


@pytest.fixture
def make_pose():
    """A pose spread over a 320 x 240 picture; every keypoint visible but those named by index."""

    def make(**states: Visibility) -> Pose:
        from pose.keypoints import INDEX

        grid = [(40.0 + 60 * (i % 5), 30.0 + 55 * (i // 5)) for i in range(17)]
        state = np.full(17, Visibility.VISIBLE, np.uint8)
        for name, value in states.items():
            state[INDEX[name]] = value
        return Pose(
            xy=np.array(grid, np.float32),
            score=np.ones(17, np.float32),
            visibility=np.full((17, 3), 1 / 3, np.float32),
            state=state,
        )

    return make


@pytest.fixture
def make_event():
    def make(
        kind=EventKind.HAND_AT_HEAD, severity=Severity.WARNING, start=0.0, end=None, wall_time=1.8e9
    ) -> PostureEvent:
        return PostureEvent(
            kind=kind,
            severity=severity,
            start=round(start * SECOND),
            end=None if end is None else round(end * SECOND),
            wall_time=wall_time + start,
            peak=1.0,
            evidence=("nose", "left_wrist"),
            rules_version="1",
        )

    return make


@pytest.fixture
def make_statuses():
    """Every rule, clear but for those named."""

    def make(**states: RuleState) -> tuple[RuleStatus, ...]:
        return tuple(
            RuleStatus(
                kind=kind,
                state=(state := states.get(kind.value, RuleState.CLEAR)),
                severity=Severity.WARNING,
                measure=None if state == RuleState.NOT_OBSERVABLE else 0.25,
            )
            for kind in EventKind
        )

    return make


@pytest.fixture
def make_update(make_pose, make_statuses):
    def make(
        index=0,
        *,
        seconds=None,
        image=None,
        pose=...,
        events=(),
        statuses=None,
        notice="",
        log_problem="",
        recording=OFF,
    ):
        if image is None:
            image = np.full((240, 320, 3), 90, np.uint8)
        if pose is ...:
            pose = make_pose()
        at = round((index / 30 if seconds is None else seconds) * SECOND)
        frame = Frame(image=image, index=index, captured_at=at, wall_time=1.8e9)
        observation = Observation(
            index=index,
            captured_at=at,
            wall_time=1.8e9,
            name="",
            width=image.shape[1],
            height=image.shape[0],
            box=None if pose is None else Box(20, 10, 300, 230),
            raw=pose,
            pose=pose,
        )
        figures = Figures(
            source="Camera 0",
            engine=EngineIdentity(backend="cpu", version="1.23", precision="fp32", device="a processor"),
            camera_fps=30.0,
            inference_fps=29.5,
            inference_ms=17.2,
            frame_age_ms_p50=41.0,
            frame_age_ms_p95=63.0,
            frames=index + 1,
            dropped=2,
            log_path="" if log_problem else "/var/drives/events.sqlite",
            log_problem=log_problem,
            recording=recording,
        )
        return Update(
            now=observation.captured_at,
            frame=frame,
            observation=observation,
            statuses=make_statuses() if statuses is None else statuses,
            events=tuple(events),
            wheel=((200.0, 100.0), (260.0, 100.0), (260.0, 160.0), (200.0, 160.0)),
            figures=figures,
            notice=notice,
        )

    return make


@pytest.fixture(autouse=True)
def night():
    """Whatever look a test wore, the next begins at night."""
    from app.ui import theme

    yield
    theme.wear(theme.NIGHT)


@pytest.fixture
def session():
    return FakeSession()


@pytest.fixture
def speaker():
    return FakeSpeaker()


@pytest.fixture
def window(qtbot, session, speaker):
    """The monitor's window at 1280 x 720 over a fake session."""
    from app.ui.monitor_window import MonitorWindow

    window = MonitorWindow(session=session, speaker=speaker, watchdog=Watchdog({}))
    qtbot.addWidget(window)
    window.resize(1280, 720)
    with qtbot.waitExposed(window):
        window.show()
    return window


@pytest.fixture
def grab(qtbot):
    """Take a widget's picture: (H, W, 3) uint8 BGR."""

    def take(widget) -> np.ndarray:
        from app.ui.qt_image import to_array

        return to_array(widget.grab().toImage())

    return take
