import time
import tomllib

import pytest

from app.calibrating import Calibrating
from app.commands.demo import CLIP
from app.frames.frame import Frame
from app.frames.packet import Packet
from app.frames.reconnecting import Reconnecting
from app.frames.video import VideoSource
from app.perception.detector import DriverDetector
from app.perception.perception import Perception
from app.perception.pose_estimator import PoseEstimator
from calibration.cabin_learning import CabinLearner
from engines.cpu import CpuEngine
from pose.errors import UserError
from tests.tiny_scenes import scene


class FakeCamera:
    """A fake camera: a hundred pictures a second, until something is the matter."""

    live = True
    fps = 100.0
    description = "camera 0"

    def __init__(self, breaks_after=None, breaks=None, broken=()):
        self.breaks_after, self.breaks, self.broken = breaks_after, breaks, broken
        self.index, self.closed = 0, False

    def read(self):
        if self.index == self.breaks_after:
            raise self.breaks
        time.sleep(0.01)
        times = {"index": self.index, "captured_at": time.monotonic_ns(), "wall_time": time.time()}
        rubbish = Packet(data=b"rubbish", codec="mjpeg", width=320, height=240)
        frame = Frame(packet=rubbish, **times) if self.index in self.broken else Frame(image=scene(), **times)
        self.index += 1
        return frame

    def close(self):
        self.closed = True


@pytest.fixture
def calibrating_of(pose_bundle, detection_bundle):
    made = []

    def make(source):
        perception = Perception(DriverDetector(CpuEngine(detection_bundle)), PoseEstimator(CpuEngine(pose_bundle)))
        made.append(Calibrating(source, perception, CabinLearner(5.0)))
        made[-1].start()
        return made[-1]

    yield make
    for calibrating in made:
        calibrating.stop()
        assert calibrating.join(5)


def test_a_camera_is_watched_until_a_person_has_seen_enough(calibrating_of):
    camera = FakeCamera()
    calibrating = calibrating_of(camera)
    update = calibrating.updates.take(5)
    assert update.frame.index == update.observation.index and update.progress == 0.0
    calibrating.stop()
    assert calibrating.join(5)
    assert camera.closed and calibrating.updates.closed and calibrating.failure == ""


def test_a_recording_ends_by_itself_and_the_last_update_has_everything(calibrating_of):
    calibrating = calibrating_of(VideoSource(CLIP))
    assert calibrating.join(60)
    update = calibrating.updates.take(0)
    last = tomllib.loads(CLIP.with_suffix(".toml").read_text())["frames"] - 1
    assert update.observation.index == last or update.progress == 1.0


def test_an_unplugged_camera_ends_in_one_line(calibrating_of):
    calibrating = calibrating_of(FakeCamera(5, UserError("camera 0: is gone; check its cable")))
    assert calibrating.join(5)
    assert calibrating.failure == "camera 0: is gone; check its cable" and calibrating.updates.closed


def test_a_mistake_in_the_program_is_traced_in_the_log(calibrating_of, caplog):
    calibrating = calibrating_of(FakeCamera(5, ZeroDivisionError("division by zero")))
    assert calibrating.join(5)
    assert "please report it" in calibrating.failure and "Traceback" in caplog.text


def test_a_broken_picture_is_passed_over(calibrating_of):
    calibrating = calibrating_of(FakeCamera(broken=(0, 1, 3)))
    assert calibrating.updates.take(5).frame.index >= 2


def test_stopping_does_not_wait_for_a_camera_that_is_gone(calibrating_of, monkeypatch):
    monkeypatch.setattr("app.frames.reconnecting.FIRST_PAUSE_S", 60.0)
    calibrating = calibrating_of(Reconnecting(lambda: FakeCamera(3, UserError("gone; check its cable"))))
    assert calibrating.updates.take(10) is not None
    time.sleep(0.2)
    calibrating.stop()
    assert calibrating.join(5)
