"""The three parts of a metamodel and what passes between them (Guesdon et al. 2022, section 3).

A new base model is one file in `base_models/`: a `FeatureExtractor` and a `CoordinateHead`, and where it starts from.
"""

from abc import ABC, abstractmethod
from typing import ClassVar, NamedTuple

from torch import Tensor, nn

from pose.imagenet import DEVIATION, MEAN


class Features(NamedTuple):
    """What the features say of N crops of h x w pixels.

    Attributes
    ----------
    maps : stride -> (N, channels, h / stride, w / stride); the largest stride is what the paper's branch is fed.
    earlier : heatmaps of earlier stages, (N, 17, h / 4, w / 4) each, taught as well (MSPN); empty for one stage.
    """

    maps: dict[int, Tensor]
    earlier: tuple[Tensor, ...] = ()


class Coordinates(NamedTuple):
    """What a coordinate head says.

    Attributes
    ----------
    heatmaps : (N, 17, h / 4, w / 4), unit peaks: the codec of `pose.heatmap`.
    evidence : (N, channels, h / 4, w / 4), the map that the heatmaps were made from: what is seen at each place.
    raw : tensors that the head's own loss or decoding needs besides.
    """

    heatmaps: Tensor
    evidence: Tensor
    raw: tuple[Tensor, ...] = ()


class FeatureExtractor(nn.Module, ABC):
    """Crops to features.

    Attributes
    ----------
    channels : stride -> channels of `Features.maps`.
    mean, deviation : RGB, 0 to 255: how a crop is normalised before `forward`.
    """

    channels: dict[int, int]
    mean: ClassVar[tuple[float, float, float]] = MEAN
    deviation: ClassVar[tuple[float, float, float]] = DEVIATION

    @abstractmethod
    def forward(self, x: Tensor) -> Features:
        """(N, 3, h, w) float32 RGB, normalised; 32 divides both sides."""


class CoordinateHead(nn.Module, ABC):
    """Features to heatmaps, and how those are taught and decoded.

    Attributes
    ----------
    evidence_channels : channels of `Coordinates.evidence`.
    """

    evidence_channels: int

    @abstractmethod
    def forward(self, features: Features) -> Coordinates:
        """Say where the keypoints are."""

    @abstractmethod
    def loss(self, features: Features, coordinates: Coordinates, xy: Tensor, located: Tensor) -> Tensor:
        """Return L_H, a scalar.

        Parameters
        ----------
        xy : (N, 17, 2) float32, heatmap pixels.
        located : (N, 17) bool, which keypoints teach a place.
        """

    def departure(self, coordinates: Coordinates, before: Coordinates) -> Tensor:
        """Return how far the answers are from earlier ones to the same crops, a scalar: squared heights, the sum over
        pixels, the mean over keypoints, as L_H counts.
        """
        return ((coordinates.heatmaps - before.heatmaps) ** 2).sum(dim=(2, 3)).mean()

    @abstractmethod
    def decode(self, coordinates: Coordinates) -> Tensor:
        """Return (N, 17, 3) float32: x, y in crop pixels, and score 0 to 1; operators that every runtime has."""


class VisibilityBranch(nn.Module, ABC):
    """Features and coordinates to three logits per keypoint.

    Two steps, so that S3 can keep the first one's result: with the rest frozen only `forward` has anything to learn.
    """

    @abstractmethod
    def look(self, features: Features, coordinates: Coordinates) -> Tensor:
        """Collect what the branch decides by, without parameters of its own: (N, ...)."""

    @abstractmethod
    def forward(self, seen: Tensor) -> Tensor:
        """Return (N, 17, 3) logits: absent, occluded, visible."""
