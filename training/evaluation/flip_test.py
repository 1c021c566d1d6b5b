"""Flip test: the crop and its mirror image are asked, and their heatmaps and logits averaged.

SimpleBaseline shifts the mirrored heatmaps by one pixel before it averages (`SHIFT_HEATMAP`). It needs that because it
places crop pixel x at x / 4 of the heatmap: mirrored and turned back, that is x / 4 - 3 / 4. Ours names pixel centres,
(x + .5) / 4 - .5, which mirrors onto itself (Huang et al., UDP, CVPR 2020); a shift would harm.
"""

import numpy as np
from numpy.typing import NDArray

from pose.keypoints import FLIP_ORDER


def with_mirror(crop: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Put a crop's mirror image behind it: (h, w, 3) to (2, h, w, 3)."""
    return np.stack([crop, crop[:, ::-1]])


def merge(
    heatmaps: NDArray[np.float32], logits: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Average what was said of a crop and of its mirror image.

    Parameters
    ----------
    heatmaps, logits : (2, 17, h, w) and (2, 17, 3) float32, the crop's first.

    Returns
    -------
    (17, h, w) and (17, 3) float32, as of the crop: the mirror image's are turned back, left and right swapped.
    """
    order = list(FLIP_ORDER)
    turned = heatmaps[1][order, :, ::-1]
    half = np.float32(0.5)
    return half * (heatmaps[0] + turned), half * (logits[0] + logits[1][order])
