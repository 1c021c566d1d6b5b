"""Frames from a camera, through the kernel's V4L2."""

import time

import cv2
import numpy as np

from app.frames import devices
from app.frames.frame import Frame
from pose.errors import UserError

WIDTH, HEIGHT, FPS = 1280, 720, 30
"""What the camera is asked for, pixels and frames a second; it answers with the nearest that it can."""

LONGEST_DELAY_NS = 1_000_000_000
"""A kernel timestamp older than a second does not belong to this clock (some drivers stamp with the wall clock)."""


class CameraSource:
    """A camera by its index (N of /dev/videoN).

    A camera that falls silent is waited for as long as OpenCV's V4L2 does (10 s), then `read` raises.

    Raises
    ------
    UserError : no such camera, or it cannot be used (rights, another program holds it).
    """

    live = True

    def __init__(self, index: int) -> None:
        if not devices.path_of(index).exists():
            raise UserError(f"camera {index}: there is none; {_what_there_is()}")
        # The whole process's log: OpenCV would write to stderr what the UserError below says in one line.
        cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
        self._capture = cv2.VideoCapture(index, cv2.CAP_V4L2)
        if not self._capture.isOpened():
            self._capture.release()
            raise UserError(
                f"camera {index}: cannot be opened; close the program that uses it, "
                f"check that you may read {devices.path_of(index)}; {_what_there_is()}"
            )
        # MJPG first: uncompressed 720p does not pass USB 2 at 30 frames a second.
        self._capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        self._capture.set(cv2.CAP_PROP_FRAME_WIDTH, WIDTH)
        self._capture.set(cv2.CAP_PROP_FRAME_HEIGHT, HEIGHT)
        self._capture.set(cv2.CAP_PROP_FPS, FPS)
        # One buffer: a queue of old frames would only add delay.
        self._capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
        self.description = f"camera {index}"
        self.fps: float | None = self._capture.get(cv2.CAP_PROP_FPS) or None
        self._index = 0
        self._last = 0
        self._closed = False

    def read(self) -> Frame | None:
        """Wait for the next frame; raises UserError when the camera is gone. None once closed."""
        if self._closed:
            return None
        read, image = self._capture.read()
        now = time.monotonic_ns()
        if not read:
            raise UserError(f"{self.description}: no more pictures after {self._index} frames; check its cable")
        kernel = round(self._capture.get(cv2.CAP_PROP_POS_MSEC) * 1e6)
        captured_at = kernel if 0 <= now - kernel < LONGEST_DELAY_NS else now
        self._last = max(captured_at, self._last + 1)
        frame = Frame(
            image=np.asarray(image, dtype=np.uint8), index=self._index, captured_at=self._last, wall_time=time.time()
        )
        self._index += 1
        return frame

    def close(self) -> None:
        """Release the camera. Safe to call twice."""
        self._closed = True
        self._capture.release()


def _what_there_is() -> str:
    found = devices.cameras()
    if not found:
        return "no camera is connected: connect one, or name a video or a folder of pictures"
    return "there is " + ", ".join(f"{device.index} ({device.name})" for device in found)
