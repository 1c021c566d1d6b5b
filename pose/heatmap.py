"""Heatmaps: one Gaussian per keypoint in, coordinates out. The graph decodes the same way (tested).

Heatmaps have unit peaks: 1.0 means as sharp and certain as the Gaussian that the network was taught.
"""

import numpy as np
from numpy.typing import NDArray

STRIDE = 4
"""Crop pixels per heatmap pixel (SimpleBaseline; Guesdon et al., section 3)."""


def encode(xy: NDArray[np.float32], width: int, height: int, sigma: float) -> NDArray[np.float32]:
    """Draw one Gaussian per keypoint.

    Parameters
    ----------
    xy : (K, 2) float32, crop pixels.
    width, height : size of the heatmaps, heatmap pixels.
    sigma : standard deviation, heatmap pixels (the paper: 1).

    Returns
    -------
    (K, height, width) float32, peak 1 at the keypoint; a keypoint far outside gives a map of zeros.
    """
    centre = (np.asarray(xy, dtype=np.float32) + 0.5) / STRIDE - 0.5
    dx = np.arange(width, dtype=np.float32)[None, :] - centre[:, :1]
    dy = np.arange(height, dtype=np.float32)[None, :] - centre[:, 1:]
    column = np.exp(-(dx**2) / (2 * sigma**2))
    row = np.exp(-(dy**2) / (2 * sigma**2))
    return np.asarray(row[:, :, None] * column[:, None, :], dtype=np.float32)


def decode(heatmaps: NDArray[np.float32]) -> NDArray[np.float32]:
    """Find every heatmap's maximum, moved a quarter pixel toward the higher neighbour.

    Parameters
    ----------
    heatmaps : (K, height, width) float32.

    Returns
    -------
    (K, 3) float32: x, y in crop pixels, and the peak's height clipped to 0..1.
    """
    count, height, width = heatmaps.shape
    flat = heatmaps.reshape(count, -1)
    peak = flat.argmax(axis=1)
    score = flat[np.arange(count), peak]
    y, x = np.divmod(peak, width)
    k = np.arange(count)
    right = heatmaps[k, y, np.minimum(x + 1, width - 1)]
    left = heatmaps[k, y, np.maximum(x - 1, 0)]
    below = heatmaps[k, np.minimum(y + 1, height - 1), x]
    above = heatmaps[k, np.maximum(y - 1, 0), x]
    # At the border one neighbour is the peak itself: it has no other side to lean to, so it stays.
    quarter_x = np.where((x > 0) & (x < width - 1), 0.25 * np.sign(right - left), 0.0)
    quarter_y = np.where((y > 0) & (y < height - 1), 0.25 * np.sign(below - above), 0.0)
    places = np.stack([x + quarter_x, y + quarter_y], axis=1)
    return np.concatenate([(places + 0.5) * STRIDE - 0.5, np.clip(score, 0.0, 1.0)[:, None]], axis=1, dtype=np.float32)
