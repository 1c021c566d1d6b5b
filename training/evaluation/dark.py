"""DARK: where a Gaussian peaks between the pixels (Zhang et al., CVPR 2020, section 3.1).

The logarithm of a Gaussian is a parabola, so one second-order step from the highest pixel ends at its centre.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from pose.heatmap import STRIDE, decode

SIGMA = 1.0
"""Heatmap pixels; deviation of the blur, the same as that of the Gaussians that are taught (the paper: 1 px)."""

FLOOR = 1e-10
"""Height below which a map counts as this high, so that the logarithm exists (as the authors')."""

REACH = 1.0
"""Heatmap pixels; a longer step leaves the pixels that the parabola was laid through."""


def decode_dark(heatmaps: NDArray[np.float32]) -> NDArray[np.float32]:
    """Find every heatmap's maximum between the pixels.

    Nearer than two pixels to the border, and where the map has no peak to lay a parabola through, the quarter pixel of
    `pose.heatmap.decode` stays.

    Parameters
    ----------
    heatmaps : (K, height, width) float32.

    Returns
    -------
    (K, 3) float32: x, y in crop pixels, and the peak's height before the blur, clipped to 0..1.
    """
    found = decode(heatmaps)
    _, height, width = heatmaps.shape
    for keypoint, heatmap in enumerate(heatmaps):
        y, x = divmod(int(heatmap.argmax()), width)
        if not (2 <= x < width - 2 and 2 <= y < height - 2):
            continue
        # Beyond the border nothing was seen: zeros, not a mirrored map.
        blurred = cv2.GaussianBlur(heatmap, (0, 0), SIGMA, borderType=cv2.BORDER_CONSTANT)
        step = _step(np.log(np.maximum(blurred[y - 2 : y + 3, x - 2 : x + 3].astype(float), FLOOR)))
        if step is not None:
            found[keypoint, :2] = (np.array([x, y]) + step + 0.5) * STRIDE - 0.5
    return found


def _step(log: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """Go from the middle of (5, 5) logarithms to the parabola's top: x, y in pixels; None if it has no near top."""
    gradient = np.array([log[2, 3] - log[2, 1], log[3, 2] - log[1, 2]]) / 2
    # Second differences two pixels apart, as the authors take them: less moved by noise.
    xx, yy = (log[2, 4] - 2 * log[2, 2] + log[2, 0]) / 4, (log[4, 2] - 2 * log[2, 2] + log[0, 2]) / 4
    xy = (log[3, 3] - log[1, 3] - log[3, 1] + log[1, 1]) / 4
    if xx >= 0 or xx * yy - xy * xy <= 0:
        return None
    step = -np.linalg.solve(np.array([[xx, xy], [xy, yy]]), gradient)
    return step if np.abs(step).max() <= REACH else None
