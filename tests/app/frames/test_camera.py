import struct
import time

import cv2
import pytest

from app.frames import devices
from app.frames.camera import CameraSource
from app.frames.opening import first_camera
from pose.errors import UserError


@pytest.fixture
def fake_driver(monkeypatch, tmp_path):
    """A folder /dev and a fake of the kernel's answer to VIDIOC_QUERYCAP, by the order in which it is asked."""
    folder = tmp_path / "dev"
    folder.mkdir(exist_ok=True)
    monkeypatch.setattr(devices, "FOLDER", folder)

    def connect(**capabilities: int) -> None:
        answers = []
        for name, own in sorted(capabilities.items()):
            (folder / name).touch()
            card = name.replace("video", "Cabin ").encode()
            answers.append(struct.pack("=16s32s32sIII12x", b"uvc", card, b"usb", 1, own | 0x80000001, own))

        def ioctl(descriptor, request, answer):
            answer[:] = answers.pop(0)

        monkeypatch.setattr("fcntl.ioctl", ioctl)

    return connect


CAPTURE = 0x04000001
METADATA = 0x04800000


def test_only_devices_that_deliver_pictures_are_cameras(fake_driver):
    fake_driver(video0=METADATA, video1=METADATA, video2=CAPTURE, video3=METADATA)
    assert devices.cameras() == [devices.Device(2, "Cabin 2")]


def test_the_first_camera_is_the_first_that_delivers_pictures(fake_driver):
    fake_driver(video0=METADATA, video1=CAPTURE, video2=CAPTURE)
    assert first_camera() == 1


def test_a_file_that_is_no_device_is_no_camera(monkeypatch, tmp_path):
    (tmp_path / "video0").touch()
    monkeypatch.setattr(devices, "FOLDER", tmp_path)
    assert devices.cameras() == [] and first_camera() is None


def test_a_camera_that_is_not_there_is_refused_with_those_that_are(fake_driver, capfd):
    fake_driver(video0=CAPTURE, video1=CAPTURE)
    with pytest.raises(UserError, match=r"camera 7: there is none; there is 0 \(Cabin 0\), 1 \(Cabin 1\)"):
        CameraSource(7)
    assert capfd.readouterr().err == ""


def test_without_any_camera_it_says_what_else_can_be_shown(monkeypatch, tmp_path):
    monkeypatch.setattr(devices, "FOLDER", tmp_path)
    with pytest.raises(UserError, match=r"no camera is connected.*a video or a folder"):
        CameraSource(0)


def test_a_device_that_opencv_cannot_open_is_refused_in_silence(monkeypatch, tmp_path, capfd):
    (tmp_path / "video77").touch()  # OpenCV looks for the real /dev/video77
    monkeypatch.setattr(devices, "FOLDER", tmp_path)
    with pytest.raises(UserError, match="camera 77: cannot be opened"):
        CameraSource(77)
    assert capfd.readouterr().err == ""


def test_a_camera_is_asked_for_mjpg_before_its_size(fake_camera):
    source = CameraSource(0)
    assert next(iter(source._capture.settings.items())) == (cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
    assert source.live and source.fps == 30


def test_a_camera_that_is_unplugged_says_so_after_its_last_frame(fake_camera):
    source = CameraSource(0)
    for _ in range(fake_camera.frames):
        assert source.read() is not None
    with pytest.raises(UserError, match="camera 0: no more pictures after 8 frames"):
        source.read()


def test_the_kernel_s_time_is_taken_where_it_is_of_this_clock(fake_camera, monkeypatch):
    now_ms = time.monotonic_ns() / 1e6
    monkeypatch.setattr(fake_camera, "kernel_ms", (now_ms - 20, now_ms - 10))
    source = CameraSource(0)
    times = [source.read().captured_at for _ in range(2)]
    assert times[0] == pytest.approx((now_ms - 20) * 1e6, abs=1000)
    assert times[1] - times[0] == pytest.approx(10e6, abs=1000)


def test_a_driver_that_stamps_with_the_wall_clock_is_not_believed(fake_camera, monkeypatch):
    monkeypatch.setattr(fake_camera, "kernel_ms", (time.time() * 1000,))
    before = time.monotonic_ns()
    assert before <= CameraSource(0).read().captured_at <= time.monotonic_ns()
