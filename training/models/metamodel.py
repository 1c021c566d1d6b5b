"""A metamodel: features, a coordinate head and a visibility branch side by side (Guesdon et al. 2022, section 3)."""

from typing import NamedTuple

from torch import Tensor, nn

from training.models.parts import CoordinateHead, Coordinates, FeatureExtractor, Features, VisibilityBranch


class Outputs(NamedTuple):
    """What the exported graph answers.

    Attributes
    ----------
    keypoints : (N, 17, 3) float32: x, y in crop pixels, and score 0 to 1.
    visibility_logits : (N, 17, 3) float32: absent, occluded, visible.
    heatmaps : (N, 17, h / 4, w / 4) float32, unit peaks.
    """

    keypoints: Tensor
    visibility_logits: Tensor
    heatmaps: Tensor


class Metamodel(nn.Module):
    """Any base model with any visibility branch."""

    def __init__(self, features: FeatureExtractor, coordinates: CoordinateHead, visibility: VisibilityBranch) -> None:
        super().__init__()
        self.features = features
        self.coordinates = coordinates
        self.visibility = visibility

    def locate(self, x: Tensor) -> tuple[Features, Coordinates]:
        """Run the base model on (N, 3, h, w) float32 RGB, normalised by the features' own mean and deviation."""
        features = self.features(x)
        return features, self.coordinates(features)

    def forward(self, x: Tensor) -> Outputs:
        """Answer for (N, 3, h, w) float32 RGB, normalised by the features' own mean and deviation."""
        features, coordinates = self.locate(x)
        logits = self.visibility(self.visibility.look(features, coordinates))
        return Outputs(self.coordinates.decode(coordinates), logits, coordinates.heatmaps)
