"""A metamodel: features, a coordinate head and a visibility branch side by side (Guesdon et al., section 3)."""

from torch import Tensor, nn

from training.models.efficientnet_lite import EfficientNetLite0
from training.models.light_head import LightCoordinateHead, heatmaps
from training.models.visibility_head import LightVisibilityHead


class LightMetamodel(nn.Module):
    """EfficientNet-Lite0, the light coordinate head and the light visibility branch."""

    def __init__(self) -> None:
        super().__init__()
        self.features = EfficientNetLite0()
        self.coordinates = LightCoordinateHead()
        self.visibility = LightVisibilityHead()

    def logits(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return place logits (N, 17, h/4, w/4) and visibility logits (N, 17, 3): what is trained."""
        place, decoded, neck = self.coordinates(self.features(x))
        return place, self.visibility(place, decoded, neck)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return heatmaps (N, 17, h/4, w/4) with unit peaks and visibility logits (N, 17, 3).

        Parameters
        ----------
        x : (N, 3, h, w) float32, RGB normalised by ImageNet's mean and deviation.
        """
        place, visibility = self.logits(x)
        return heatmaps(place), visibility
