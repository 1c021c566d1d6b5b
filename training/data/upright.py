"""Turning people upright: drivers sit, gymnasts do not."""

import numpy as np
from numpy.typing import NDArray

from pose.keypoints import INDEX

_SHOULDERS = [INDEX["left_shoulder"], INDEX["right_shoulder"]]
_HIPS = [INDEX["left_hip"], INDEX["right_hip"]]


def lean(xy: NDArray[np.float32], located: NDArray[np.bool_]) -> float:
    """Return by how much the torso is turned from upright, radians, clockwise as seen; 0 where it can't be told.

    Parameters
    ----------
    xy : (17, 2) float32, pixels.
    located : (17,) bool.
    """
    shoulders, hips = (xy[pair][located[pair]] for pair in (_SHOULDERS, _HIPS))
    if not len(shoulders) or not len(hips):
        return 0.0
    up = shoulders.mean(axis=0) - hips.mean(axis=0)
    # A torso seen from above or below is a few pixels long: its direction says nothing.
    if float(np.hypot(*up)) < 8.0:
        return 0.0
    return float(np.arctan2(up[0], -up[1]))


def rotation(angle: float, centre: tuple[float, float]) -> NDArray[np.float64]:
    """Return the (2, 3) matrix that turns a picture by `angle` radians counter-clockwise as seen, about `centre`."""
    cos, sin = np.cos(angle), np.sin(angle)
    turn = np.array([[cos, sin], [-sin, cos]])
    shift = np.array(centre) - turn @ np.array(centre)
    return np.hstack([turn, shift[:, None]])


def apply(matrix: NDArray[np.floating], xy: NDArray[np.floating]) -> NDArray[np.float64]:
    """Map (..., 2) places by a (2, 3) matrix, float64: the identity leaves a place as it is, to the last bit."""
    return np.asarray(xy @ matrix[:, :2].T + matrix[:, 2], dtype=np.float64)
