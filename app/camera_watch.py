"""What is the matter with the camera that a monitor watches, and whether it stands where it was calibrated."""

import time

import numpy as np
from numpy.typing import NDArray

from app.camera_state import CameraState
from app.frames.camera_health import CameraHealth, CameraStatus, View
from app.frames.playback import Paced
from app.frames.source import FrameSource
from app.mounting import MountingWatch


class CameraWatch:
    """Look at every picture of one source.

    A recording may stand still or be dark: that is what it shows, and no camera's trouble.

    Parameters
    ----------
    mounting : looks whether the camera is where it was calibrated, or None.
    """

    def __init__(self, source: FrameSource, mounting: MountingWatch | None) -> None:
        is_camera = source.live and not isinstance(source, Paced)
        self._health = CameraHealth(time.monotonic_ns()) if is_camera else None
        self._mounting = mounting

    def saw(self, image: NDArray[np.uint8], captured_at: int) -> None:
        """Take a (H, W, 3) uint8 picture and when it was made, ns."""
        if self._health is not None:
            self._health.update(time.monotonic_ns(), View.of(image))
        if self._mounting is not None:
            self._mounting.update(captured_at, image)

    def waited(self, now: int) -> CameraState:
        """Take that there is no picture at `now`, monotonic ns; return what is the matter."""
        return CameraState.OK if self._health is None else self._health.update(now, None).state

    @property
    def state(self) -> CameraState:
        """What is the matter."""
        return CameraState.OK if self._health is None else self._health.status.state

    @property
    def status(self) -> CameraStatus | None:
        """The same with its time; None where the source is no camera."""
        return None if self._health is None else self._health.status

    @property
    def moved(self) -> bool:
        """Whether it is elsewhere than calibrated."""
        return self._mounting is not None and self._mounting.moved
