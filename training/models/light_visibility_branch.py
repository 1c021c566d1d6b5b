"""The light visibility branch: what is seen at each keypoint's place, and what the whole crop shows.

The paper's branch flattens all features into 4096 units (37M parameters); this one first pools the decoder's features
under each keypoint's heatmap, which says where to look, and so needs a hundredth of that.
"""

import torch
from torch import Tensor, nn

from pose.keypoints import NUM_KEYPOINTS
from training.models.light_head import FEATURES

LOCAL = 32
"""Units per keypoint."""

HIDDEN = 256


class LightVisibilityHead(nn.Module):
    """Three logits per keypoint: absent, occluded, visible."""

    def __init__(self, neck: int = 128) -> None:
        super().__init__()
        # One matrix per keypoint: an elbow looks other than an ear. Two more inputs: the peak's height and the mass
        # near it, since a network that does not know spreads its heatmap.
        self.local = nn.Parameter(torch.randn(NUM_KEYPOINTS, FEATURES + 2, LOCAL) * FEATURES**-0.5)
        self.joint = nn.Sequential(
            nn.Linear(NUM_KEYPOINTS * LOCAL + neck, HIDDEN),
            nn.ReLU(inplace=True),
            nn.Dropout(0.2),
            nn.Linear(HIDDEN, NUM_KEYPOINTS * 3),
        )

    def forward(self, place_logits: Tensor, decoded: Tensor, neck: Tensor) -> Tensor:
        """Return (N, 17, 3) logits.

        Parameters
        ----------
        place_logits : (N, 17, h, w); where to look. No gradient flows back: visibility must not move the place.
        decoded : (N, 64, h, w); what is there.
        neck : (N, 128, h/8, w/8); what the whole crop shows.
        """
        n = decoded.shape[0]
        shares = torch.softmax(place_logits.detach().flatten(2), dim=2)
        pooled = torch.matmul(shares, decoded.flatten(2).transpose(1, 2))
        peak = shares.amax(dim=2, keepdim=True)
        # log: between a sharp and a flat heatmap lie three orders of magnitude.
        seen = torch.cat([pooled, torch.log(peak + 1e-4), torch.log((shares * shares).sum(2, keepdim=True) + 1e-6)], 2)
        local = torch.relu(torch.matmul(seen.transpose(0, 1), self.local)).transpose(0, 1).reshape(n, -1)
        return self.joint(torch.cat([local, neck.mean(dim=(2, 3))], dim=1)).reshape(n, NUM_KEYPOINTS, 3)
