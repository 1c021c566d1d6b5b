"""The crop that a pose network looks at, and the way between its pixels and the picture's.

Coordinates name pixel centres: the first pixel's centre is (0, 0), as in COCO and OpenCV.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pose.boxes import Box

PADDING = 1.25
"""Crop side over box side: room for a keypoint that the box cuts off (SimpleBaseline's value)."""

BORDER = (124, 116, 104)
"""Colour beyond the picture: ImageNet's mean, which the network's normalisation maps to about zero, the same in
both channel orders to within what matters."""


@dataclass(frozen=True, slots=True)
class Crop:
    """A window of whole pixels in a picture, resized to a network's input.

    Attributes
    ----------
    x, y : int, top left corner in the picture, pixels; may lie outside of it.
    width, height : int, size of the window in the picture, pixels.
    out_width, out_height : int, size of the network's input, pixels.
    """

    x: int
    y: int
    width: int
    height: int
    out_width: int
    out_height: int

    @classmethod
    def around(cls, box: Box, out_width: int, out_height: int, padding: float = PADDING) -> "Crop":
        """Return the crop that holds `box` with `padding`, in the shape of the network's input."""
        width = max(box.width, box.height * out_width / out_height, 1.0) * padding
        height = width * out_height / out_width
        cx, cy = box.centre
        return cls(
            round(cx - width / 2),
            round(cy - height / 2),
            max(round(width), 2),
            max(round(height), 2),
            out_width,
            out_height,
        )

    @property
    def _scale(self) -> NDArray[np.float32]:
        return np.array([self.width / self.out_width, self.height / self.out_height], dtype=np.float32)

    @property
    def _origin(self) -> NDArray[np.float32]:
        return np.array([self.x, self.y], dtype=np.float32)

    def to_picture(self, xy: NDArray[np.float32]) -> NDArray[np.float32]:
        """Map (..., 2) crop pixels to picture pixels, float32."""
        # Halves: a resized pixel's centre is the centre of the area that it covers.
        return ((xy + 0.5) * self._scale - 0.5 + self._origin).astype(np.float32)

    def to_crop(self, xy: NDArray[np.float32]) -> NDArray[np.float32]:
        """Map (..., 2) picture pixels to crop pixels, float32."""
        return ((xy - self._origin + 0.5) / self._scale - 0.5).astype(np.float32)

    def cut(self, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return the crop of a (H, W, 3) uint8 picture: (out_height, out_width, 3) uint8, channels as they were."""
        height, width = picture.shape[:2]
        x1, y1 = min(max(self.x, 0), width), min(max(self.y, 0), height)
        x2, y2 = min(max(self.x + self.width, 0), width), min(max(self.y + self.height, 0), height)
        window = picture[y1:y2, x1:x2]
        if window.shape[:2] != (self.height, self.width):
            padded = np.empty((self.height, self.width, 3), dtype=np.uint8)
            padded[:] = BORDER
            padded[y1 - self.y : y2 - self.y, x1 - self.x : x2 - self.x] = window
            window = padded
        # Area averaging when shrinking: plain bilinear would skip pixels and alias.
        shrinks = self.width > self.out_width
        resized = cv2.resize(
            window,
            (self.out_width, self.out_height),
            interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR,
        )
        return np.asarray(resized, dtype=np.uint8)
