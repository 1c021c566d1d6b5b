import struct
import time

import cv2
import numpy as np
import pytest
import simplejpeg

from app.frames import devices
from app.frames.camera import CameraSource
from app.frames.camera_settings import CameraSettings, choose_format
from app.frames.opening import first_camera
from app.frames.raw_picture import to_bgr
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
        CameraSource("7")
    assert capfd.readouterr().err == ""


def test_without_any_camera_it_says_what_else_can_be_shown(monkeypatch, tmp_path):
    monkeypatch.setattr(devices, "FOLDER", tmp_path)
    with pytest.raises(UserError, match=r"no camera is connected.*a video or a folder"):
        CameraSource("0")


def test_a_file_that_is_no_camera_is_refused_in_silence(monkeypatch, tmp_path, capfd):
    (tmp_path / "video77").touch()  # a file: the kernel knows no camera behind it
    monkeypatch.setattr(devices, "FOLDER", tmp_path)
    with pytest.raises(UserError, match="camera 77: has no format that is known; it offers none"):
        CameraSource("77")
    assert capfd.readouterr().err == ""


@pytest.fixture
def camera(fake_camera):
    opened = []

    def make(spec="0", **settings):
        opened.append(CameraSource(spec, CameraSettings(**settings)))
        return opened[-1]

    yield make
    for source in opened:
        source.close()
        assert source._device.closed


def test_jpegs_are_preferred_and_the_wanted_format_size_and_rate_are_asked_for(camera):
    source = camera(width=640, height=480, fps=15.0)
    assert source._device.asked == ("MJPG", 640, 480, 15.0)
    assert source.live and source.fps == 30
    assert camera(format="YUYV")._device.asked[0] == "YUYV"


def test_a_camera_s_jpeg_is_kept_for_the_recording(camera):
    frame = camera().read()
    assert frame.packet.codec == "mjpeg" and (frame.packet.width, frame.packet.height) == (64, 48)


def test_a_near_infrared_camera_is_read_in_grey(camera, fake_camera):
    fake_camera.offers = ("GREY",)
    frame = camera().read()
    assert frame.packet is None and frame.image.shape == (48, 64, 3)
    assert (frame.image[..., 0] == frame.image[..., 1]).all() and frame.image.std() > 10


def test_a_format_that_the_camera_lacks_is_refused_with_those_it_has(camera, fake_camera):
    with pytest.raises(UserError, match="camera 0: has no GREY; it offers YUYV, MJPG"):
        camera(format="GREY")
    fake_camera.offers = ("H264",)
    with pytest.raises(UserError, match="has no format that is known; it offers H264"):
        camera()


def test_a_camera_that_is_unplugged_says_so(camera, fake_camera):
    source = camera()
    for _ in range(3):
        assert source.read() is not None
    fake_camera.plugged = False
    with pytest.raises(UserError, match="camera 0: No such device after 3 frames; check its cable"):
        source.read()


def test_a_camera_that_falls_silent_is_given_up_after_a_while(camera, fake_camera, monkeypatch):
    monkeypatch.setattr("app.frames.camera.SILENCE_S", 0.2)
    source = camera()
    source.read()
    fake_camera.silent = True
    started = time.monotonic()
    with pytest.raises(UserError, match="nothing came for"):
        source.read()
    assert time.monotonic() - started < 5


def test_frames_that_the_driver_dropped_leave_a_gap_in_the_index(camera, fake_camera):
    fake_camera.sequence_step = 3
    source = camera()
    assert [source.read().index for _ in range(4)] == [0, 3, 6, 9]


def test_a_driver_that_does_not_count_is_counted_for(camera, fake_camera):
    fake_camera.sequence_step = 0
    source = camera()
    assert [source.read().index for _ in range(4)] == [0, 1, 2, 3]


def test_buffers_that_are_not_whole_are_left_out(camera, fake_camera):
    fake_camera.damaged = lambda self, number: number % 2 == 0
    source = camera()
    assert [source.read().index for _ in range(3)] == [0, 2, 4]
    fake_camera.content = lambda self, number: (
        b"rubbish" if number % 3 else simplejpeg.encode_jpeg(np.zeros((48, 64, 3), np.uint8))
    )
    assert source.read().image.shape == (48, 64, 3)


def test_the_kernel_s_time_is_taken_where_it_is_of_this_clock(camera, fake_camera):
    early = time.monotonic_ns() - 20_000_000
    fake_camera.time_ns = lambda self: early
    assert camera().read().captured_at == early


@pytest.mark.parametrize(("monotonic", "time_ns"), [(False, time.monotonic_ns), (True, time.time_ns), (True, int)])
def test_a_driver_that_stamps_with_another_clock_is_not_believed(camera, fake_camera, monotonic, time_ns):
    fake_camera.monotonic = monotonic
    fake_camera.time_ns = lambda self: time_ns() - 5_000_000_000 * (not monotonic)
    before = time.monotonic_ns()
    assert before <= camera().read().captured_at <= time.monotonic_ns()


def test_the_first_of_the_preferred_formats_is_chosen():
    assert choose_format(["GREY", "YUYV", "H264"], "") == "YUYV"
    assert choose_format(["Y10 "], "Y10") == "Y10 "
    assert choose_format(["H264"], "H264") is None and choose_format([], "") is None


def grey_steps(bits):
    levels = np.linspace(0, 2**bits - 1, 64).astype("<u2")
    return np.tile(levels, (48, 1))


@pytest.mark.parametrize(("fourcc", "bits"), [("Y10 ", 10), ("Y16 ", 16)])
def test_ten_and_sixteen_bits_become_eight(fourcc, bits):
    image = to_bgr(grey_steps(bits).tobytes(), fourcc, 64, 48)
    assert image.shape == (48, 64, 3) and image[0, 0, 0] == 0 and image[0, -1, 0] == 255
    assert (np.diff(image[0, :, 0].astype(int)) >= 0).all()


def test_colours_come_out_as_they_went_in():
    # Within 45 levels: OpenCV makes full-range YUV and reads limited-range.
    orange = np.full((48, 64, 3), (40, 130, 220), np.uint8)
    yuv = cv2.cvtColor(orange, cv2.COLOR_BGR2YUV)[0, 0]
    yuyv = np.tile(np.array([yuv[0], yuv[1], yuv[0], yuv[2]], np.uint8), (48, 32))
    assert np.abs(to_bgr(yuyv.tobytes(), "YUYV", 64, 48).astype(int) - orange).max() < 45
    nv12 = np.vstack([np.full((48, 64), yuv[0]), np.tile(yuv[1:3], (24, 32))]).astype(np.uint8)
    assert np.abs(to_bgr(nv12.tobytes(), "NV12", 64, 48).astype(int) - orange).max() < 45


def test_rows_that_are_longer_in_memory_than_their_pixels_are_cut():
    padded = np.zeros((48, 80), np.uint8)
    padded[:, :64] = np.arange(64)
    assert (to_bgr(padded.tobytes(), "GREY", 64, 48)[:, :, 0] == np.arange(64)).all()


def test_too_few_bytes_are_no_picture():
    with pytest.raises(ValueError, match="no 64 x 48 GREY picture"):
        to_bgr(bytes(64 * 47), "GREY", 64, 48)
    with pytest.raises(ValueError, match="is not known"):
        to_bgr(bytes(10), "H264", 64, 48)
