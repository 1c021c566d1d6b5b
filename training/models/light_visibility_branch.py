"""The light visibility branch: what is seen at each keypoint's place, and what the whole crop shows.

The paper's branch flattens all features into 4096 units (37M parameters); this one first pools the maps under each
keypoint's heatmap, which says where to look, and so needs a fiftieth of that.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from pose.heatmap import STRIDE
from pose.keypoints import NUM_KEYPOINTS
from training.models.parts import Coordinates, Features, VisibilityBranch

LOCAL = 32
"""Units per keypoint."""

HIDDEN = 256

LEAST_VARIANCE = 1e-2
"""Square of the features' units, which go up to 6 (ReLU6)."""

PEAK_FIGURES = 4
"""Per keypoint: log of the peak's height, log of how concentrated the heatmap is, and where it lies in the crop."""


class LightVisibilityBranch(VisibilityBranch):
    """Three logits per keypoint: absent, occluded, visible.

    Parameters
    ----------
    channels : stride -> channels of the features.
    evidence : channels of the coordinate head's last map, which stands for the features at stride 4.
    """

    def __init__(self, channels: dict[int, int], evidence: int) -> None:
        super().__init__()
        # A pixel of the deepest map holds half a person: it is looked at as a whole only.
        self.strides = [stride for stride in sorted(channels) if STRIDE < stride < max(channels)]
        self.per_keypoint = evidence + sum(channels[stride] for stride in self.strides) + PEAK_FIGURES
        self.whole = channels[max(channels)]
        # A channel that hardly ever speaks must not be blown up to unit size: its rounding would be.
        self.scale = nn.BatchNorm1d(NUM_KEYPOINTS * self.per_keypoint + self.whole, eps=LEAST_VARIANCE)
        # One matrix per keypoint: an elbow looks other than an ear.
        self.local = nn.Parameter(torch.randn(NUM_KEYPOINTS, self.per_keypoint, LOCAL) * self.per_keypoint**-0.5)
        self.joint = nn.Sequential(
            nn.Linear(NUM_KEYPOINTS * LOCAL + self.whole, HIDDEN),
            nn.ReLU(inplace=True),
            nn.Dropout(0.2),
            nn.Linear(HIDDEN, NUM_KEYPOINTS * 3),
        )

    def look(self, features: Features, coordinates: Coordinates) -> Tensor:
        """Pool every map under every heatmap: (N, 17 * per_keypoint + whole).

        No gradient flows back through the place: visibility must not move it.
        """
        heatmaps = coordinates.heatmaps.detach().clamp_min(0)
        height, width = heatmaps.shape[2:]
        # Squared: a heatmap's far-off murmur, summed over the crop, would outweigh its peak.
        # In hundredths: the ONNX exporter takes a constant of 1e-8 for zero.
        weights = (100 * heatmaps) ** 2 + 1e-4
        total = weights.sum(dim=(2, 3), keepdim=True)
        shares = weights / total
        maps = [(coordinates.evidence, 1)] + [(features.maps[stride], stride // STRIDE) for stride in self.strides]
        pooled = []
        for there, ratio in maps:
            coarse = F.avg_pool2d(shares, ratio) * ratio**2 if ratio > 1 else shares
            pooled.append(torch.matmul(coarse.flatten(2), there.flatten(2).transpose(1, 2)))
        columns = torch.linspace(0, 1, width, device=shares.device, dtype=shares.dtype)
        rows = torch.linspace(0, 1, height, device=shares.device, dtype=shares.dtype)
        figures = [
            # log: between a sharp and a flat heatmap lie three orders of magnitude.
            torch.log(heatmaps.amax(dim=(2, 3)) + 1e-3),
            torch.log((shares * shares).sum(dim=(2, 3)) + 1e-6),
            (shares.sum(dim=2) * columns).sum(dim=2),
            (shares.sum(dim=3) * rows).sum(dim=2),
        ]
        local = torch.cat([*pooled, torch.stack(figures, dim=2)], dim=2)
        whole = features.maps[max(features.maps)].mean(dim=(2, 3))
        return torch.cat([local.flatten(1), whole], dim=1)

    def forward(self, seen: Tensor) -> Tensor:
        """Return (N, 17, 3) logits of (N, 17 * per_keypoint + whole)."""
        seen = self.scale(seen)
        local, whole = seen.split([NUM_KEYPOINTS * self.per_keypoint, self.whole], dim=1)
        local = local.reshape(-1, NUM_KEYPOINTS, self.per_keypoint)
        units = torch.relu(torch.matmul(local.transpose(0, 1), self.local)).transpose(0, 1).flatten(1)
        return self.joint(torch.cat([units, whole], dim=1)).reshape(-1, NUM_KEYPOINTS, 3)
