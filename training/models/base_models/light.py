"""The light base model that ships: EfficientNet-Lite0 and a decoder of depthwise convolutions.

Taught by cross-entropy over places instead of the paper's L2: from few pictures it learns faster, since L2's gradient
vanishes while the map is flat.
"""

import math

import torch
from torch import Tensor, nn

from pose.keypoints import NUM_KEYPOINTS
from training.losses import place_loss
from training.models.base_models import BaseModel
from training.models.decoding import decode
from training.models.efficientnet_lite import EfficientNetLite0
from training.models.light_decoder import FEATURES, LightDecoder
from training.models.parts import CoordinateHead, Coordinates, FeatureExtractor, Features

SIGMA = 1.5
"""Heatmap pixels; standard deviation of the Gaussian that is taught. The paper's 1 px is meant for 64 x 48 maps
and clean labels; a crowd's labels are off by more than that."""


class LightCoordinateHead(CoordinateHead):
    """One map of logits over places per keypoint; `raw` holds it."""

    evidence_channels = FEATURES

    def __init__(self) -> None:
        super().__init__()
        self.decoder = LightDecoder()
        self.place = nn.Conv2d(FEATURES, NUM_KEYPOINTS, 1)

    def forward(self, features: Features) -> Coordinates:
        """Decode the features and say where the keypoints are."""
        evidence = self.decoder(features.maps)
        place = self.place(evidence)
        return Coordinates(heatmaps(place), evidence, (place,))

    def loss(self, features: Features, coordinates: Coordinates, xy: Tensor, located: Tensor) -> Tensor:
        """Cross-entropy over places, nats."""
        return place_loss(coordinates.raw[0], xy, located, SIGMA)

    def decode(self, coordinates: Coordinates) -> Tensor:
        """Find the maxima."""
        return decode(coordinates.heatmaps)


def heatmaps(place_logits: Tensor) -> Tensor:
    """Turn (N, K, h, w) place logits into heatmaps with unit peaks.

    A softmax over all places, scaled so that the taught Gaussian peaks at 1: the codec of `pose.heatmap`.
    """
    n, k, h, w = place_logits.shape
    shares = torch.softmax(place_logits.reshape(n, k, h * w), dim=2).reshape(n, k, h, w)
    return shares * (2 * math.pi * SIGMA**2)


def build() -> tuple[FeatureExtractor, CoordinateHead]:
    """Make both parts with fresh weights."""
    return EfficientNetLite0(), LightCoordinateHead()


def load_pretrained(features: FeatureExtractor, coordinates: CoordinateHead) -> None:
    """Put ImageNet's weights into the features; the head stays fresh."""
    assert isinstance(features, EfficientNetLite0)
    features.load_imagenet()


LIGHT = BaseModel(build, load_pretrained)
