"""MSPN with two stages (Li et al. 2019, "Rethinking on Multi-Stage Networks for Human Pose Estimation").

Layers as in the published network, so that its weights fit. The paper's visibility branch sees what the last stage's
encoder answers (Guesdon et al. 2022, section 3); the coordinate head is the last stage's decoder.
"""

from torch import Tensor, nn

from pose.errors import UserError
from training.heatmap_loss import hard_keypoint_loss, heatmap_loss
from training.models.base_models import BaseModel
from training.models.decoding import decode
from training.models.mspn_stages import (
    CHANNELS,
    PUBLISHED_PEAK,
    STEM,
    WIDTH,
    Decoder,
    Encoder,
    Handover,
    convolution,
)
from training.models.parts import CoordinateHead, Coordinates, FeatureExtractor, Features
from training.models.pretrained import read

KERNELS = (15, 11, 9, 7, 5)
"""Heatmap pixels, widths of Gaussian kernels. The first stage's four units, coarse to fine, are taught with the first
four, the last stage's with the last four: coarse-to-fine supervision, as published."""

COARSE_UNIT_WEIGHT = 0.25
"""A stage's three coarser units weigh a quarter of its finest one each, as published."""

HARDEST = 8
"""Keypoints of a sample, of 17, that teach a stage's finest unit, as published."""

WEIGHTS = "2xmspn50_coco_256x192-c8765a5c_20201123.pth"
SOURCE = "the 2-stage MSPN on COCO of MMPose's model zoo (2xmspn_50, 256x192)"


def sigma(kernel: int) -> float:
    """Return a Gaussian kernel's standard deviation in pixels, by OpenCV's rule: the published heatmaps come from it.

    15, 11, 9, 7, 5 give 2.6, 2.0, 1.7, 1.4, 1.1; the finest is nearest to the paper's 1.
    """
    return 0.3 * ((kernel - 1) / 2 - 1) + 0.8


class MspnFeatures(FeatureExtractor):
    """The first stage, and the last stage's encoder; the first stage's heatmaps are `earlier`, coarse to fine."""

    channels = CHANNELS

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(convolution(3, STEM, kernel=7, stride=2), nn.MaxPool2d(3, stride=2, padding=1))
        self.first_encoder = Encoder()
        self.first_decoder = Decoder()
        self.handover = Handover()
        self.last_encoder = Encoder()

    def forward(self, x: Tensor) -> Features:
        """Compute features."""
        maps = self.first_encoder(self.stem(x))
        decoded, heatmaps = self.first_decoder(maps)
        return Features(self.last_encoder(*self.handover(maps, decoded)), heatmaps)


class MspnCoordinateHead(CoordinateHead):
    """The last stage's decoder; `raw` holds the heatmaps of its three coarser units, coarse to fine."""

    evidence_channels = WIDTH

    def __init__(self) -> None:
        super().__init__()
        self.decoder = Decoder()

    def forward(self, features: Features) -> Coordinates:
        """Say where the keypoints are."""
        decoded, (*coarser, finest) = self.decoder(features.maps)
        return Coordinates(finest, decoded[4], tuple(coarser))

    def loss(self, features: Features, coordinates: Coordinates, xy: Tensor, located: Tensor) -> Tensor:
        """L2 of the heatmaps of every unit of both stages, each to its own Gaussians."""
        first = _stage_loss(features.earlier, KERNELS[:-1], xy, located)
        return first + _stage_loss((*coordinates.raw, coordinates.heatmaps), KERNELS[1:], xy, located)

    def decode(self, coordinates: Coordinates) -> Tensor:
        """Find the maxima of the finest unit."""
        return decode(coordinates.heatmaps)


def _stage_loss(heatmaps: tuple[Tensor, ...], kernels: tuple[int, ...], xy: Tensor, located: Tensor) -> Tensor:
    *coarser, (finest, finest_kernel) = zip(heatmaps, kernels, strict=True)
    loss = hard_keypoint_loss(finest, xy, located, sigma(finest_kernel), HARDEST)
    for maps, kernel in coarser:
        loss = loss + COARSE_UNIT_WEIGHT * heatmap_loss(maps, xy, located, sigma(kernel))
    return loss


def build() -> tuple[FeatureExtractor, CoordinateHead]:
    """Make both parts with fresh weights."""
    return MspnFeatures(), MspnCoordinateHead()


def load_pretrained(features: FeatureExtractor, coordinates: CoordinateHead) -> None:
    """Put COCO's pose weights into both parts (the paper starts MSPN from such).

    Raises
    ------
    UserError : they are not on this machine, or are others.
    """
    assert isinstance(features, MspnFeatures) and isinstance(coordinates, MspnCoordinateHead)
    published = read(WEIGHTS, SOURCE)
    parts = published_names(features, coordinates)
    try:
        for name, part in parts.items():
            part.load_state_dict({key: published[f"{name}.{_published_key(key)}"] for key in part.state_dict()})
    except (KeyError, RuntimeError) as error:
        raise UserError(f"{WEIGHTS}: holds another network's weights; fetch it again, it is {SOURCE}") from error
    for name, part in parts.items():
        if name.startswith("keypoint_head."):
            scale = part.get_submodule("1.bn")
            assert isinstance(scale, nn.BatchNorm2d)
            scale.weight.data /= PUBLISHED_PEAK
            scale.bias.data /= PUBLISHED_PEAK


def published_names(features: MspnFeatures, coordinates: MspnCoordinateHead) -> dict[str, nn.Module]:
    """Return every part by the name it has in MMPose's weights (`backbones/mspn.py`, `TopdownHeatmapMSMUHead`)."""
    parts: dict[str, nn.Module] = {"backbone.top.top.0": features.stem[0]}
    stages = ((features.first_encoder, features.first_decoder), (features.last_encoder, coordinates.decoder))
    for number, (encoder, decoder) in enumerate(stages):
        stage = f"backbone.multi_stage_mspn.{number}"
        for i, layer in enumerate(encoder.stages):
            parts[f"{stage}.downsample.layer{i + 1}"] = layer
        for i, unit in enumerate(decoder.units):
            names = {
                "lateral": f"{stage}.upsample.up{i + 1}.in_skip",
                "up": f"{stage}.upsample.up{i + 1}.up_conv",
                "heatmaps": f"keypoint_head.predict_layers.{number * len(decoder.units) + i}.conv_layers",
            }
            parts |= {names[ours]: part for ours, part in unit.named_children()}
    units = "backbone.multi_stage_mspn.0.upsample.up"
    for i, (encoded, decoded) in enumerate(zip(features.handover.encoded, features.handover.decoded, strict=True)):
        parts[f"{units}{i + 1}.out_skip1"] = encoded
        parts[f"{units}{i + 1}.out_skip2"] = decoded
    parts[f"{units}{len(features.handover.encoded)}.cross_conv"] = features.handover.entry
    return parts


def _published_key(key: str) -> str:
    """Return MMPose's name of a weight inside a part; torchvision numbers the two layers of a block's skip."""
    return key.replace("downsample.0.", "downsample.conv.").replace("downsample.1.", "downsample.bn.")


MSPN_2_STAGE = BaseModel(build, load_pretrained)
