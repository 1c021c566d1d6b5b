"""Where the driver is: the detector's boxes in the picture's pixels."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engines.engine import Engine
from pose.boxes import Box, suppress_overlaps
from pose.crop import Crop


@dataclass(frozen=True, slots=True)
class Detection:
    """A person that was found. `box` in pixels of the picture, inside of it; `score` 0 to 1."""

    box: Box
    score: float


class DriverDetector:
    """Find people with a detection bundle's network."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def detect(self, picture: NDArray[np.uint8]) -> list[Detection]:
        """Return everybody in a (H, W, 3) uint8 BGR picture, best score first."""
        height, width = picture.shape[:2]
        size = self._engine.bundle.manifest.input
        settings = self._engine.bundle.detection
        # The whole picture, centred, its shape kept, grey beyond its edges (a letterbox): a crop without padding.
        letterbox = Crop.around(Box(0, 0, width, height), size.width, size.height, padding=1.0)
        rgb = np.ascontiguousarray(letterbox.cut(picture)[..., ::-1])
        found = self._engine.run(rgb[None])["boxes"][0]
        found = found[found[:, 4] >= settings.score_threshold]
        return [
            Detection(box, float(row[4]))
            for row in suppress_overlaps(found, settings.overlap_iou)
            if (box := _in_picture(row, letterbox).clipped(width, height)).area > 0
        ]


def _in_picture(row: NDArray[np.float32], letterbox: Crop) -> Box:
    # Crop maps pixel centres; a box names edges, half a pixel away.
    corners = letterbox.to_picture(row[:4].reshape(2, 2) - 0.5) + 0.5
    return Box(*corners.reshape(-1).tolist())


def choose_driver(detections: list[Detection]) -> Box | None:
    """Return the driver among the people found, or None.

    The cabin camera faces the driver: among several, the one who is near (large) and certain. The root of the
    area, since a passenger's box is often cut off by the picture's edge and area alone would punish that twice.
    """
    if not detections:
        return None
    return max(detections, key=lambda found: found.score * found.box.area**0.5).box
