"""The kernel's side of a camera (V4L2), by linuxpy: what it offers, and its buffers.

Nothing else here speaks to the kernel; tests put a fake in its place.
"""

import select
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from linuxpy.video.device import BufferFlag, BufferType, Device, VideoCapture

BUFFERS = 4
"""The driver fills one while we copy another; two are for a busy moment. They are emptied at once: no delay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """What the driver delivers: FourCC, pixels, frames a second."""

    fourcc: str
    width: int
    height: int
    fps: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Buffer:
    """One buffer of the driver, copied.

    Attributes
    ----------
    sequence : the driver's count of frames; a gap tells that it dropped some.
    time_ns : the kernel's time, on the monotonic clock where `monotonic`.
    damaged : the driver says that the content is not whole.
    """

    data: bytes
    sequence: int
    time_ns: int
    monotonic: bool
    damaged: bool


class VideoDevice(Protocol):
    """What a camera source needs of the kernel. Every call may raise OSError: the camera is gone."""

    def formats(self) -> list[str]:
        """Return the FourCCs that the camera offers."""

    def start(self, fourcc: str, width: int, height: int, fps: float) -> Granted:
        """Ask for a format and start the stream."""

    def wait(self, seconds: float) -> bool:
        """Wait for a buffer; tell whether there is one."""

    def take(self) -> Buffer:
        """Return the oldest buffer that is there."""

    def close(self) -> None:
        """Stop the stream and let the device go. Safe to call twice, and where the camera is gone."""


OpenDevice = Callable[[Path], VideoDevice]


class LinuxpyDevice:
    """A real camera.

    Raises
    ------
    OSError : it cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        # Not blocking: some drivers wait in `open` for another program to let go of the camera.
        self._device = Device(path, blocking=False)
        self._device.open()
        self._capture = VideoCapture(self._device, size=BUFFERS)

    def formats(self) -> list[str]:
        """Return the FourCCs that the camera offers."""
        offered = self._device.info.buffer_formats(BufferType.VIDEO_CAPTURE)
        return [_fourcc(int(form.pixel_format)) for form in offered]

    def start(self, fourcc: str, width: int, height: int, fps: float) -> Granted:
        """Ask for a format and start the stream."""
        self._capture.set_format(width, height, fourcc)
        try:
            self._capture.set_fps(fps)
            rate = float(self._capture.get_fps())
        except (OSError, ZeroDivisionError):
            rate = fps  # some drivers know one rate only, and do not say which
        form = self._capture.get_format()
        self._capture.open()
        return Granted(fourcc=_fourcc(int(form.pixel_format)), width=form.width, height=form.height, fps=rate)

    def wait(self, seconds: float) -> bool:
        """Wait for a buffer; tell whether there is one."""
        ready, _, broken = select.select([self._device], [], [self._device], seconds)
        return bool(ready or broken)

    def take(self) -> Buffer:
        """Return the oldest buffer that is there."""
        assert self._capture.buffer is not None, "started"
        frame = self._capture.buffer.raw_read()
        flags, stamp = frame.flags, frame.buff.timestamp
        return Buffer(
            data=bytes(frame.data),
            sequence=frame.frame_nb,
            time_ns=stamp.secs * 1_000_000_000 + stamp.usecs * 1000,
            monotonic=BufferFlag.TIMESTAMP_MONOTONIC in flags,
            damaged=BufferFlag.ERROR in flags,
        )

    def close(self) -> None:
        """Stop the stream and let the device go. Safe to call twice, and where the camera is gone."""
        try:
            self._capture.close()
        except OSError:
            pass  # unplugged: there is no stream to be stopped
        finally:
            self._device.close()


def _fourcc(code: int) -> str:
    return code.to_bytes(4, "little").decode("latin-1")
