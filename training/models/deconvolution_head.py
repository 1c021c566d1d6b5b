"""SimpleBaseline's coordinate head (Xiao et al. 2018): three deconvolutions and a 1x1 convolution."""

from itertools import pairwise

from torch import Tensor, nn

from pose.keypoints import NUM_KEYPOINTS
from training.heatmap_loss import heatmap_loss
from training.models.decoding import decode
from training.models.parts import CoordinateHead, Coordinates, Features

WIDTH = 256
"""Channels of every deconvolution, as published."""

SIGMA = 1.0
"""Heatmap pixels, the paper's (section 3); SimpleBaseline itself uses 2."""

INITIAL_DEVIATION = 0.001
"""Of fresh weights, as published: heatmaps start near zero, which most of their pixels should be."""


class DeconvolutionHead(CoordinateHead):
    """Features at stride 32 to heatmaps at stride 4.

    Parameters
    ----------
    inputs : channels of the features at stride 32.
    """

    evidence_channels = WIDTH

    def __init__(self, inputs: int) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for before, after in pairwise((inputs, WIDTH, WIDTH, WIDTH)):
            deconvolution = nn.ConvTranspose2d(before, after, 4, stride=2, padding=1, bias=False)
            nn.init.normal_(deconvolution.weight, std=INITIAL_DEVIATION)
            layers += [deconvolution, nn.BatchNorm2d(after), nn.ReLU(inplace=True)]
        self.deconvolutions = nn.Sequential(*layers)
        self.heatmaps = nn.Conv2d(WIDTH, NUM_KEYPOINTS, 1)
        nn.init.normal_(self.heatmaps.weight, std=INITIAL_DEVIATION)
        nn.init.zeros_(self.heatmaps.bias)  # type: ignore[arg-type]

    def forward(self, features: Features) -> Coordinates:
        """Say where the keypoints are."""
        evidence = self.deconvolutions(features.maps[32])
        return Coordinates(self.heatmaps(evidence), evidence)

    def loss(self, features: Features, coordinates: Coordinates, xy: Tensor, located: Tensor) -> Tensor:
        """L2 between heatmaps, as `heatmap_loss` counts it."""
        return heatmap_loss(coordinates.heatmaps, xy, located, SIGMA)

    def decode(self, coordinates: Coordinates) -> Tensor:
        """Find the maxima."""
        return decode(coordinates.heatmaps)
