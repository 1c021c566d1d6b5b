import threading
import time

import pytest

from app.cabin_files import load_cabin
from app.drives.drive import DriveInfo, DriveWriter
from app.drives.log import DriveLog
from app.drives.reading import read_drive
from app.drives.recorder import Recorder
from app.drives.recording_status import RecordingState
from app.drives.response import Response, ResponseKind
from app.frames.frame import Frame
from app.monitor import Monitor
from app.monitor_settings import CameraChoice, RecordingSettings, Settings, Theme, load_settings
from app.perception.detector import DriverDetector
from app.perception.perception import Perception
from app.perception.pose_estimator import PoseEstimator
from app.posture.monitor import PostureMonitor
from app.posture.rules import load_rules
from app.session import Session, Watched
from calibration.cabin import Cabin, HandDrive
from engines.cpu import CpuEngine
from pose.errors import UserError
from tests.tiny_scenes import scene

CABIN = Cabin(
    width=320,
    height=240,
    hand_drive=HandDrive.LEFT,
    seat=((60.0, 40.0), (260.0, 40.0), (260.0, 220.0), (60.0, 220.0)),
)


class FakeCamera:
    """A fake camera: 50 pictures a second."""

    live = True
    fps = 50.0

    def __init__(self, name):
        self.description = f"camera {name}"
        self.index = 0
        self.closed = threading.Event()

    def read(self):
        if self.closed.wait(0.02):
            return None
        self.index += 1
        return Frame(image=scene(), index=self.index, captured_at=time.monotonic_ns(), wall_time=time.time())

    def close(self):
        self.closed.set()


def eventually(condition, seconds=20.0):
    until = time.monotonic() + seconds
    while not (met := condition()) and time.monotonic() < until:
        time.sleep(0.01)
    return met


class Car:
    """Cameras that there are, and a session over them with real monitors and drives."""

    def __init__(self, tmp_path, pose_bundle, detection_bundle):
        self.folder, self.there = tmp_path, {"", "1"}
        self.detector = DriverDetector(CpuEngine(detection_bundle))
        self.engine = CpuEngine(pose_bundle)
        self.begun = []
        self.path = tmp_path / "config" / "settings.toml"
        effective = Settings(recording=RecordingSettings(quota_gb=7.0))
        self.session = Session(self.begin, effective, stored=Settings(), path=self.path)

    def begin(self, settings):
        device = settings.camera.device
        if device not in self.there:
            raise UserError(f"camera {device}: is not there")
        log = DriveLog(DriveWriter(self.folder / "drives", DriveInfo(start_wall_time=time.time(), source=device)))
        self.begun.append((settings, log.path))
        monitor = Monitor(
            source=FakeCamera(device),
            perception=Perception(self.detector, PoseEstimator(self.engine)),
            posture=PostureMonitor(load_rules(), ()),
            log=log,
            recorder=Recorder(self.folder / "video", log.recorded, reserve=0, on=settings.recording.record),
            engine=self.engine.identity,
        )
        return Watched(monitor=monitor, cabin_path=self.folder / f"cabin{device}.toml")

    def update(self):
        """The newest update; waits for one."""
        found = eventually(lambda: self.session.updates.take(0.1))
        assert found
        return found


@pytest.fixture
def car(tmp_path, pose_bundle, detection_bundle):
    (tmp_path / "video").mkdir()
    before = threading.active_count()
    made = Car(tmp_path, pose_bundle, detection_bundle)
    made.session.start()
    yield made
    made.session.close()
    made.session.join()
    assert eventually(lambda: threading.active_count() <= before)


def test_what_the_window_looks_like_is_kept_and_nothing_begins_anew(car):
    assert car.session.change("window", theme=Theme.DAY) == ""
    assert car.session.settings.window.theme is Theme.DAY and len(car.begun) == 1
    kept = load_settings(car.path)
    assert kept.window.theme is Theme.DAY
    # What the command line said holds, and is not kept.
    assert (car.session.settings.recording.quota_gb, kept.recording.quota_gb) == (7.0, 20.0)


def test_another_camera_begins_another_drive_and_is_kept_once_it_has_opened(car):
    first = car.update()
    car.session.change("camera", device="1", rotate=180)
    assert eventually(lambda: not car.session.changing)
    assert car.session.settings.camera == CameraChoice(device="1", rotate=180) == load_settings(car.path).camera
    second = car.update()
    assert second.figures.source == "camera 1" and second.figures.log_path != first.figures.log_path
    assert not read_drive(car.folder / "drives" / first.figures.log_path).ended_unexpectedly


def test_a_camera_that_does_not_open_changes_nothing_and_the_first_is_watched_on(car):
    car.session.change("camera", device="9")
    assert eventually(lambda: not car.session.changing)
    assert car.session.problem == "camera 9: is not there"
    assert car.session.settings.camera.device == "" and not car.path.exists()
    assert car.update().figures.source == "camera "


def test_a_camera_that_is_gone_meanwhile_is_waited_for(car, monkeypatch):
    monkeypatch.setattr("app.session.RETRY_S", 0.05)
    car.there.clear()
    car.session.change("camera", device="1")
    turns = car.session.turns
    assert eventually(lambda: car.session.turns > turns + 3) and car.session.changing
    car.there.add("")
    assert eventually(lambda: not car.session.changing) and car.update().figures.source == "camera "


def test_changes_that_come_while_one_is_at_work_end_in_the_newest(car):
    for turn in (90, 180, 270):
        car.session.change("camera", rotate=turn)
    assert eventually(lambda: not car.session.changing)
    assert car.session.settings.camera.rotate == 270 and car.begun[-1][0].camera.rotate == 270


def test_recording_is_turned_on_and_off_within_the_drive(car):
    car.session.record(True, RecordingState.OFF)
    assert eventually(lambda: car.update().figures.recording.state is RecordingState.ON)
    car.session.record(False, RecordingState.ON)
    assert eventually(lambda: car.update().figures.recording.state is RecordingState.OFF)
    assert len(car.begun) == 1 and not car.path.exists()


def test_a_calibration_is_kept_and_another_drive_begins_with_it(car):
    learning = car.session.learn(3.0)
    assert eventually(lambda: learning.updates.take(0) is not None)
    car.session.stop_learning()
    assert car.session.keep_cabin(CABIN) == str(car.folder / "cabin.toml")
    assert eventually(lambda: not car.session.changing) and len(car.begun) == 2
    assert load_cabin(car.folder / "cabin.toml") == CABIN


def test_an_answer_is_in_the_drive_and_a_kept_drive_is_protected(car):
    car.session.respond(Response(kind=ResponseKind.UNMUTED, at=1, wall_time=2.0))
    drive = car.update().figures.log_path
    assert car.session.protect(drive) == ""
    car.session.close()
    car.session.join()
    kept = read_drive(car.folder / "drives" / drive)
    assert [response.kind for response in kept.responses] == [ResponseKind.UNMUTED]
    assert (kept.path.parent / "protected").exists()


def test_settings_that_cannot_be_kept_hold_all_the_same_and_it_is_said(car):
    car.path.parent.parent.joinpath("config").write_text("a file where a folder is asked for")
    assert "cannot be written" in car.session.change("window", sound=True)
    assert car.session.settings.window.sound


def test_what_cannot_be_is_refused_and_nothing_has_changed(car):
    with pytest.raises(ValueError, match="rotate"):
        car.session.change("camera", rotate=45)
    assert car.session.settings.camera.rotate == 0 and len(car.begun) == 1


def test_turns_rise_through_one_drive_and_the_next(car):
    assert eventually(lambda: car.session.turns > 3)
    car.session.change("camera", device="1")
    assert eventually(lambda: not car.session.changing)
    turns = car.session.turns
    assert turns > 3 and eventually(lambda: car.session.turns > turns)
