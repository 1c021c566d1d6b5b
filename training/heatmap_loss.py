"""L2 between heatmaps, the paper's L_H (Guesdon et al. 2022, section 3), and its variant on the hardest keypoints."""

import torch
from torch import Tensor


def gaussian_maps(xy: Tensor, height: int, width: int, sigma: float) -> Tensor:
    """Draw one Gaussian per keypoint: `pose.heatmap.encode` for a batch (tested to be equal).

    Parameters
    ----------
    xy : (N, K, 2) float32, heatmap pixels.
    height, width : size of the heatmaps, heatmap pixels.
    sigma : standard deviation, heatmap pixels.

    Returns
    -------
    (N, K, height, width) float32, peak 1 at the keypoint; a keypoint far outside gives a map of zeros.
    """
    columns = torch.arange(width, dtype=xy.dtype, device=xy.device)
    rows = torch.arange(height, dtype=xy.dtype, device=xy.device)
    column = torch.exp(-((columns - xy[..., :1]) ** 2) / (2 * sigma**2))
    row = torch.exp(-((rows - xy[..., 1:]) ** 2) / (2 * sigma**2))
    return row[..., :, None] * column[..., None, :]


def squared_errors(heatmaps: Tensor, xy: Tensor, located: Tensor, sigma: float) -> Tensor:
    """Return every keypoint's squared error, the sum over its pixels: (N, K), 0 where no place is taught."""
    truth = gaussian_maps(xy, heatmaps.shape[2], heatmaps.shape[3], sigma)
    return ((heatmaps - truth) ** 2).sum(dim=(2, 3)) * located


def heatmap_loss(heatmaps: Tensor, xy: Tensor, located: Tensor, sigma: float) -> Tensor:
    """Squared error, the sum over pixels, the mean over located keypoints.

    The paper does not tell its reduction. Over pixels we sum: a network that answers nothing then costs the Gaussian's
    own square, pi sigma^2 = 3.1 at the paper's sigma, about what L_V costs at the start, and a in (1 - a) L_H + a L_V
    weighs what it seems to weigh. The mean over pixels (SimpleBaseline's) is a thousandth of that: L_V would rule the
    shared features at any a. To Adam on L_H alone the two are the same.

    Parameters
    ----------
    heatmaps : (N, K, h, w) float32, unit peaks.
    xy : (N, K, 2) float32, heatmap pixels.
    located : (N, K) bool, which keypoints teach a place.
    sigma : heatmap pixels.

    Returns
    -------
    Scalar, squared heights (0 where nothing is located).
    """
    return squared_errors(heatmaps, xy, located, sigma).sum() / located.sum().clamp_min(1)


def hard_keypoint_loss(heatmaps: Tensor, xy: Tensor, located: Tensor, sigma: float, hardest: int) -> Tensor:
    """Squared error of every sample's worst keypoints only (online hard keypoint mining; Chen et al. 2018, CPN).

    Parameters
    ----------
    heatmaps, xy, located, sigma : as in `heatmap_loss`.
    hardest : how many keypoints count.

    Returns
    -------
    Scalar, squared heights: the sum over pixels, the mean over those keypoints and over samples.
    """
    return squared_errors(heatmaps, xy, located, sigma).topk(hardest, dim=1).values.mean()
