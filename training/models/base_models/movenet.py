"""MoveNet (Google, Apache-2.0), rebuilt from its published graphs: CenterNet (Zhou et al. 2019) for one person.

Thunder and Lightning are the same network, but for the features' width and the size of the crops.

Four heads at stride 4 say where the person's centre is, where each keypoint is about, seen from there (the regression),
where in the crop anybody's keypoints of each kind are (the heatmaps), and where in its heatmap pixel each lies (the
offsets). Heads and decoding speak of rows and columns, in this order, heatmap pixels counted from the map's edge.
"""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import torch
from torch import Tensor, nn

from pose.errors import UserError
from pose.heatmap import STRIDE
from pose.keypoints import NUM_KEYPOINTS
from training.heatmap_loss import gaussian_maps
from training.losses import centre_loss
from training.models.base_models import BaseModel
from training.models.movenet_files import Convolution, read_onnx, read_tflite
from training.models.movenet_layers import PYRAMID, PYRAMID_STEPS, MoveNetFeatures, separable
from training.models.parts import CoordinateHead, Coordinates, FeatureExtractor, Features
from training.models.pretrained import find

HIDDEN = 96
"""Channels of each head before its last convolution."""

NEARNESS = 1.8
"""Heatmap pixels; a place at a distance from the expected one counts 1 / (distance + this). As published, but for the
rounding to half precision there."""

SIGMA = 1.0
"""Heatmap pixels; standard deviation of the Gaussian that is taught. The published heatmaps' peaks are as wide: their
neighbours' heights, averaged over 253 keypoints of COCO pictures, are a Gaussian's of .95 to 1.1."""


class MoveNetCoordinates(CoordinateHead):
    """The four heads, and the decoding that joins them.

    The network's own heatmaps show everybody's keypoints (of 1105 in crowds of COCO, 16% had their maximum at somebody
    else's). What is answered is weighed by nearness to where the regression expects this person's, as in the published
    decoding: a peak is as high as the published one where the regression is right, and lower the further it is off.

    The evidence is the pyramid's map beside what the heatmaps are a linear map of. A linear probe for visibility (1802
    keypoints of COCO pictures, cross-validated) found nothing in the other heads' hidden maps that these lack.
    """

    evidence_channels = PYRAMID + HIDDEN

    def __init__(self) -> None:
        super().__init__()
        # In the order of Thunder's file, by which the weights find their place.
        self.regression = _head(2 * NUM_KEYPOINTS)
        self.offsets = _head(2 * NUM_KEYPOINTS)
        self.places = _head(NUM_KEYPOINTS)
        self.centre = _head(1)

    def forward(self, features: Features) -> Coordinates:
        """Say where this person's keypoints are.

        `raw` holds centre (N, 1, h, w), regression and offsets (N, 34, h, w), and everybody's heatmaps as logits.
        """
        x = features.maps[STRIDE]
        hidden = self.places[:-1](x)
        logits = self.places[-1](hidden)
        raw = (torch.sigmoid(self.centre(x)), self.regression(x), self.offsets(x), logits)
        return Coordinates(own_heatmaps(*raw[:2], logits), torch.cat([x, hidden], dim=1), raw)

    def decode(self, coordinates: Coordinates) -> Tensor:
        """Take each heatmap's highest place and add the offset there; the score is the published heatmap's height."""
        _, _, offsets, logits = coordinates.raw
        peak = coordinates.heatmaps.flatten(2).argmax(dim=2, keepdim=True)
        score = torch.sigmoid(torch.gather(logits.flatten(2), 2, peak))
        y, x = (_row_and_column(peak, logits.shape[3]) + _read(offsets, peak)).split(1, dim=2)
        return torch.cat([x * STRIDE - 0.5, y * STRIDE - 0.5, score], dim=2)

    def loss(self, features: Features, coordinates: Coordinates, xy: Tensor, located: Tensor) -> Tensor:
        """Return CenterNet's: focal loss of the heatmaps plus L1 of offsets and regression, weighing the same.

        How MoveNet was taught is not published; this is our choice. The offset is taught at the keypoint's heatmap
        pixel and the regression where `decode` reads it. The centre is not taught: labels do not say where it is, and
        in a crop around one person the nearness to the middle finds it. A keypoint beyond the crop teaches nothing.

        Returns
        -------
        Nats plus heatmap pixels (both axes' sum), the mean over located keypoints; 0 if there are none.
        """
        centre, regression, offsets, logits = coordinates.raw
        rows, columns = logits.shape[2:]
        # `xy` counts from the first pixel's centre.
        yx = xy.flip(2) + 0.5
        pixel = torch.floor(yx)
        size = torch.tensor([rows, columns], device=xy.device)
        taught = located & ((pixel >= 0) & (pixel < size)).all(dim=2)
        truth = gaussian_maps(pixel.flip(2), rows, columns, SIGMA)
        focal = centre_loss(logits[taught][:, None], truth[taught][:, None])
        index = (pixel[..., :1] * columns + pixel[..., 1:]).clamp(0, rows * columns - 1).to(torch.int64)
        wrong = (pixel + _read(offsets, index) - yx).abs() + (_expected(centre, regression) - yx).abs()
        return focal + wrong[taught].sum() / taught.sum().clamp_min(1)

    def departure(self, coordinates: Coordinates, before: Coordinates) -> Tensor:
        """Compare the centre's and everybody's heatmaps by height, and the regression where the centre was.

        No label teaches the centre: this is what keeps it while the features under it move.
        """
        (centre, regression, _, logits), (old_centre, old_regression, _, old_logits) = coordinates.raw, before.raw
        heights = ((torch.sigmoid(logits) - torch.sigmoid(old_logits)) ** 2).sum(dim=(2, 3)).mean()
        centres = ((centre - old_centre) ** 2).sum(dim=(2, 3)).mean()
        # A person's regression is spread over the pixels about the centre; elsewhere it means nothing.
        weight = old_centre / old_centre.sum(dim=(2, 3), keepdim=True).clamp_min(1e-6)
        moved = ((regression - old_regression).abs() * weight).sum(dim=(2, 3)).mean()
        return heights + centres + moved


def own_heatmaps(centre: Tensor, regression: Tensor, logits: Tensor) -> Tensor:
    """Weigh everybody's heatmaps, given as logits, by nearness to where the regression expects this person's."""
    expected = _expected(centre, regression)
    return NEARNESS * _near(torch.sigmoid(logits), expected[..., :1, None], expected[..., 1:, None])


def _head(outputs: int) -> nn.Sequential:
    return nn.Sequential(*separable(PYRAMID, HIDDEN), nn.Conv2d(HIDDEN, outputs, 1))


def _near(maps: Tensor, y: Tensor | float, x: Tensor | float) -> Tensor:
    """Weigh each of (N, K, h, w) maps by how near its places are to (y, x)."""
    rows = torch.arange(maps.shape[2], dtype=maps.dtype, device=maps.device)[:, None]
    columns = torch.arange(maps.shape[3], dtype=maps.dtype, device=maps.device)
    return maps / (torch.sqrt((rows - y) ** 2 + (columns - x) ** 2) + NEARNESS)


def _row_and_column(index: Tensor, columns: int) -> Tensor:
    """(N, K, 1) int64 places to (N, K, 2) float32; floats because TensorRT cannot do all with integers."""
    place = index.to(torch.float32)
    # The half keeps the floor right where a runtime multiplies by the rounded inverse.
    row = torch.floor((place + 0.5) / columns)
    return torch.cat([row, place - row * columns], dim=2)


def _read(field: Tensor, index: Tensor) -> Tensor:
    """Read (N, 34, h, w), one row and one column per keypoint, at (N, 17, 1) int64 places: (N, 17, 2)."""
    field = field.flatten(2)
    return torch.cat([torch.gather(field[:, axis::2], 2, index) for axis in (0, 1)], dim=2)


def _expected(centre: Tensor, regression: Tensor) -> Tensor:
    """Say where each keypoint is, seen from the centre next to the crop's middle: (N, 17, 2)."""
    rows, columns = centre.shape[2:]
    peak = _near(centre, float(rows // 2), float(columns // 2)).flatten(2).argmax(dim=2, keepdim=True)
    return _row_and_column(peak, columns) + _read(regression, peak.expand(-1, NUM_KEYPOINTS, -1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """One of the published networks.

    Attributes
    ----------
    width : as `MoveNetFeatures` takes it.
    file_name, source, sha256 : the one file that weights are read from.
    read : the file's content to its convolutions.
    order : both parts to the layers, in the order of their convolutions in the file.
    """

    width: float
    file_name: str
    source: str
    sha256: str
    read: Callable[[bytes], list[Convolution]]
    order: Callable[[MoveNetFeatures, MoveNetCoordinates], Iterable[nn.Module]]


def onnx_order(features: MoveNetFeatures, coordinates: MoveNetCoordinates) -> Iterator[nn.Module]:
    """As the parts define them."""
    yield from (features, coordinates)


def tflite_order(features: MoveNetFeatures, coordinates: MoveNetCoordinates) -> Iterator[nn.Module]:
    """As they run: what the pyramid takes from a stage comes right after that stage."""
    laterals = {
        stage: step.get_submodule("lateral") for (stage, _), step in zip(PYRAMID_STEPS, features.pyramid, strict=True)
    }
    yield features.stem
    for i, stage in enumerate(features.stages):
        yield stage
        if i in laterals:
            yield laterals[i]
    yield from (features.last, features.top)
    yield from (step.get_submodule("mix") for step in features.pyramid)
    yield from (coordinates.centre, coordinates.places, coordinates.offsets, coordinates.regression)


def fill(layers: Iterable[nn.Module], convolutions: list[Convolution]) -> None:
    """Put a file's convolutions into those of the layers, one after the other."""
    ours = [layer for part in layers for layer in part.modules() if isinstance(layer, nn.Conv2d)]
    for layer, (weight, bias) in zip(ours, convolutions, strict=True):
        # A depthwise convolution that has no bias has one of zeros there.
        layer.load_state_dict({"weight": weight} | ({"bias": bias} if bias.any() else {}))


def _build(width: float) -> tuple[MoveNetFeatures, MoveNetCoordinates]:
    return MoveNetFeatures(width), MoveNetCoordinates()


def _load_pretrained(published: Published, features: FeatureExtractor, coordinates: CoordinateHead) -> None:
    assert isinstance(features, MoveNetFeatures) and isinstance(coordinates, MoveNetCoordinates)
    data = os.environ.get("CABINSIGHT_DATA")
    beside = (Path(data) / "peers" / "movenet" / published.file_name,) if data else ()
    path = find(published.file_name, published.source, also=beside)
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != published.sha256:
        raise UserError(f"{path}: is another file than the one published (SHA-256 {published.sha256}); fetch it again")
    fill(published.order(features, coordinates), published.read(content))


def _base_model(published: Published) -> BaseModel:
    return BaseModel(partial(_build, published.width), partial(_load_pretrained, published))


THUNDER = Published(
    width=1.75,
    file_name="movenet-thunder.onnx",
    source="MoveNet Thunder in fp32 ONNX (Google, Apache-2.0)",
    sha256="6a3ae01d4fbbf55dbe7fa3749c24fe46672a69391a2ccff3215a14bc3fb50301",
    read=read_onnx,
    order=onnx_order,
)
LIGHTNING = Published(
    width=1.0,
    file_name="movenet-lightning-fp16.tflite",
    source="MoveNet Lightning in fp16 TensorFlow Lite (Google, Apache-2.0)",
    sha256="d32939ef4a40c7b3430ca0247faa6862a859d05926f709768c475a9b50998574",
    read=read_tflite,
    order=tflite_order,
)

MOVENET_THUNDER = _base_model(THUNDER)
MOVENET_LIGHTNING = _base_model(LIGHTNING)
