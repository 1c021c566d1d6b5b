"""Whether the camera is still where it was calibrated. Pure: time comes with every update."""

import numpy as np
from numpy.typing import NDArray

from calibration.cabin import Cabin
from calibration.camera_view import Mounting

EVERY_NS = 10_000_000_000
"""A comparison takes some 20 ms of one core, and a camera is not moved often."""

FIRST_EVERY_NS = 1_000_000_000
"""So often while a comparison says otherwise than before: a person is not let wait for the third."""

IN_A_ROW = 3
"""So many comparisons must agree: somebody leant before the camera."""


class MountingWatch:
    """Compare the background now and then with the calibrated one.

    Attributes
    ----------
    moved : whether the camera is elsewhere now, or shows pictures of another shape.
    """

    def __init__(self, cabin: Cabin) -> None:
        self.moved = False
        self._cabin = cabin
        self._view = cabin.camera_view()
        self._next: int | None = None
        self._otherwise = 0

    @classmethod
    def of(cls, cabin: Cabin | None) -> "MountingWatch | None":
        """Return a watch for a calibration, None without one."""
        return None if cabin is None else cls(cabin)

    def update(self, now: int, image: NDArray[np.uint8]) -> None:
        """Take a (H, W, 3) uint8 picture of `now`, ns; most of them are not looked at."""
        if self._next is not None and now < self._next <= now + EVERY_NS:
            return
        says = self._compare(image)
        if says is Mounting.UNKNOWN or (says is Mounting.MOVED) == self.moved:
            self._otherwise = 0
        else:
            self._otherwise += 1
        if self._otherwise >= IN_A_ROW:
            self.moved, self._otherwise = not self.moved, 0
        self._next = now + (FIRST_EVERY_NS if self._otherwise else EVERY_NS)

    def _compare(self, image: NDArray[np.uint8]) -> Mounting:
        height, width = image.shape[:2]
        if self._cabin.fitted(width, height) is None:
            return Mounting.MOVED
        return Mounting.UNKNOWN if self._view is None else self._view.compare(image)
