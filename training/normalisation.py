"""Pictures as the features want them."""

import torch
from torch import Tensor

from pose.imagenet import DEVIATION, MEAN


def normalise(image: Tensor) -> Tensor:
    """(N, 3, h, w) uint8 RGB to float32 in ImageNet's deviations about its mean."""
    mean = torch.tensor(MEAN, device=image.device).view(1, 3, 1, 1)
    deviation = torch.tensor(DEVIATION, device=image.device).view(1, 3, 1, 1)
    return (image.float() - mean) / deviation
