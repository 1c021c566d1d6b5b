import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.camera_state import CameraState
from app.drives.drive import DriveInfo, DriveWriter
from app.drives.log import DriveLog
from app.drives.reading import read_drive
from app.drives.recorder import Recorder
from app.drives.recording_status import RecordingState
from app.drives.segment_file import SegmentFile
from app.frames.frame import Frame
from app.frames.network import open_network
from app.frames.packet import Packet
from app.frames.playback import Paced
from app.frames.reconnecting import Reconnecting
from app.frames.video import VideoSource
from app.monitor import Monitor
from app.perception.detector import DriverDetector
from app.perception.perception import Perception
from app.perception.pose_estimator import PoseEstimator
from app.posture.event import EventKind, Severity
from app.posture.inputs import VehicleState
from app.posture.monitor import PostureMonitor
from app.posture.rules import load_rules
from engines.cpu import CpuEngine
from pose.errors import UserError
from tests.app.frames.mjpeg_server import MjpegServer
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


def eventually(condition, seconds=20.0):
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.01)
    return condition()


def drive_of(kind, tmp_path):
    return DriveLog(kind(tmp_path / "drives", DriveInfo(start_wall_time=0.0, source="in.mp4")))


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
            "log": changes.get("log") or drive_of(DriveWriter, tmp_path),
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


class FullDisk(DriveWriter):
    """A fake of a disk that is full."""

    def events(self, events):
        raise UserError("drive.sqlite: cannot be written (disk full); free some space")


class SlowDisk(DriveWriter):
    """A fake of a disk that takes 600 ms for an event."""

    def events(self, events):
        time.sleep(0.6)
        super().events(events)


def test_a_log_that_fails_is_told_and_watching_goes_on(monitor_of, tmp_path):
    video = write_video(tmp_path / "in.mp4", [GONE] * 40 + [DRIVER] * 20, fps=10)
    monitor = monitor_of(VideoSource(video), log=drive_of(FullDisk, tmp_path))
    monitor.start()
    update = last_update(monitor)
    assert update.figures.frames == 60
    assert [event.kind for event in update.events] == [EventKind.DRIVER_ABSENT]
    assert update.unlogged == {(event.kind, event.start) for event in update.events}
    assert "disk full" in update.figures.log_problem
    assert update.figures.log_path == ""
    assert monitor.failure == ""


def test_a_disk_that_is_slow_does_not_hold_up_an_alert_which_is_marked_until_it_is_logged(monitor_of, tmp_path):
    video = write_video(tmp_path / "in.mp4", [GONE] * 40, fps=10)
    monitor = monitor_of(VideoSource(video), log=drive_of(SlowDisk, tmp_path))
    put, shown = monitor.updates.put, []
    monitor.updates.put = lambda update: (shown.append(update), put(update))
    monitor.start()
    assert monitor.join(15)
    first = next(update for update in shown if update.events)
    assert first.unlogged == {(event.kind, event.start) for event in first.events}
    assert read_drive(next((tmp_path / "drives").iterdir())).events == shown[-1].events  # it came all the same


def test_without_any_drive_watching_goes_on_and_says_why(monitor_of, tmp_path):
    video = write_video(tmp_path / "in.mp4", [GONE] * 40, fps=10)
    monitor = monitor_of(VideoSource(video), log=DriveLog(None, "/drives: read-only"))
    monitor.start()
    update = last_update(monitor)
    assert update.figures.frames == 40 and update.figures.log_problem == "/drives: read-only"
    assert len(update.unlogged) == len(update.events) == 1


def test_every_frame_of_a_file_is_recorded_and_the_lamp_is_on(monitor_of, tmp_path):
    video = write_video(tmp_path / "in.mp4", [DRIVER] * 90)
    log = drive_of(DriveWriter, tmp_path)
    monitor = monitor_of(VideoSource(video), log=log, recorder=Recorder(Path(log.path), log.recorded))
    monitor.start()
    assert last_update(monitor).figures.recording.state == RecordingState.ON
    assert monitor.join(5)
    recorded = read_drive(Path(log.path)).frames()
    assert [frame.index for frame in recorded] == list(range(90))


def test_a_recording_that_breaks_is_told_and_watching_goes_on(monitor_of, tmp_path):
    class BrokenFile(SegmentFile):
        """A fake of a disk that is unplugged."""

        def write(self, content):
            raise OSError(5, "Input/output error")

    video = write_video(tmp_path / "in.mp4", [GONE] * 60, fps=10)
    log = drive_of(DriveWriter, tmp_path)
    recorder = Recorder(Path(log.path), log.recorded, open_file=BrokenFile)
    monitor = monitor_of(VideoSource(video), log=log, recorder=recorder)
    monitor.start()
    update = last_update(monitor)
    assert update.figures.recording.state == RecordingState.STOPPED
    assert "Input/output error" in update.figures.recording.reason
    assert (update.figures.frames, len(update.events), monitor.failure) == (60, 1, "")


def test_a_frame_that_is_no_picture_costs_only_itself(monitor_of):
    class Flickering(FakeCamera):
        """A fake camera whose every third picture is rubbish."""

        def read(self):
            frame = super().read()
            if frame is None or frame.index % 3:
                return frame
            broken = Packet(data=b"rubbish", codec="mjpeg", width=320, height=240)
            return Frame(packet=broken, index=frame.index, captured_at=frame.captured_at, wall_time=frame.wall_time)

    monitor = monitor_of(Flickering(frames=30))
    monitor.start()
    figures = last_update(monitor).figures
    assert figures.frames <= 20 and figures.dropped >= 10
    assert figures.frames + figures.dropped == 30
    assert monitor.failure == ""


class ChangingCamera(FakeCamera):
    """A fake camera that shows whatever `picture` returns for the seconds since it began; None: it sends nothing."""

    def __init__(self, picture):
        super().__init__()
        self.picture = picture
        self.noise = np.random.default_rng(0)
        self.started = time.monotonic()
        self.ended = threading.Event()

    def read(self):
        while not self.ended.wait(0.03):
            image = self.picture(time.monotonic() - self.started, self.noise)
            if image is not None:
                self.index += 1
                return Frame(image=image, index=self.index, captured_at=time.monotonic_ns(), wall_time=time.time())
        return None

    def close(self):
        self.ended.set()
        super().close()


def cabin(noise):
    return noise.integers(0, 200, (240, 320, 3), dtype=np.uint8)


TROUBLES = {
    CameraState.LOST: lambda seconds, noise: cabin(noise) if seconds < 0.5 else None,
    CameraState.FROZEN: lambda seconds, noise: cabin(noise) if seconds < 0.5 else scene(),
    CameraState.DARK: lambda seconds, noise: cabin(noise) if seconds < 0.5 else cabin(noise) // 100,
    CameraState.BLOCKED: lambda seconds, noise: cabin(noise) if seconds < 0.5 else cabin(noise) // 50 + 60,
}


@pytest.mark.parametrize("state", TROUBLES)
def test_a_camera_that_shows_nothing_is_told_and_everything_else_goes_on(monitor_of, state):
    camera = ChangingCamera(TROUBLES[state])
    monitor = monitor_of(camera)
    monitor.start()
    until = time.monotonic() + 15
    told = None
    while told is not state and time.monotonic() < until:
        update = monitor.updates.take(1)
        told = update.figures.camera.state if update else told
    assert told is state
    camera.ended.set()
    monitor.stop()
    assert monitor.join(5) and monitor.failure == ""


@pytest.mark.parametrize("state", TROUBLES)
def test_a_camera_that_shows_nothing_is_logged_as_monitoring_unavailable_more_severe_as_it_lasts(
    monitor_of, tmp_path, state
):
    rules = load_rules()
    soon = replace(rules.monitoring_unavailable, notice=0.2, alarm=0.8)
    camera = ChangingCamera(TROUBLES[state])
    monitor = monitor_of(camera, posture=PostureMonitor(replace(rules, monitoring_unavailable=soon), ()))
    monitor.start()
    until = time.monotonic() + 15
    shown = set()
    while Severity.ALARM not in shown and time.monotonic() < until:
        update = monitor.updates.take(1)
        shown |= (
            {event.severity for event in update.events if event.evidence == (f"camera_{state}",)} if update else set()
        )
    assert shown == {Severity.NOTICE, Severity.ALARM}
    camera.ended.set()
    monitor.stop()
    assert monitor.join(5)
    drive = read_drive(next((tmp_path / "drives").iterdir()))
    event = next(event for event in drive.events if event.evidence == (f"camera_{state}",))
    assert (event.kind, event.severity) == (EventKind.MONITORING_UNAVAILABLE, Severity.ALARM)
    assert event.end > event.start


def test_a_recording_that_stands_still_is_no_frozen_camera(monitor_of, tmp_path):
    monitor = monitor_of(Paced(VideoSource(write_video(tmp_path / "in.mp4", [DRIVER] * 10))))
    monitor.start()
    assert last_update(monitor).figures.camera is None


def test_rubbish_alone_is_a_lost_camera(monitor_of):
    class Rubbish(FakeCamera):
        """A fake camera whose pictures are none, after the first."""

        def read(self):
            frame = super().read()
            if frame is None or frame.index < 3:
                return frame
            broken = Packet(data=b"rubbish", codec="mjpeg", width=320, height=240)
            return Frame(packet=broken, index=frame.index, captured_at=frame.captured_at, wall_time=frame.wall_time)

    monitor = monitor_of(Rubbish())
    monitor.start()
    until = time.monotonic() + 15
    states = set()
    while CameraState.LOST not in states and time.monotonic() < until:
        update = monitor.updates.take(1)
        states |= {update.figures.camera.state} if update else set()
    assert CameraState.LOST in states


def test_a_network_camera_that_is_killed_and_comes_back_is_watched_again_as_one_drive(
    monitor_of, monkeypatch, tmp_path
):
    monkeypatch.setattr("app.frames.reconnecting.FIRST_PAUSE_S", 0.05)
    server = MjpegServer()
    url = server.url
    log = drive_of(DriveWriter, tmp_path)
    recorder = Recorder(Path(log.path), log.recorded, reserve=0)
    monitor = monitor_of(Reconnecting(lambda: open_network(url)), log=log, recorder=recorder)
    monitor.start()
    assert monitor.updates.take(10) is not None
    server.kill()
    gone_at = time.monotonic_ns()
    time.sleep(0.3)
    server = MjpegServer(server.port)
    until = time.monotonic() + 15
    update = None
    while (update is None or update.frame.captured_at < gone_at + 3 * 10**8) and time.monotonic() < until:
        update = monitor.updates.take(1) or update
    assert update.frame.captured_at >= gone_at + 3 * 10**8
    monitor.stop()
    assert monitor.join(8)
    server.kill()
    drive = read_drive(Path(log.path))
    assert not drive.ended_unexpectedly and monitor.failure == ""
    frames = drive.frames()
    assert frames[0].captured_at < gone_at < frames[-1].captured_at
    assert update.figures.recording.state == RecordingState.ON


def test_stopping_does_not_wait_for_a_camera_that_is_gone(monitor_of, monkeypatch):
    monkeypatch.setattr("app.frames.reconnecting.FIRST_PAUSE_S", 60.0)
    monitor = monitor_of(Reconnecting(lambda: FakeCamera(unplugged_after=5)))
    monitor.start()
    assert monitor.updates.take(10) is not None
    time.sleep(0.3)
    monitor.stop()
    assert monitor.join(5)


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


def test_turns_rise_while_a_camera_is_known_to_be_silent_and_stand_still_when_the_monitor_hangs(
    monitor_of, monkeypatch
):
    class Silent(FakeCamera):
        def read(self):
            while not self.closed:
                time.sleep(0.01)

    silent = monitor_of(Silent())
    silent.start()
    assert eventually(lambda: silent.turns >= 2)
    silent.stop()
    silent._source.close()

    hanging = monitor_of(FakeCamera())
    let_go = threading.Event()
    observe = hanging._perception.observe
    monkeypatch.setattr(hanging._perception, "observe", lambda frame: let_go.wait(20) and observe(frame))
    hanging.start()
    time.sleep(0.5)
    turns = hanging.turns
    time.sleep(1.0)
    assert hanging.turns == turns
    let_go.set()
    assert eventually(lambda: hanging.turns > turns)
    hanging.stop()
