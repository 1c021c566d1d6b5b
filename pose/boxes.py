"""Axis-aligned boxes in pixels."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Box:
    """A box from (x1, y1) to (x2, y2), pixels of the picture, x2 >= x1 and y2 >= y1."""

    x1: float
    y1: float
    x2: float
    y2: float

    @classmethod
    def from_xywh(cls, x: float, y: float, width: float, height: float) -> "Box":
        """Make a box from COCO's `bbox`: left, top, width, height."""
        return cls(x, y, x + width, y + height)

    @property
    def width(self) -> float:
        """Width, pixels."""
        return self.x2 - self.x1

    @property
    def height(self) -> float:
        """Height, pixels."""
        return self.y2 - self.y1

    @property
    def area(self) -> float:
        """Area, square pixels."""
        return self.width * self.height

    @property
    def centre(self) -> tuple[float, float]:
        """Middle of the box, pixels."""
        return (self.x1 + self.x2) / 2, (self.y1 + self.y2) / 2

    def grown(self, factor: float) -> "Box":
        """Return the box scaled by `factor` about its centre."""
        cx, cy = self.centre
        half_w, half_h = self.width * factor / 2, self.height * factor / 2
        return Box(cx - half_w, cy - half_h, cx + half_w, cy + half_h)

    def clipped(self, width: int, height: int) -> "Box":
        """Return the part inside a picture of `width` x `height` pixels (an empty box if there is none)."""
        x1, x2 = (min(max(x, 0.0), float(width)) for x in (self.x1, self.x2))
        y1, y2 = (min(max(y, 0.0), float(height)) for y in (self.y1, self.y2))
        return Box(x1, y1, x2, y2)

    def iou(self, other: "Box") -> float:
        """Return intersection over union with `other`, 0 to 1."""
        width = min(self.x2, other.x2) - max(self.x1, other.x1)
        height = min(self.y2, other.y2) - max(self.y1, other.y1)
        if width <= 0 or height <= 0:
            return 0.0
        intersection = width * height
        return intersection / (self.area + other.area - intersection)


def suppress_overlaps(boxes: NDArray[np.float32], iou: float) -> NDArray[np.float32]:
    """Keep the best of every group of overlapping boxes (greedy non-maximum suppression).

    Parameters
    ----------
    boxes : (K, 5) float32, x1 y1 x2 y2 score.
    iou : a box that overlaps a better one by more than this is dropped.

    Returns
    -------
    (L, 5) float32, best score first.
    """
    kept: list[int] = []
    order = np.argsort(-boxes[:, 4], kind="stable")
    for i in order:
        candidate = Box(*boxes[i, :4].tolist())
        if all(candidate.iou(Box(*boxes[j, :4].tolist())) <= iou for j in kept):
            kept.append(int(i))
    return boxes[kept]
