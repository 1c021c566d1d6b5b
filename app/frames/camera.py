"""Frames from a camera of this machine, through the kernel's V4L2."""

import time
from pathlib import Path

from app.frames import devices
from app.frames.camera_settings import CameraSettings, choose_format
from app.frames.frame import Frame
from app.frames.packet import jpeg_packet
from app.frames.raw_picture import to_bgr
from app.frames.v4l2 import Buffer, LinuxpyDevice, OpenDevice, VideoDevice
from pose.errors import UserError

SILENCE_S = 3.0
"""Seconds without a buffer after which a camera is given up (and opened anew by who reads it)."""

LONGEST_DELAY_NS = 1_000_000_000
"""A kernel timestamp older than a second does not belong to this clock (some drivers stamp with the wall clock)."""

JPEGS = ("MJPG", "JPEG")


class CameraSource:
    """A camera by its index (N of /dev/videoN), its name or its device file.

    A camera that is unplugged or falls silent ends in a UserError within three seconds; nothing ever waits longer.

    Parameters
    ----------
    spec : "0", part of the name that its driver gives it, or a path such as /dev/v4l/by-id/usb-...
    settings : what it is asked for.
    open_device : opens the kernel's side; by default linuxpy does.

    Raises
    ------
    UserError : no such camera, or it cannot be used (rights, another program holds it, no format that is known).
    """

    live = True

    def __init__(
        self, spec: str, settings: CameraSettings | None = None, open_device: OpenDevice | None = None
    ) -> None:
        self._settings = settings or CameraSettings()
        path = devices.find(spec)
        if path is None:
            raise UserError(f"camera {spec}: there is none; {devices.what_there_is()}")
        self.description = f"camera {spec}"
        self._device = self._opened(path, open_device or LinuxpyDevice)
        try:
            self._start()
        except (UserError, OSError) as error:
            self._device.close()
            if isinstance(error, UserError):
                raise
            raise self._refused(path, error) from error
        self.fps: float | None = self._granted.fps or None
        self._first_sequence: int | None = None
        self._index = -1
        self._last = 0
        self._closed = False

    def read(self) -> Frame | None:
        """Wait for the next frame; None once closed.

        Raises
        ------
        UserError : the camera is gone, or sends nothing.
        """
        silent_since = time.monotonic()
        while not self._closed:
            left = silent_since + SILENCE_S - time.monotonic()
            try:
                if left <= 0 or not self._device.wait(left):
                    raise self._gone(f"nothing came for {SILENCE_S:.0f} s")
                buffer = self._device.take()
            except BlockingIOError:
                continue  # it said that there was one and there is none: some drivers do
            except OSError as error:
                raise self._gone(error.strerror or "is gone") from error
            frame = self._frame(buffer)
            if frame is not None:
                return frame
        return None

    def close(self) -> None:
        """Release the camera. Safe to call twice."""
        if not self._closed:
            self._closed = True
            self._device.close()

    def _opened(self, path: Path, open_device: OpenDevice) -> VideoDevice:
        try:
            return open_device(path)
        except OSError as error:
            raise self._refused(path, error) from error

    def _start(self) -> None:
        wanted = self._settings
        offered = self._device.formats()
        fourcc = choose_format(offered, wanted.format)
        if fourcc is None:
            named = ", ".join(name.strip() for name in offered) or "none"
            what = f"has no {wanted.format}" if wanted.format else "has no format that is known"
            raise UserError(f"{self.description}: {what}; it offers {named}")
        self._granted = self._device.start(fourcc, wanted.width, wanted.height, wanted.fps)

    def _frame(self, buffer: Buffer) -> Frame | None:
        """Make a frame; None of a buffer that is not whole."""
        if self._first_sequence is None:
            self._first_sequence = buffer.sequence
        # The driver's own count tells what it dropped. One that does not count, or starts again, counts on.
        self._index = max(buffer.sequence - self._first_sequence, self._index + 1)
        if buffer.damaged or not buffer.data:
            return None
        now = time.monotonic_ns()
        kernel = buffer.time_ns
        believed = buffer.monotonic and 0 <= now - kernel < LONGEST_DELAY_NS
        self._last = max(kernel if believed else now, self._last + 1)
        orientation, granted = self._settings.orientation, self._granted
        packet = image = None
        try:
            if granted.fourcc in JPEGS:
                packet = jpeg_packet(buffer.data)
            else:
                image = orientation.apply(to_bgr(buffer.data, granted.fourcc, granted.width, granted.height))
        except ValueError:
            return None
        return Frame(
            image=image,
            packet=packet,
            orientation=orientation,
            index=self._index,
            captured_at=self._last,
            wall_time=time.time(),
        )

    def _gone(self, why: str) -> UserError:
        return UserError(f"{self.description}: {why} after {self._index + 1} frames; check its cable")

    def _refused(self, path: Path, error: OSError) -> UserError:
        return UserError(
            f"{self.description}: cannot be used ({error.strerror}); close the program that uses it, "
            f"check that you may read {path}; {devices.what_there_is()}"
        )
