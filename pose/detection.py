"""From a detector's raw boxes to the people in a picture: used alike by app, evaluation and verification."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pose.boxes import Box, suppress_overlaps
from pose.crop import Crop


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectionSettings:
    """Where the line between a driver and no driver is drawn. Travels in the bundle.

    Attributes
    ----------
    score_threshold : boxes below it are not drivers. Raising it misses more and invents less.
    overlap_iou : of two boxes that overlap by more than this only the better one is kept.
    """

    score_threshold: float
    overlap_iou: float

    def decide(self, boxes: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the rows of (K, 5) raw boxes, x1 y1 x2 y2 score, that are somebody, best first."""
        return suppress_overlaps(boxes[boxes[:, 4] >= self.score_threshold], self.overlap_iou)


@dataclass(frozen=True, slots=True)
class Detection:
    """A person that was found. `box` in pixels of the picture, inside of it; `score` 0 to 1."""

    box: Box
    score: float


def letterbox(picture: NDArray[np.uint8], out_width: int, out_height: int) -> Crop:
    """Return the crop that a detector looks at: the whole picture, centred, its shape kept, grey beyond its edges."""
    height, width = picture.shape[:2]
    return Crop.around(Box(0, 0, width, height), out_width, out_height, padding=1.0)


def detections(
    boxes: NDArray[np.float32], settings: DetectionSettings, crop: Crop, picture: NDArray[np.uint8]
) -> list[Detection]:
    """Decide who is there, best score first.

    Parameters
    ----------
    boxes : (K, 5) float32, x1 y1 x2 y2 in pixels of the input and score: the graph's output.
    crop : where the input was cut, `letterbox(picture, ...)`.
    picture : (H, W, 3) uint8.
    """
    height, width = picture.shape[:2]
    return [
        Detection(box, float(row[4]))
        for row in settings.decide(boxes)
        if (box := _in_picture(row, crop).clipped(width, height)).area > 0
    ]


def _in_picture(row: NDArray[np.float32], crop: Crop) -> Box:
    # Crop maps pixel centres; a box names edges, half a pixel away.
    corners = crop.to_picture(row[:4].reshape(2, 2) - 0.5) + 0.5
    return Box(*corners.reshape(-1).tolist())
