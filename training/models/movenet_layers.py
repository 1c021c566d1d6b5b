"""MoveNet's features: MobileNetV2 (Sandler et al. 2018), for Thunder 1.75 times as wide, and a feature pyramid on top.

Layers and paddings are those of the published weights, which come from TensorFlow. Batch norm is folded into the
convolutions there, so there is none here: a frozen part needs no care for running statistics.
"""

from typing import ClassVar

import torch.nn.functional as F
from torch import Tensor, nn

from training.models.parts import FeatureExtractor, Features

PYRAMID = 24
"""Channels of the pyramid's finest map, stride 4."""

# (expansion, stride, channels out, repeats), MobileNetV2's table 2; the width multiplies the channels.
_STAGES = (
    (1, 1, 16, 1),
    (6, 2, 24, 2),
    (6, 2, 32, 3),
    (6, 2, 64, 4),
    (6, 1, 96, 3),
    (6, 2, 160, 3),
    (6, 1, 320, 1),
)
_STEM, _LAST = 32, 1280
"""Channels of the first convolution, which the width multiplies, and of the last, which it does not."""

# (stage whose map is added, (channels in, channels out)), from coarse to fine.
PYRAMID_STEPS = ((3, (64, 32)), (2, (32, 24)), (1, (24, PYRAMID)))

_UNIT = 0.007843017578125
"""Per RGB level: 1 / 127.5 as the published graph has it, rounded to half precision. It maps 0..255 to -1..1."""


def _conv(inputs: int, outputs: int, kernel: int, stride: int = 1, groups: int = 1) -> list[nn.Module]:
    """Convolution with TensorFlow's SAME padding (on even sides: one more below and right)."""
    if stride == 1:
        return [nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2, groups=groups)]
    return [nn.ZeroPad2d((0, 1, 0, 1)), nn.Conv2d(inputs, outputs, kernel, stride, groups=groups)]


def separable(inputs: int, outputs: int) -> nn.Sequential:
    """Depthwise 3x3, pointwise, ReLU; one bias for both."""
    depthwise = nn.Conv2d(inputs, inputs, 3, padding=1, groups=inputs, bias=False)
    return nn.Sequential(depthwise, nn.Conv2d(inputs, outputs, 1), nn.ReLU())


class InvertedResidual(nn.Module):
    """Expand, depthwise 3x3, project; with a skip where the shape stays."""

    def __init__(self, inputs: int, outputs: int, expansion: int, stride: int) -> None:
        super().__init__()
        hidden = inputs * expansion
        expand = [*_conv(inputs, hidden, 1), nn.ReLU6()] if expansion > 1 else []
        look = [*_conv(hidden, hidden, 3, stride, groups=hidden), nn.ReLU6()]
        self.layers = nn.Sequential(*expand, *look, *_conv(hidden, outputs, 1))
        self.skip = stride == 1 and inputs == outputs

    def forward(self, x: Tensor) -> Tensor:
        """(N, inputs, h, w) to (N, outputs, h / stride, w / stride)."""
        return x + self.layers(x) if self.skip else self.layers(x)


class PyramidStep(nn.Module):
    """Double the size, add a finer map, mix."""

    def __init__(self, finer: int, inputs: int, outputs: int) -> None:
        super().__init__()
        self.lateral = nn.Conv2d(finer, inputs, 1)
        self.mix = separable(inputs, outputs)

    def forward(self, x: Tensor, finer: Tensor) -> Tensor:
        """(N, inputs, h, w) and (N, finer, 2h, 2w) to (N, outputs, 2h, 2w)."""
        return self.mix(F.interpolate(x, scale_factor=2.0, mode="bilinear") + self.lateral(finer))


class MoveNetFeatures(FeatureExtractor):
    """Strides 8 to 32: the backbone's deepest maps there, which hold more than the pyramid's. Stride 4: the pyramid's.

    Fresh weights learn badly, for want of batch norm: this network is meant to start from the published ones.

    Parameters
    ----------
    width : multiplies MobileNetV2's channels, which become the nearest multiples of eight; not the pyramid's.
    """

    mean: ClassVar[tuple[float, float, float]] = (1 / _UNIT, 1 / _UNIT, 1 / _UNIT)
    deviation: ClassVar[tuple[float, float, float]] = mean

    def __init__(self, width: float) -> None:
        super().__init__()
        widths = [_in_eights(channels * width) for _, _, channels, _ in _STAGES]
        self.channels = {4: PYRAMID, 8: widths[2], 16: widths[4], 32: _LAST}
        inputs = _in_eights(_STEM * width)
        self.stem = nn.Sequential(*_conv(3, inputs, 3, 2), nn.ReLU6())
        self.stages = nn.ModuleList()
        for (expansion, stride, _, repeats), outputs in zip(_STAGES, widths, strict=True):
            first = InvertedResidual(inputs, outputs, expansion, stride)
            rest = [InvertedResidual(outputs, outputs, expansion, 1) for _ in range(repeats - 1)]
            self.stages.append(nn.Sequential(first, *rest))
            inputs = outputs
        self.last = nn.Sequential(*_conv(inputs, _LAST, 1), nn.ReLU6())
        self.top = nn.Conv2d(_LAST, PYRAMID_STEPS[0][1][0], 1)
        self.pyramid = nn.ModuleList(PyramidStep(widths[i], *step) for i, step in PYRAMID_STEPS)

    def forward(self, x: Tensor) -> Features:
        """Compute the features of crops.

        Parameters
        ----------
        x : (N, 3, h, w) float32 RGB, normalised; 32 divides both sides. The weights were learnt on 256 x 256 (Thunder)
            and 192 x 192 (Lightning).
        """
        x = self.stem(x)
        stages = []
        for stage in self.stages:
            x = stage(x)
            stages.append(x)
        deepest = self.last(x)
        y = self.top(deepest)
        for step, (i, _) in zip(self.pyramid, PYRAMID_STEPS, strict=True):
            y = step(y, stages[i])
        return Features({4: y, 8: stages[2], 16: stages[4], 32: deepest})


def _in_eights(channels: float) -> int:
    return int(channels + 4) // 8 * 8
