"""The light decoder: 1x1 to 128, then three times [nearest x2, skip, depthwise 3x3, pointwise].

ReLU6 and no squeeze-excite: at equal operations those cost 1.45 times as much on a CPU.
"""

import torch.nn.functional as F
from torch import Tensor, nn

from training.models.efficientnet_lite import CHANNELS

FEATURES = 64
"""Channels of the decoder's last feature map, stride 4."""


class Upsampling(nn.Module):
    """Double the size, add the skip, mix."""

    def __init__(self, inputs: int, skip: int, outputs: int) -> None:
        super().__init__()
        self.skip = nn.Conv2d(skip, inputs, 1, bias=False)
        self.mix = nn.Sequential(
            nn.BatchNorm2d(inputs),
            nn.Conv2d(inputs, inputs, 3, padding=1, groups=inputs, bias=False),
            nn.BatchNorm2d(inputs),
            nn.ReLU6(inplace=True),
            nn.Conv2d(inputs, outputs, 1, bias=False),
            nn.BatchNorm2d(outputs),
            nn.ReLU6(inplace=True),
        )

    def forward(self, x: Tensor, skip: Tensor) -> Tensor:
        """(N, inputs, h, w) and (N, skip, 2h, 2w) to (N, outputs, 2h, 2w)."""
        return self.mix(F.interpolate(x, scale_factor=2.0, mode="nearest") + self.skip(skip))


class LightDecoder(nn.Module):
    """Features at four strides to one map at stride 4 (pose) or 8 (detection)."""

    def __init__(self, finest: int = 4) -> None:
        super().__init__()
        self.neck = nn.Sequential(
            nn.Conv2d(CHANNELS[32], 128, 1, bias=False), nn.BatchNorm2d(128), nn.ReLU6(inplace=True)
        )
        widths = {16: (128, 128), 8: (128, 96), 4: (96, FEATURES)}
        self.strides = [stride for stride in widths if stride >= finest]
        self.steps = nn.ModuleList(Upsampling(widths[s][0], CHANNELS[s], widths[s][1]) for s in self.strides)
        self.channels = widths[finest][1]

    def forward(self, maps: dict[int, Tensor]) -> Tensor:
        """Return the decoder's map at the finest stride."""
        x: Tensor = self.neck(maps[32])
        for stride, step in zip(self.strides, self.steps, strict=True):
            x = step(x, maps[stride])
        return x
