"""EfficientNet B0 and B6 (Tan & Le 2019) as features, with SimpleBaseline's deconvolution head."""

from collections.abc import Callable
from functools import partial

from torch import Tensor, nn
from torchvision.models import (
    EfficientNet,
    EfficientNet_B0_Weights,
    EfficientNet_B6_Weights,
    WeightsEnum,
    efficientnet_b0,
    efficientnet_b6,
)

from training.models.base_models import BaseModel
from training.models.deconvolution_head import DeconvolutionHead
from training.models.parts import CoordinateHead, FeatureExtractor, Features
from training.models.pretrained import fill, read

_STRIDE_AFTER_STAGE = {1: 4, 2: 8, 4: 16, 7: 32}
"""Stage of `EfficientNetFeatures.stages` -> stride of the map after it: the last one before each downsampling.

The last stage is the 1x1 convolution to 1280 (B0) or 2304 (B6) channels that the classifier sees. With it the paper's
totals are nearer: B0 22% and B6 4% below them, without it 42% and 26% (`count_parameters.py`).
"""


class EfficientNetFeatures(FeatureExtractor):
    """torchvision's EfficientNet without its classifier; `channels` depends on the variant."""

    def __init__(self, network: EfficientNet) -> None:
        super().__init__()
        self.stem, *stages = network.features
        self.stages = nn.ModuleList(stages)
        last_layers = {stride: stages[i] for i, stride in _STRIDE_AFTER_STAGE.items()}
        last_layers |= {stride: last_layers[stride][-1] for stride in (4, 8, 16)}
        self.channels = {stride: layer.out_channels for stride, layer in last_layers.items()}

    def forward(self, x: Tensor) -> Features:
        """Compute features."""
        x = self.stem(x)
        maps = {}
        for i, stage in enumerate(self.stages):
            x = stage(x)
            if i in _STRIDE_AFTER_STAGE:
                maps[_STRIDE_AFTER_STAGE[i]] = x
        return Features(maps)


def _build(make: Callable[[], EfficientNet]) -> tuple[FeatureExtractor, CoordinateHead]:
    features = EfficientNetFeatures(make())
    return features, DeconvolutionHead(features.channels[32])


def _load_pretrained(
    make: Callable[[], EfficientNet], weights: WeightsEnum, features: FeatureExtractor, coordinates: CoordinateHead
) -> None:
    file_name = weights.url.rpartition("/")[2]
    published = make()
    fill(published, read(file_name, f"torchvision's EfficientNet on ImageNet, {weights.url}"), file_name)
    features.load_state_dict(EfficientNetFeatures(published).state_dict())


def _base_model(make: Callable[[], EfficientNet], weights: WeightsEnum) -> BaseModel:
    return BaseModel(partial(_build, make), partial(_load_pretrained, make, weights))


EFFICIENTNET_B0 = _base_model(efficientnet_b0, EfficientNet_B0_Weights.IMAGENET1K_V1)
EFFICIENTNET_B6 = _base_model(efficientnet_b6, EfficientNet_B6_Weights.IMAGENET1K_V1)
