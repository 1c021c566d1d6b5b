"""Training samples for the detector: mosaics of pictures with people, and pictures without.

Four tiles with random borders (as YOLOv4's mosaic): many sizes of people from a few data sets, and an edge in the
picture says nothing of a person.
"""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from pose.boxes import Box
from pose.crop import BORDER
from pose.errors import UserError
from training.data import augmentation
from training.data.augmentation_settings import DRIVERS, AugmentationSettings
from training.data.coco import LabelRule, file_names, read_document
from training.data.endless_samples import EndlessSamples, Item
from training.data.faults import box_fault, missing_files
from training.data.pictures import read_picture
from training.data.sources import image_ids
from training.models.driver_detector import STRIDE
from training.recipe import DataSource, expand

MIN_SIDE = 12.0
"""Pixels of the input; smaller people are one cell of the map and are not taught."""

MIN_SEEN = 0.4
"""Share of a box that must stay in its tile: less is hardly a person."""

TIGHT = 1.2
"""A box around joints leaves flesh, hair and hands out; LSPet's are such."""

FITS = (0.45, 1.8, False)
"""Smallest and largest scale of a picture, relative to the one that just fits its tile."""

COVERS = (1.0, 1.8, True)
"""The same for a background, relative to the scale that just covers the tile."""


@dataclass(frozen=True, slots=True, eq=False)
class LabelledPicture:
    """A picture with the boxes of all people in it; none is a negative."""

    path: Path
    boxes: tuple[Box, ...]


def read_boxes(source: DataSource) -> list[LabelledPicture]:
    """Read every picture of a COCO-format file with its people's boxes; crowds make a picture unusable.

    Raises
    ------
    UserError : an annotation is odd (says which), or a picture is missing.
    """
    annotations, pictures = expand(source.annotations), expand(source.pictures)
    document = read_document(annotations)
    names = file_names(document, annotations)
    ids = image_ids(source)
    boxes: dict[int, list[Box]] = {image: [] for image in names}
    crowded = set()
    grow = TIGHT if source.rule is LabelRule.LSPET else 1.0
    for annotation in document["annotations"]:
        if problem := box_fault(annotation, names):
            raise UserError(f"{annotations}: annotation {annotation.get('id')} {problem}; mend or remove it")
        boxes[annotation["image_id"]].append(Box.from_xywh(*annotation["bbox"]).grown(grow))
        if annotation.get("iscrowd"):
            crowded.add(annotation["image_id"])
    labelled = [
        LabelledPicture(pictures / name, tuple(boxes[image]))
        for image, name in names.items()
        if (ids is None or image in ids) and image not in crowded
    ]
    if missing := missing_files(picture.path for picture in labelled):
        raise UserError(f"{missing[0]}: no such picture ({len(missing)} missing of those that {annotations} names)")
    return labelled


class DetectionSamples(EndlessSamples):
    """Mosaics, drawn by rules of their own; of the settings they take light, near-infrared, blur and noise.

    Items: image (3, h, w) uint8 RGB; centre (1, h/8, w/8), Gaussians; sides (4, h/8, w/8), pixels; taught (h/8, w/8).
    """

    def __init__(
        self,
        sources: list[DataSource],
        size: tuple[int, int],
        seed: int,
        settings: AugmentationSettings = DRIVERS,
    ) -> None:
        super().__init__(sources, size, seed, settings)
        self.pictures = [read_boxes(source) for source in sources]
        self.empty = [picture for pictures in self.pictures for picture in pictures if not picture.boxes]

    def draw(self, rng: np.random.Generator) -> Item:
        """Fill a canvas with one, two or four pictures."""
        width, height = self.size
        canvas = np.empty((height, width, 3), dtype=np.uint8)
        canvas[:] = BORDER
        boxes: list[Box] = []
        for tile in _tiles(width, height, rng):
            boxes += self._fill(canvas, tile, rng)
        image = augmentation.photometric(canvas, rng, self.settings)
        return {"image": torch.from_numpy(image.transpose(2, 0, 1).copy()), **targets(boxes, width, height)}

    def _fill(self, canvas: NDArray[np.uint8], tile: Box, rng: np.random.Generator) -> list[Box]:
        """Warp one picture into a tile; return the boxes that are still people there."""
        source = self.pictures[self.draw_source(rng)]
        labelled = source[rng.integers(len(source))]
        picture = read_picture(labelled.path)
        size = (canvas.shape[1], canvas.shape[0])
        whole: NDArray[np.uint8] = canvas.copy()
        if self.empty and rng.random() < 0.7:
            # Crops of people are tight: behind them goes a place without people, so that a person has surroundings.
            behind = read_picture(self.empty[rng.integers(len(self.empty))].path)
            placed = _placement(behind, tile, COVERS, rng)
            whole = np.asarray(cv2.warpAffine(behind, placed, size, borderValue=BORDER), dtype=np.uint8)
        matrix = _placement(picture, tile, FITS, rng)
        inside = cv2.warpAffine(np.full(picture.shape[:2], 255, np.uint8), matrix, size)[..., None] > 127
        whole = np.asarray(np.where(inside, cv2.warpAffine(picture, matrix, size), whole), dtype=np.uint8)
        x1, y1, x2, y2 = (round(v) for v in (tile.x1, tile.y1, tile.x2, tile.y2))
        canvas[y1:y2, x1:x2] = whole[y1:y2, x1:x2]
        return [box for raw in labelled.boxes if (box := _seen(raw, matrix, tile)) is not None]


def _tiles(width: int, height: int, rng: np.random.Generator) -> list[Box]:
    """One picture, two side by side or four, with random borders."""
    kind = rng.choice(3, p=[0.45, 0.25, 0.3])
    x, y = width * rng.uniform(0.35, 0.65), height * rng.uniform(0.35, 0.65)
    if kind == 0:
        return [Box(0, 0, width, height)]
    if kind == 1:
        return [Box(0, 0, x, height), Box(x, 0, width, height)]
    return [Box(0, 0, x, y), Box(x, 0, width, y), Box(0, y, x, height), Box(x, y, width, height)]


def _placement(
    picture: NDArray[np.uint8], tile: Box, scales: tuple[float, float, bool], rng: np.random.Generator
) -> NDArray[np.float32]:
    """Draw the matrix (2, 3) that puts a picture into a tile, mirrored in half of the draws."""
    height, width = picture.shape[:2]
    low, high, covers = scales
    ratios = (tile.width / width, tile.height / height)
    scale = (max(ratios) if covers else min(ratios)) * float(np.exp(rng.uniform(np.log(low), np.log(high))))
    x = tile.x1 + rng.uniform(0, 1) * (tile.width - width * scale)
    y = tile.y1 + rng.uniform(0, 1) * (tile.height - height * scale)
    if rng.random() < 0.5:
        return np.array([[-scale, 0, x + width * scale], [0, scale, y]], dtype=np.float32)
    return np.array([[scale, 0, x], [0, scale, y]], dtype=np.float32)


def _seen(raw: Box, matrix: NDArray[np.float32], tile: Box) -> Box | None:
    xs = matrix[0, 0] * np.array([raw.x1, raw.x2]) + matrix[0, 2]
    ys = matrix[1, 1] * np.array([raw.y1, raw.y2]) + matrix[1, 2]
    box = Box(float(xs.min()), float(ys.min()), float(xs.max()), float(ys.max()))
    inside = Box(max(box.x1, tile.x1), max(box.y1, tile.y1), min(box.x2, tile.x2), min(box.y2, tile.y2))
    if inside.width < MIN_SIDE or inside.height < MIN_SIDE or inside.area < MIN_SEEN * box.area:
        return None
    return inside


def targets(boxes: list[Box], width: int, height: int) -> dict[str, Tensor]:
    """Draw what the detector should answer, large boxes first so that small ones before them stay."""
    h, w = height // STRIDE, width // STRIDE
    centre = np.zeros((h, w), dtype=np.float32)
    sides = np.ones((4, h, w), dtype=np.float32)
    taught = np.zeros((h, w), dtype=bool)
    row, column = np.mgrid[:h, :w]
    x, y = column * STRIDE + (STRIDE - 1) / 2, row * STRIDE + (STRIDE - 1) / 2
    for box in sorted(boxes, key=lambda b: -b.area):
        c = (box.centre[0] - (STRIDE - 1) / 2) / STRIDE
        r = (box.centre[1] - (STRIDE - 1) / 2) / STRIDE
        c0, r0 = min(max(round(c), 0), w - 1), min(max(round(r), 0), h - 1)
        # A tenth of the box: a peak that is off by so little still gives a good box.
        spread_x, spread_y = max(box.width / STRIDE * 0.1, 0.6), max(box.height / STRIDE * 0.1, 0.6)
        bump = np.exp(-((column - c0) ** 2) / (2 * spread_x**2) - (row - r0) ** 2 / (2 * spread_y**2))
        centre = np.maximum(centre, bump.astype(np.float32))
        distances = np.stack([x - box.x1, y - box.y1, box.x2 - x, box.y2 - y])
        near = (bump > 0.5) & (distances > 1).all(axis=0)
        sides[:, near] = distances[:, near]
        taught |= near
    return {
        "centre": torch.from_numpy(centre[None]),
        "sides": torch.from_numpy(sides),
        "taught": torch.from_numpy(taught),
    }
