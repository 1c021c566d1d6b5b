"""A one-class detector: a heatmap of centres and four distances, on the pose network's feature extractor.

CenterNet's heatmap (Zhou et al. 2019) with FCOS's distances (Tian et al. 2019), at stride 8.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from training.models.efficientnet_lite import EfficientNetLite0
from training.models.light_decoder import LightDecoder

STRIDE = 8
CANDIDATES = 20
"""Boxes per picture: a cabin holds nine people at most, a street a few more."""

UNIT = 32.0
"""Pixels; distances are learnt as exp(output) * UNIT, so that a new network starts with boxes of 64."""


class DriverDetector(nn.Module):
    """People in a cabin picture, best first."""

    def __init__(self) -> None:
        super().__init__()
        self.features = EfficientNetLite0()
        self.decoder = LightDecoder(finest=STRIDE)
        channels = self.decoder.channels
        self.tower = nn.Sequential(
            nn.Conv2d(channels, channels, 3, padding=1, groups=channels, bias=False),
            nn.BatchNorm2d(channels),
            nn.Conv2d(channels, channels, 1),
            nn.ReLU6(inplace=True),
        )
        self.centre = nn.Conv2d(channels, 1, 1)
        self.sides = nn.Conv2d(channels, 4, 1)
        # A centre is rare: start at a probability of .02, or the first steps only learn that.
        nn.init.constant_(self.centre.bias, -3.9)  # type: ignore[arg-type]

    def maps(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return centre logits (N, 1, h/8, w/8) and distances to left, top, right, bottom (N, 4, h/8, w/8), pixels."""
        shared = self.tower(self.decoder(self.features(x).maps))
        return self.centre(shared), torch.exp(self.sides(shared).clamp(-4, 4)) * UNIT

    def forward(self, x: Tensor) -> Tensor:
        """Return (N, 20, 5) boxes: x1 y1 x2 y2 in input pixels and score, best first.

        Parameters
        ----------
        x : (N, 3, h, w) float32, RGB normalised by ImageNet's mean and deviation.
        """
        centre, sides = self.maps(x)
        score = torch.sigmoid(centre)
        # Only a local maximum is a centre.
        score = score * (score >= F.max_pool2d(score, 3, stride=1, padding=1)).to(score.dtype)
        best, place = torch.topk(score.flatten(1), CANDIDATES, dim=1)
        width = centre.shape[3]
        column, row = (place % width).to(x.dtype), torch.div(place, width, rounding_mode="floor").to(x.dtype)
        middle = torch.stack([column, row], dim=2) * STRIDE + (STRIDE - 1) / 2
        distances = torch.gather(sides.flatten(2).transpose(1, 2), 1, place.unsqueeze(2).expand(-1, -1, 4))
        return torch.cat([middle - distances[..., :2], middle + distances[..., 2:], best.unsqueeze(2)], dim=2)
