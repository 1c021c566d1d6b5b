"""Pictures as the features want them."""

import torch
from torch import Tensor

from pose.imagenet import DEVIATION, MEAN


def normalise(
    image: Tensor,
    mean: tuple[float, float, float] = MEAN,
    deviation: tuple[float, float, float] = DEVIATION,
) -> Tensor:
    """(N, 3, h, w) uint8 RGB to float32 in deviations about the mean (both RGB, 0 to 255)."""
    centre = torch.tensor(mean, device=image.device).view(1, 3, 1, 1)
    scale = torch.tensor(deviation, device=image.device).view(1, 3, 1, 1)
    return (image.float() - centre) / scale
