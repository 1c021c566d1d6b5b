"""What is learnt: places, visibility, boxes."""

import torch
import torch.nn.functional as F
from torch import Tensor


def place_loss(logits: Tensor, xy: Tensor, located: Tensor, sigma: float) -> Tensor:
    """Cross-entropy between a softmax over all places and a Gaussian at the keypoint.

    Stands for the paper's L_H in the light model: from few pictures it learns faster than L2, whose gradient vanishes
    while the map is flat.

    Parameters
    ----------
    logits : (N, K, h, w) float32.
    xy : (N, K, 2) float32, heatmap pixels.
    located : (N, K) bool, which keypoints teach a place.
    sigma : heatmap pixels.

    Returns
    -------
    Scalar, nats, the mean over located keypoints (0 if there are none).
    """
    n, k, h, w = logits.shape
    columns = torch.arange(w, dtype=logits.dtype, device=logits.device)
    rows = torch.arange(h, dtype=logits.dtype, device=logits.device)
    gauss_x = torch.exp(-((columns - xy[..., :1]) ** 2) / (2 * sigma**2))
    gauss_y = torch.exp(-((rows - xy[..., 1:]) ** 2) / (2 * sigma**2))
    target = (gauss_y[..., :, None] * gauss_x[..., None, :]).reshape(n, k, h * w)
    target = target / target.sum(dim=2, keepdim=True).clamp_min(1e-6)
    nats = -(target * F.log_softmax(logits.reshape(n, k, h * w), dim=2)).sum(dim=2)
    weight = located.to(nats.dtype)
    return (nats * weight).sum() / weight.sum().clamp_min(1.0)


def visibility_loss(logits: Tensor, classes: Tensor, weights: Tensor) -> Tensor:
    """Weighted cross-entropy for labels that are sets of classes: minus the log of the set's probability.

    Plain weighted cross-entropy (Guesdon et al., section 3, L_V) where a set holds one class; a set of all says
    nothing and costs nothing. A class may belong to a set in part: the likelihood of the label given the class.

    Parameters
    ----------
    logits : (N, K, 3) float32.
    classes : (N, K, 3) float32, likelihood of the label given each class, 0 to 1.
    weights : (3,) float32, the classes' weights; a label weighs the mean of its classes.

    Returns
    -------
    Scalar, nats, the weighted mean over keypoints whose label says something.
    """
    log_p = F.log_softmax(logits, dim=2)
    nats = -torch.logsumexp(log_p + torch.log(classes), dim=2)
    weight = (classes * weights).sum(dim=2) / classes.sum(dim=2).clamp_min(1e-6)
    weight = weight * (classes < 1).any(dim=2).to(logits.dtype)
    return (nats * weight).sum() / weight.sum().clamp_min(1e-6)


def centre_loss(logits: Tensor, target: Tensor) -> Tensor:
    """CenterNet's focal loss (Zhou et al. 2019, equation 1), per centre.

    Parameters
    ----------
    logits : (N, 1, h, w) float32.
    target : (N, 1, h, w) float32, Gaussians that are exactly 1 at the centres.
    """
    p = torch.sigmoid(logits).clamp(1e-4, 1 - 1e-4)
    centre = (target == 1).to(p.dtype)
    near = (1 - target) ** 4
    nats = -(centre * (1 - p) ** 2 * torch.log(p) + (1 - centre) * near * p**2 * torch.log(1 - p))
    return nats.sum() / centre.sum().clamp_min(1.0)


def box_loss(sides: Tensor, target: Tensor, mask: Tensor) -> Tensor:
    """Return 1 - GIoU (Rezatofighi et al. 2019) of boxes given as distances from a common point, averaged.

    Parameters
    ----------
    sides, target : (N, 4, h, w) float32, distances to left, top, right, bottom, pixels, positive.
    mask : (N, h, w) bool, where a box is taught.
    """
    if not mask.any():
        return sides.sum() * 0.0
    ours = sides.permute(0, 2, 3, 1)[mask]
    truth = target.permute(0, 2, 3, 1)[mask]
    low, high = torch.minimum(ours, truth), torch.maximum(ours, truth)
    intersection = (low[:, 0] + low[:, 2]) * (low[:, 1] + low[:, 3])
    hull = (high[:, 0] + high[:, 2]) * (high[:, 1] + high[:, 3])
    union = (ours[:, 0] + ours[:, 2]) * (ours[:, 1] + ours[:, 3])
    union = union + (truth[:, 0] + truth[:, 2]) * (truth[:, 1] + truth[:, 3]) - intersection
    return (1 - intersection / union + (hull - union) / hull).mean()
