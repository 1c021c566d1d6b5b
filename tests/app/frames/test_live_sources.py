"""Cameras on the network and in child processes, with real streams on loopback, and how they fail."""

import itertools
import os
import sys
import threading
import time
from pathlib import Path

import pytest

from app.drives.recorder import Recorder
from app.drives.segment_reading import open_for_reading
from app.frames import live_stream, network, pipeline, reconnecting
from app.frames.camera import CameraSource
from app.frames.network import is_url, open_network, without_password
from app.frames.orientation import Orientation
from app.frames.pipeline import PipelineSource
from app.frames.reconnecting import Reconnecting
from pose.errors import UserError
from tests.app.frames.mjpeg_server import MjpegServer

CHILD = Path(__file__).with_name("fake_pipeline.py")


@pytest.fixture
def server():
    running = MjpegServer()
    yield running
    running.kill()


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    """The same code, with shorter waits."""
    monkeypatch.setattr(network, "TIMEOUT_S", (3.0, 0.5))
    monkeypatch.setattr(live_stream, "RUBBISH_S", 0.5)
    monkeypatch.setattr(pipeline, "SILENCE_S", 0.5)
    monkeypatch.setattr(reconnecting, "FIRST_PAUSE_S", 0.05)
    monkeypatch.setattr(reconnecting, "LONGEST_PAUSE_S", 0.2)


def child_source(mode, **settings):
    return PipelineSource([sys.executable, str(CHILD), mode], "GStreamer pipeline", **settings)


def is_alive(process_id):
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_network_camera_s_jpegs_are_kept_for_the_recording(server):
    source = open_network(server.url)
    frames = [source.read() for _ in range(10)]
    source.close()
    assert all(frame.packet.codec == "mjpeg" and frame.image.shape == (48, 64, 3) for frame in frames)


def test_a_camera_that_hangs_on_its_side_is_upright_and_its_packet_is_as_it_came(server):
    source = open_network(server.url, Orientation(1))
    frame = source.read()
    source.close()
    assert frame.image.shape == (64, 48, 3) and frame.packet.width == 64


def test_nobody_reads_the_password_in_the_window_or_in_an_error(server):
    source = open_network(server.url)
    source.close()
    assert source.description == f"http://127.0.0.1:{server.port}/video"
    assert without_password("rtsp://u:p@cam/stream?key=1") == "rtsp://cam/stream"
    server.kill()
    with pytest.raises(UserError) as refusal:
        open_network(server.url)
    assert "secret" not in str(refusal.value) and "check that it is switched on" in str(refusal.value)


def test_what_is_a_url_and_what_is_none():
    assert all(map(is_url, ["rtsp://cam/1", "http://cam/video", "https://cam"]))
    assert not any(
        map(is_url, ["file:///etc/passwd", "/tmp/a.mp4", "0", "C:\\\\a.mp4", "concat:a|b", "gst:videotestsrc"])
    )


def test_a_stream_that_stalls_is_given_up_soon(server):
    source = open_network(server.url)
    source.read()
    server.mode = "silent"
    started = time.monotonic()
    with pytest.raises(UserError, match="broke after") as stalled:
        while True:
            source.read()
    assert time.monotonic() - started < 10
    assert "secret" not in str(stalled.value)
    source.close()


def test_a_stream_of_rubbish_is_given_up_soon(server):
    source = open_network(server.url)
    source.read()
    server.mode = "rubbish"
    with pytest.raises(UserError, match=r"broke after|ended after"):
        while True:
            source.read()
    source.close()


def test_a_pipeline_s_pictures_come_from_a_child_which_ends_with_the_source():
    source = child_source("good")
    frames = [source.read() for _ in range(5)]
    child = source._child.pid
    assert is_alive(child)
    source.close()
    assert not is_alive(child)
    assert [frame.index for frame in frames] == [0, 1, 2, 3, 4]
    assert frames[0].packet is not None and frames[0].image.shape == (48, 64, 3)


def test_an_h264_stream_is_decoded_as_it_comes_and_recorded_by_copying(tmp_path):
    source = child_source("h264")
    frames = [source.read() for _ in range(35)]
    source.close()
    levels = [float(frame.image.mean()) for frame in frames]
    assert all(abs(b - a - 1) < 1.5 for a, b in itertools.pairwise(levels))
    assert all(frame.packet.codec == "h264" for frame in frames)
    assert [frame.packet.keyframe for frame in frames].count(True) >= 3
    told = []
    recorder = Recorder(tmp_path, lambda segment, recorded: told.extend(recorded), reserve=0)
    for frame in frames:
        recorder.put(frame, 5)
    recorder.close(20)
    assert recorder.status.reason == ""
    assert [where.index for where in told] == [frame.index for frame in frames]
    with open_for_reading(tmp_path / "video" / "0001.mkv") as container:
        copied = [float(frame.to_ndarray(format="bgr24").mean()) for frame in container.decode(video=0)]
    assert copied == levels


def test_a_child_that_hangs_is_killed():
    source = child_source("hangs")
    child = source._child.pid
    with pytest.raises(UserError, match=r"GStreamer pipeline: ended after.*nothing came for 0\.5 s"):
        while True:
            source.read()
    assert not is_alive(child)
    source.close()


def test_a_child_that_fails_tells_its_last_words():
    with pytest.raises(UserError, match=r"cannot be opened.*no such element: nvarguscamerasrc"):
        child_source("fails")


def test_without_gstreamer_it_says_what_to_install():
    with pytest.raises(UserError, match=r"install gstreamer1\.0-tools"):
        PipelineSource(["no-such-program"], "GStreamer pipeline")


def read_until(source, wanted, seconds=20):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        frame = source.read()
        if frame is not None and wanted(frame):
            return frame
    raise AssertionError("it did not come back")


@pytest.mark.parametrize("fault", ["silent", "rubbish"])
def test_a_stream_that_fails_comes_back_and_goes_on_as_one(server, fault):
    source = Reconnecting(lambda: open_network(server.url))
    before = [source.read() for _ in range(3)][-1]
    server.mode = fault
    threading.Timer(1.0, lambda: setattr(server, "mode", "good")).start()
    after = read_until(source, lambda frame: frame.captured_at > before.captured_at + 900_000_000)
    assert after.index > before.index
    source.close()
    assert source.read() is None


def test_a_server_that_is_killed_and_comes_back_is_found_again():
    server = MjpegServer()
    source = Reconnecting(lambda: open_network(server.url))
    before = source.read()
    server.kill()
    revived = []
    timer = threading.Timer(0.7, lambda: revived.append(MjpegServer(server.port)))
    timer.start()
    after = read_until(source, lambda frame: frame.captured_at > before.captured_at + 700_000_000)
    assert after.index > before.index + 1  # a gap: nothing that needs the frame before may be joined
    source.close()
    timer.join()
    revived[0].kill()


def test_a_camera_that_is_plugged_in_again_goes_on(fake_camera):
    source = Reconnecting(lambda: CameraSource("0"))
    before = source.read()
    fake_camera.plugged = False
    threading.Timer(0.5, lambda: setattr(fake_camera, "plugged", True)).start()
    after = source.read()
    assert after.captured_at - before.captured_at > 400_000_000 and after.index > before.index + 1
    assert fake_camera.opened == 2
    source.close()


def test_waiting_for_a_camera_ends_at_once_when_it_is_closed(fake_camera, monkeypatch):
    monkeypatch.setattr(reconnecting, "FIRST_PAUSE_S", 60.0)
    source = Reconnecting(lambda: CameraSource("0"))
    source.read()
    fake_camera.plugged = False
    got = []
    reader = threading.Thread(target=lambda: got.append(source.read()))
    reader.start()
    time.sleep(0.2)
    source.close()
    reader.join(5)
    assert not reader.is_alive() and got == [None]


def test_a_camera_that_is_not_there_at_all_is_refused_at_once(fake_camera):
    fake_camera.plugged = False
    with pytest.raises(UserError, match="camera 0: cannot be used"):
        Reconnecting(lambda: CameraSource("0"))
