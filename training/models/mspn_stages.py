"""The blocks of MSPN (Li et al. 2019): encoder, decoder, and what a stage hands to the next one."""

from collections import OrderedDict

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torchvision.models import resnet50

from pose.keypoints import NUM_KEYPOINTS

STRIDES = (4, 8, 16, 32)
COARSE_TO_FINE = (32, 16, 8, 4)

CHANNELS = {4: 256, 8: 512, 16: 1024, 32: 2048}
"""Channels of an encoder's maps by stride, ResNet50's."""

STEM = 64
"""Channels that an encoder takes."""

WIDTH = 256
"""Channels of every map in a decoder, as published."""

PUBLISHED_PEAK = 255.0
"""Height of the heatmaps that the published network was taught; ours have unit peaks."""


def convolution(inputs: int, outputs: int, kernel: int = 1, stride: int = 1, relu: bool = True) -> nn.Sequential:
    """Convolution and batch norm, named as in the published weights."""
    layers: OrderedDict[str, nn.Module] = OrderedDict()
    layers["conv"] = nn.Conv2d(inputs, outputs, kernel, stride, padding=kernel // 2, bias=False)
    layers["bn"] = nn.BatchNorm2d(outputs)
    if relu:
        layers["relu"] = nn.ReLU(inplace=True)
    return nn.Sequential(layers)


def resized(x: Tensor, like: Tensor) -> Tensor:
    """Resize (N, C, h, w) to the height and width of `like`, corner on corner as the published weights were trained."""
    return F.interpolate(x, size=like.shape[2:], mode="bilinear", align_corners=True)


class Encoder(nn.Module):
    """ResNet50's four stages; to each one's answer is added what the network's stage before hands over."""

    def __init__(self) -> None:
        super().__init__()
        resnet = resnet50()
        self.stages = nn.ModuleList([resnet.layer1, resnet.layer2, resnet.layer3, resnet.layer4])

    def forward(self, x: Tensor, handed: dict[int, Tensor] | None = None) -> dict[int, Tensor]:
        """(N, 64, h / 4, w / 4) to maps by stride, with CHANNELS[stride] channels; `handed` has the same shapes."""
        maps = {}
        for stride, stage in zip(STRIDES, self.stages, strict=True):
            x = stage(x)
            if handed is not None:
                x = x + handed[stride]
            maps[stride] = x
        return maps


class UpsampleUnit(nn.Module):
    """One scale of a decoder: the encoder's map and the coarser unit's, summed, and heatmaps of the sum."""

    def __init__(self, inputs: int, coarsest: bool) -> None:
        super().__init__()
        self.lateral = convolution(inputs, WIDTH, relu=False)
        self.up = None if coarsest else convolution(WIDTH, WIDTH, relu=False)
        last = convolution(WIDTH, NUM_KEYPOINTS, kernel=3, relu=False)
        # A fresh batch norm answers with a deviation of 1: as low beside our peaks as beside the published ones.
        nn.init.constant_(last.get_submodule("bn").weight, 1 / PUBLISHED_PEAK)  # type: ignore[arg-type]
        self.heatmaps = nn.Sequential(convolution(WIDTH, WIDTH), last)

    def forward(self, x: Tensor, coarser: Tensor | None) -> tuple[Tensor, Tensor]:
        """(N, inputs, h, w) and the coarser unit's (N, 256, h / 2, w / 2) to (N, 256, h, w), and its heatmaps."""
        total = self.lateral(x)
        if self.up is not None and coarser is not None:
            total = total + self.up(resized(coarser, total))
        total = torch.relu(total)
        return total, self.heatmaps(total)


class Decoder(nn.Module):
    """Four upsample units, coarse to fine, each with heatmaps of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.units = nn.ModuleList(UpsampleUnit(CHANNELS[s], coarsest=s == STRIDES[-1]) for s in COARSE_TO_FINE)

    def forward(self, maps: dict[int, Tensor]) -> tuple[dict[int, Tensor], tuple[Tensor, ...]]:
        """Return 256-channel maps by stride, and heatmaps coarse to fine, each (N, 17, h / 4, w / 4)."""
        decoded: dict[int, Tensor] = {}
        heatmaps = []
        x: Tensor | None = None
        for stride, unit in zip(COARSE_TO_FINE, self.units, strict=True):
            x, unit_heatmaps = unit(maps[stride], x)
            decoded[stride] = x
            heatmaps.append(resized(unit_heatmaps, maps[STRIDES[0]]))
        return decoded, tuple(heatmaps)


class Handover(nn.Module):
    """Cross-stage feature aggregation: what a stage gives to the next one's encoder, at every scale."""

    def __init__(self) -> None:
        super().__init__()
        # Coarse to fine, like the decoder's units.
        self.encoded = nn.ModuleList(convolution(CHANNELS[s], CHANNELS[s]) for s in COARSE_TO_FINE)
        self.decoded = nn.ModuleList(convolution(WIDTH, CHANNELS[s]) for s in COARSE_TO_FINE)
        self.entry = convolution(WIDTH, STEM)

    def forward(self, maps: dict[int, Tensor], decoded: dict[int, Tensor]) -> tuple[Tensor, dict[int, Tensor]]:
        """Return the next encoder's input (N, 64, h / 4, w / 4), and what is added to its maps by stride."""
        handed = {
            stride: from_encoder(maps[stride]) + from_decoder(decoded[stride])
            for stride, from_encoder, from_decoder in zip(COARSE_TO_FINE, self.encoded, self.decoded, strict=True)
        }
        return self.entry(decoded[STRIDES[0]]), handed
