"""The paper's visibility branch (Guesdon et al. 2022, section 3), and the multi-scale feed that it leaves open."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from pose.errors import UserError
from pose.keypoints import NUM_KEYPOINTS
from training.models.parts import Coordinates, Features, VisibilityBranch

BOTTLENECK = 368
"""Channels inside the residual bottleneck. The paper gives no widths: with these two its SBl at 256x192 has 71.35M
parameters, and 71.2M in table 5."""

REDUCED = 256
"""Channels after the 1x1 convolution."""

HIDDEN = (4096, 2048, 1024)
"""Units of the fully connected layers, the paper's."""


class ResidualBottleneck(nn.Module):
    """Convolutions of 3x3, 1x1 and 3x3, and a skip connection."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(channels, BOTTLENECK, 3, padding=1, bias=False),
            nn.BatchNorm2d(BOTTLENECK),
            nn.ReLU(inplace=True),
            nn.Conv2d(BOTTLENECK, BOTTLENECK, 1, bias=False),
            nn.BatchNorm2d(BOTTLENECK),
            nn.ReLU(inplace=True),
            nn.Conv2d(BOTTLENECK, channels, 3, padding=1, bias=False),
            nn.BatchNorm2d(channels),
        )

    def forward(self, x: Tensor) -> Tensor:
        """(N, channels, h, w) to the same shape."""
        return torch.relu(x + self.layers(x))


class PaperVisibilityBranch(VisibilityBranch):
    """Flattened features to three logits per keypoint; made for one input size.

    Parameters
    ----------
    channels : stride -> channels of the features; the largest stride is looked at.
    height, width : pixels of the crop. Where the map has an odd side (a crop of 128x96 gives 4x3), pooling leaves its
        last row or column out.

    Raises
    ------
    UserError : the crop is too small for the pooling.
    """

    def __init__(self, channels: dict[int, int], height: int, width: int) -> None:
        super().__init__()
        deepest = max(channels)
        rows, columns = height // deepest // 2, width // deepest // 2
        if rows * columns == 0:
            least = 2 * deepest
            raise UserError(
                f"a crop of {height} x {width} is too small for the paper's visibility branch, which needs {least} x "
                f"{least}; train with a larger input or with the light branch"
            )
        self.bottleneck = ResidualBottleneck(channels[deepest])
        # No ReLU: the paper names none, and the maximum is the nonlinearity here.
        self.reduction = nn.Sequential(
            nn.Conv2d(channels[deepest], REDUCED, 1, bias=False), nn.BatchNorm2d(REDUCED), nn.MaxPool2d(2)
        )
        layers: list[nn.Module] = []
        units = REDUCED * rows * columns
        for hidden in HIDDEN:
            layers += [nn.Linear(units, hidden), nn.ReLU(inplace=True)]
            units = hidden
        self.decision = nn.Sequential(*layers, nn.Linear(units, NUM_KEYPOINTS * 3))

    def look(self, features: Features, coordinates: Coordinates) -> Tensor:
        """Return the deepest map, (N, channels, h / 32, w / 32)."""
        return features.maps[max(features.maps)]

    def forward(self, seen: Tensor) -> Tensor:
        """Return (N, 17, 3) logits of the deepest map."""
        units = self.reduction(self.bottleneck(seen)).flatten(1)
        return self.decision(units).reshape(-1, NUM_KEYPOINTS, 3)


class MultiScaleVisibilityBranch(VisibilityBranch):
    """The paper's branch on the features of all strides, which the paper leaves open.

    Parameters
    ----------
    channels, height, width : as in `PaperVisibilityBranch`.
    """

    def __init__(self, channels: dict[int, int], height: int, width: int) -> None:
        super().__init__()
        deepest = max(channels)
        self.fusion = nn.Sequential(
            nn.Conv2d(sum(channels.values()), channels[deepest], 1, bias=False),
            nn.BatchNorm2d(channels[deepest]),
            nn.ReLU(inplace=True),
        )
        self.branch = PaperVisibilityBranch(channels, height, width)

    def look(self, features: Features, coordinates: Coordinates) -> Tensor:
        """Return every map averaged to the deepest one's size, finest first: (N, all channels, h / 32, w / 32)."""
        deepest = max(features.maps)
        return torch.cat([F.avg_pool2d(features.maps[s], deepest // s) for s in sorted(features.maps)], dim=1)

    def forward(self, seen: Tensor) -> Tensor:
        """Return (N, 17, 3) logits of what `look` returned."""
        return self.branch(self.fusion(seen))
