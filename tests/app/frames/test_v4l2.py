"""linuxpy's calls, answered by a fake kernel: no camera is connected where tests run."""

import errno
import time

import numpy as np
import pytest
import simplejpeg
from linuxpy.video import raw
from linuxpy.video.device import IOC, BufferFlag, Capability

from app.frames.camera import CameraSource
from app.frames.camera_settings import CameraSettings
from app.frames.v4l2 import BUFFERS, LinuxpyDevice

WIDTH, HEIGHT = 64, 48
LENGTH = 16384
"""Bytes of one buffer: four pages."""


class FakeKernel:
    """A fake of the kernel's V4L2 ioctls over a plain file, which stands for the driver's memory."""

    def __init__(self, path):
        self.path = path
        path.write_bytes(bytes(BUFFERS * LENGTH))
        self.queue = []
        self.streaming = False
        self.count = 0
        self.fps = (1, 30)
        self.fourcc = 0
        self.unplugged = False
        self.flags = BufferFlag.TIMESTAMP_MONOTONIC

    def ioctl(self, descriptor, request, argument, *_):
        if self.unplugged:
            raise OSError(errno.ENODEV, "No such device")
        answer = {
            IOC.QUERYCAP: self.capabilities,
            IOC.ENUM_FMT: self.enumerate_formats,
            IOC.S_FMT: self.set_format,
            IOC.G_FMT: self.get_format,
            IOC.S_PARM: self.set_rate,
            IOC.G_PARM: self.get_rate,
            IOC.REQBUFS: lambda request: None,
            IOC.QUERYBUF: self.describe_buffer,
            IOC.QBUF: lambda buffer: self.queue.append(buffer.index),
            IOC.DQBUF: self.dequeue,
            IOC.STREAMON: lambda kind: self.stream(True),
            IOC.STREAMOFF: lambda kind: self.stream(False),
        }.get(request)
        if answer is None:
            raise OSError(errno.ENOTTY, f"{request!r} is not in this fake")
        answer(argument)
        return 0

    def capabilities(self, answer):
        answer.card = b"Fake camera"
        answer.capabilities = answer.device_caps = Capability.VIDEO_CAPTURE | Capability.STREAMING

    def enumerate_formats(self, answer):
        offered = ["YUYV", "MJPG", "GREY"]
        if answer.index >= len(offered):
            raise OSError(errno.EINVAL, "no more")
        answer.pixelformat = raw.v4l2_fourcc(*offered[answer.index])

    def set_format(self, asked):
        self.fourcc = asked.fmt.pix.pixelformat
        self.asked = asked.fmt.pix.width, asked.fmt.pix.height

    def get_format(self, answer):
        answer.fmt.pix.width, answer.fmt.pix.height = WIDTH, HEIGHT
        answer.fmt.pix.pixelformat = self.fourcc

    def set_rate(self, asked):
        rate = asked.parm.capture.timeperframe
        self.fps = rate.numerator, rate.denominator

    def get_rate(self, answer):
        rate = answer.parm.capture.timeperframe
        rate.numerator, rate.denominator = self.fps

    def describe_buffer(self, answer):
        answer.length = LENGTH
        answer.m.offset = answer.index * LENGTH

    def stream(self, on):
        self.streaming = on

    def dequeue(self, answer):
        assert self.streaming
        if not self.queue:
            raise OSError(errno.EAGAIN, "nothing there")
        answer.index = self.queue.pop(0)
        content = self.content()
        with self.path.open("r+b") as memory:
            memory.seek(answer.index * LENGTH)
            memory.write(content)
        answer.bytesused = len(content)
        answer.sequence = self.count
        answer.flags = self.flags
        seconds, rest = divmod(time.monotonic_ns(), 10**9)
        answer.timestamp.secs, answer.timestamp.usecs = seconds, rest // 1000
        self.count += 1

    def content(self):
        image = np.full((HEIGHT, WIDTH, 3), 10 * (self.count % 20), np.uint8)
        if self.fourcc == raw.v4l2_fourcc(*"MJPG"):
            return simplejpeg.encode_jpeg(image, colorspace="BGR")
        return image[..., 0].tobytes()


@pytest.fixture
def fake_kernel(monkeypatch, tmp_path):
    (tmp_path / "dev").mkdir()
    kernel = FakeKernel(tmp_path / "dev" / "video0")
    monkeypatch.setattr("app.frames.devices.FOLDER", tmp_path / "dev")
    monkeypatch.setattr("linuxpy.ioctl.fcntl.ioctl", kernel.ioctl)
    return kernel


def test_it_says_what_the_camera_offers_and_delivers(fake_kernel):
    device = LinuxpyDevice(fake_kernel.path)
    assert device.formats() == ["YUYV", "MJPG", "GREY"]
    granted = device.start("MJPG", 1280, 720, 25.0)
    assert (granted.fourcc, granted.width, granted.height, granted.fps) == ("MJPG", WIDTH, HEIGHT, 25.0)
    assert fake_kernel.asked == (1280, 720) and fake_kernel.streaming
    device.close()
    assert not fake_kernel.streaming
    device.close()


def test_buffers_are_copied_and_given_back(fake_kernel):
    device = LinuxpyDevice(fake_kernel.path)
    device.start("GREY", WIDTH, HEIGHT, 30.0)
    taken = []
    for _ in range(3 * BUFFERS):
        assert device.wait(1.0)
        taken.append(device.take())
    device.close()
    assert [buffer.sequence for buffer in taken] == list(range(3 * BUFFERS))
    assert [buffer.data[0] for buffer in taken] == [10 * i for i in range(3 * BUFFERS)]
    assert all(buffer.monotonic and not buffer.damaged for buffer in taken)
    assert abs(taken[-1].time_ns - time.monotonic_ns()) < 60e9


def test_a_damaged_buffer_and_another_clock_are_told(fake_kernel):
    fake_kernel.flags = BufferFlag.ERROR
    device = LinuxpyDevice(fake_kernel.path)
    device.start("GREY", WIDTH, HEIGHT, 30.0)
    buffer = device.take()
    device.close()
    assert buffer.damaged and not buffer.monotonic


def test_an_unplugged_camera_raises_and_can_still_be_closed(fake_kernel):
    device = LinuxpyDevice(fake_kernel.path)
    device.start("MJPG", WIDTH, HEIGHT, 30.0)
    fake_kernel.unplugged = True
    with pytest.raises(OSError, match="No such device"):
        device.take()
    device.close()


@pytest.mark.parametrize("fourcc", ["", "GREY"])
def test_the_whole_way_from_the_kernel_to_a_picture(fake_kernel, fourcc):
    source = CameraSource("0", CameraSettings(format=fourcc))
    frames = [source.read() for _ in range(6)]
    source.close()
    assert [frame.index for frame in frames] == list(range(6))
    assert [round(float(frame.image.mean()) / 10) for frame in frames] == list(range(6))
    assert (frames[0].packet is None) == (fourcc == "GREY")
