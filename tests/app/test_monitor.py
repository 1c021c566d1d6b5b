import threading
import time

import pytest

from app.drives.drive import DriveInfo, DriveWriter
from app.drives.reading import read_drive
from app.frames.frame import Frame
from app.frames.video import VideoSource
from app.monitor import Monitor
from app.perception.detector import DriverDetector
from app.perception.perception import Perception
from app.perception.pose_estimator import PoseEstimator
from app.posture.event import EventKind
from app.posture.inputs import VehicleState
from app.posture.monitor import PostureMonitor
from app.posture.rules import load_rules
from engines.cpu import CpuEngine
from pose.errors import UserError
from tests.tiny_scenes import DRIVER, scene, write_video

GONE = None
UNPLUGGED = UserError("camera 0: is gone; check its cable")


class FakeCamera:
    """A fake camera: 100 pictures a second, until it is out of them or unplugged."""

    live = True
    fps = 100.0
    description = "camera 0"

    def __init__(self, frames=10**6, unplugged_after=None, breaks=UNPLUGGED):
        self.frames, self.unplugged_after, self.breaks = frames, unplugged_after, breaks
        self.index = 0
        self.closed = False

    def read(self):
        if self.index == self.unplugged_after:
            raise self.breaks
        if self.index == self.frames:
            return None
        time.sleep(0.01)
        frame = Frame(image=scene(), index=self.index, captured_at=time.monotonic_ns(), wall_time=time.time())
        self.index += 1
        return frame

    def close(self):
        self.closed = True


@pytest.fixture
def monitor_of(pose_bundle, detection_bundle, tmp_path):
    """Make a monitor of a source, with real networks, rules and log; nothing of it may outlive the test."""
    monitors = []
    before = threading.active_count()

    def make(source, **changes):
        engine = CpuEngine(pose_bundle)
        parts = {
            "source": source,
            "perception": Perception(DriverDetector(CpuEngine(detection_bundle)), PoseEstimator(engine)),
            "posture": PostureMonitor(load_rules(), ()),
            "drive": DriveWriter(tmp_path / "drives", DriveInfo(start_wall_time=0.0, source=source.description)),
            "engine": engine.identity,
        }
        monitors.append(Monitor(**(parts | changes)))
        return monitors[-1]

    yield make
    for monitor in monitors:
        monitor.stop()
        assert monitor.join(5)
    assert threading.active_count() == before


def last_update(monitor):
    update = None
    while not (monitor.updates.closed and update is not None):
        update = monitor.updates.take(0.1) or update
    return monitor.updates.take(0) or update


def test_no_frame_of_a_file_is_lost(monitor_of, tmp_path):
    monitor = monitor_of(VideoSource(write_video(tmp_path / "in.mp4", [DRIVER] * 50)))
    monitor.start()
    update = last_update(monitor)
    assert (update.figures.frames, update.figures.dropped) == (50, 0)
    assert update.observation.index == 49
    assert monitor.failure == ""


def test_an_event_that_goes_on_at_the_end_is_ended_in_the_last_update(monitor_of, tmp_path):
    video = write_video(tmp_path / "in.mp4", [DRIVER] * 5 + [GONE] * 40, fps=10)
    monitor = monitor_of(VideoSource(video))
    monitor.start()
    events = [event for event in last_update(monitor).events if event.kind == EventKind.DRIVER_ABSENT]
    assert len(events) == 1
    assert events[0].end == pytest.approx(4.4e9, abs=0.2e9)


def test_a_camera_is_watched_until_it_is_stopped(monitor_of):
    camera = FakeCamera()
    monitor = monitor_of(camera)
    monitor.start()
    assert monitor.updates.take(5) is not None
    monitor.stop()
    assert monitor.join(5)
    assert camera.closed
    assert monitor.updates.closed


def test_a_slow_network_drops_frames_and_does_not_fall_behind(monitor_of, pose_bundle, detection_bundle):
    class SlowPerception(Perception):
        def observe(self, frame):
            time.sleep(0.1)
            return super().observe(frame)

    slow = SlowPerception(DriverDetector(CpuEngine(detection_bundle)), PoseEstimator(CpuEngine(pose_bundle)))
    monitor = monitor_of(FakeCamera(frames=100), perception=slow)
    monitor.start()
    figures = last_update(monitor).figures
    assert figures.dropped > 50
    # A queue of a hundred frames would have made the last ones eight seconds old.
    assert figures.frame_age_ms_p95 < 1000
    assert figures.camera_fps > 2 * figures.inference_fps


def test_an_unplugged_camera_ends_in_one_line_and_everything_stops(monitor_of):
    camera = FakeCamera(unplugged_after=30)
    monitor = monitor_of(camera)
    monitor.start()
    update = last_update(monitor)
    assert monitor.join(5)
    assert "check its cable" in update.notice
    assert "check its cable" in monitor.failure
    assert camera.closed


def test_a_mistake_in_the_program_ends_in_one_line_too_and_is_traced_in_the_log(monitor_of, caplog):
    monitor = monitor_of(FakeCamera(unplugged_after=3, breaks=ZeroDivisionError("division by zero")))
    monitor.start()
    assert "ZeroDivisionError" in last_update(monitor).notice
    assert monitor.join(5)
    assert "Traceback" in caplog.text


def test_a_camera_that_fails_before_its_first_picture_leaves_no_update_and_says_why(monitor_of):
    monitor = monitor_of(FakeCamera(unplugged_after=0))
    monitor.start()
    assert monitor.join(5)
    assert monitor.updates.take(0) is None
    assert "check its cable" in monitor.failure


def test_stopping_twice_and_before_the_first_frame_is_no_trouble(monitor_of):
    monitor = monitor_of(FakeCamera())
    monitor.start()
    monitor.stop()
    monitor.stop()
    assert monitor.join(5)


def test_the_notice_stands_in_every_update(monitor_of, tmp_path):
    video = write_video(tmp_path / "in.mp4", [DRIVER] * 3)
    monitor = monitor_of(VideoSource(video), notice="this is the demo clip")
    monitor.start()
    assert last_update(monitor).notice == "this is the demo clip"


def test_a_drive_is_on_disk_with_every_observation_and_event(monitor_of, tmp_path):
    video = write_video(tmp_path / "in.mp4", [DRIVER] * 5 + [GONE] * 40 + [DRIVER] * 30, fps=10)
    monitor = monitor_of(VideoSource(video))
    monitor.start()
    update = last_update(monitor)
    assert monitor.join(5)
    drive = read_drive(next((tmp_path / "drives").iterdir()))
    assert not drive.ended_unexpectedly
    assert [observation.index for observation in drive.observations()] == list(range(75))
    assert drive.events == update.events
    assert update.figures.log_path == str(drive.path.parent)


def test_an_event_is_on_disk_before_it_is_shown(monitor_of, tmp_path):
    video = write_video(tmp_path / "in.mp4", [GONE] * 40, fps=10)
    monitor = monitor_of(VideoSource(video))
    put = monitor.updates.put
    on_disk_when_shown = []

    def put_and_look(update):
        if update.events:
            on_disk_when_shown.append(read_drive(next((tmp_path / "drives").iterdir())).events == update.events)
        put(update)

    monitor.updates.put = put_and_look
    monitor.start()
    assert monitor.join(10)
    assert len(on_disk_when_shown) > 10
    assert all(on_disk_when_shown)


def test_a_log_that_fails_is_told_and_watching_goes_on(monitor_of, tmp_path):
    class FullDisk(DriveWriter):
        """A fake of a disk that is full."""

        def event(self, event):
            raise UserError("drive.sqlite: cannot be written (disk full); free some space")

    video = write_video(tmp_path / "in.mp4", [GONE] * 40 + [DRIVER] * 20, fps=10)
    drive = FullDisk(tmp_path / "drives", DriveInfo(start_wall_time=0.0, source="in.mp4"))
    monitor = monitor_of(VideoSource(video), drive=drive)
    monitor.start()
    update = last_update(monitor)
    assert update.figures.frames == 60
    assert [event.kind for event in update.events] == [EventKind.DRIVER_ABSENT]
    assert "disk full" in update.figures.log_problem
    assert update.figures.log_path == ""
    assert monitor.failure == ""


class FakeVehicle:
    """A fake car that stands still."""

    description = "a car"
    closed = False

    def state_at(self, captured_at):
        return VehicleState(speed_kmh=0.0)

    def close(self):
        self.closed = True


def test_the_rules_hear_of_the_car_and_it_is_closed_in_the_end(monitor_of, tmp_path):
    vehicle = FakeVehicle()
    monitor = monitor_of(FakeCamera(frames=3), vehicle=vehicle)
    monitor.start()
    assert monitor.join(20)
    states = {status.kind: status for status in last_update(monitor).statuses}
    assert not states[EventKind.HANDS_OFF_WHEEL].speed_unknown
    assert vehicle.closed
