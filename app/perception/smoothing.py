"""The One-Euro filter over a pose: steady when the driver is still, quick when they move.

Casiez, Roussel, Vogel: "1 Euro Filter: A Simple Speed-based Low-pass Filter for Noisy Input in Interactive Systems",
CHI 2012. Lengths are measured in sides of the driver's box, so that one setting serves every camera and distance.
"""

import numpy as np
from numpy.typing import NDArray

from pose.keypoints import NUM_KEYPOINTS

MIN_CUTOFF_HZ = 1.5
"""Cutoff for a keypoint at rest. Lower is steadier and lags more; 1.5 Hz halves the jitter of a 30 fps stream."""

BETA = 25.0
"""Hz of cutoff per box side a second. A hand that goes to the phone in half a second (about one side a second)
lifts the cutoff to 26 Hz: it lags by less than a frame."""

SPEED_CUTOFF_HZ = 1.0
"""Cutoff of the speed estimate (the paper's value)."""


class OneEuroFilter:
    """Filter 17 keypoints. Pure: time comes as `dt_s`."""

    def __init__(self) -> None:
        self._xy = np.zeros((NUM_KEYPOINTS, 2))
        self._raw = np.zeros((NUM_KEYPOINTS, 2))
        self._speed = np.zeros((NUM_KEYPOINTS, 2))
        self._running = np.zeros(NUM_KEYPOINTS, dtype=bool)

    def update(
        self, xy: NDArray[np.float32], shown: NDArray[np.bool_], dt_s: float, scale: float
    ) -> NDArray[np.float32]:
        """Filter one frame.

        Parameters
        ----------
        xy : (17, 2) float32, pixels.
        shown : (17,) bool; a keypoint that is not shown passes as it is and starts afresh when it is shown again.
        dt_s : seconds since the last frame; 0 or less (a clip that began again) starts everything afresh.
        scale : the side of the driver's box, pixels.

        Returns
        -------
        (17, 2) float32, pixels.
        """
        goes_on = self._running & shown & (dt_s > 0)
        if goes_on.any():
            self._speed = np.where(goes_on[:, None], self._filtered_speed(xy, dt_s), 0.0)
            hz = MIN_CUTOFF_HZ + BETA * np.linalg.norm(self._speed, axis=1, keepdims=True) / max(scale, 1.0)
            weight = _weight(hz, dt_s)
            filtered = self._xy + weight * (xy - self._xy)
            self._xy = np.where(goes_on[:, None], filtered, xy)
        else:
            self._speed = np.zeros_like(self._speed)
            self._xy = xy.astype(np.float64)
        self._raw = xy.astype(np.float64)
        self._running = shown.copy()
        return self._xy.astype(np.float32)

    def _filtered_speed(self, xy: NDArray[np.float32], dt_s: float) -> NDArray[np.float64]:
        speed = (xy - self._raw) / dt_s
        weight = _weight(np.array(SPEED_CUTOFF_HZ), dt_s)
        return np.asarray(self._speed + weight * (speed - self._speed))


def _weight(cutoff_hz: NDArray[np.float64], dt_s: float) -> NDArray[np.float64]:
    """Return the newest sample's weight in an exponential filter with this cutoff."""
    turns = 2 * np.pi * cutoff_hz * dt_s
    return turns / (turns + 1)
