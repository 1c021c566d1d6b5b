"""SBl, the paper's main base model: SimpleBaseline with ResNet50 (Xiao et al. 2018)."""

from torch import Tensor, nn
from torchvision.models import ResNet, ResNet50_Weights, resnet50

from training.models.base_models import BaseModel
from training.models.deconvolution_head import DeconvolutionHead
from training.models.parts import CoordinateHead, FeatureExtractor, Features
from training.models.pretrained import fill, read

WEIGHTS = ResNet50_Weights.IMAGENET1K_V1
"""The older of torchvision's two: those of the paper's time, trained as ResNet's authors did."""


class ResNet50(FeatureExtractor):
    """torchvision's ResNet50 without its classifier."""

    channels = {4: 256, 8: 512, 16: 1024, 32: 2048}  # noqa: RUF012

    def __init__(self, network: ResNet) -> None:
        super().__init__()
        self.stem = nn.Sequential(network.conv1, network.bn1, network.relu, network.maxpool)
        self.stages = nn.ModuleList([network.layer1, network.layer2, network.layer3, network.layer4])

    def forward(self, x: Tensor) -> Features:
        """Compute features."""
        x = self.stem(x)
        maps = {}
        for stride, stage in zip(self.channels, self.stages, strict=True):
            x = stage(x)
            maps[stride] = x
        return Features(maps)


def build() -> tuple[FeatureExtractor, CoordinateHead]:
    """Make both parts with fresh weights."""
    return ResNet50(resnet50()), DeconvolutionHead(ResNet50.channels[32])


def load_pretrained(features: FeatureExtractor, coordinates: CoordinateHead) -> None:
    """Put ImageNet's weights into the features; the head stays fresh.

    Raises
    ------
    UserError : they are not on this machine, or are others.
    """
    file_name = WEIGHTS.url.rpartition("/")[2]
    published = resnet50()
    fill(published, read(file_name, f"torchvision's ResNet50 on ImageNet, {WEIGHTS.url}"), file_name)
    features.load_state_dict(ResNet50(published).state_dict())


SBL = BaseModel(build, load_pretrained)
