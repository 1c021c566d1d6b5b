"""The crop that a pose network looks at, and the way between its pixels and the picture's.

Coordinates name pixel centres: the first pixel's centre is (0, 0), as in COCO and OpenCV.
"""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pose.boxes import Box
from pose.imagenet import MEAN

PADDING = 1.25
"""Crop side over box side: room for a keypoint that the box cuts off (SimpleBaseline's value)."""

BORDER = tuple(round(value) for value in MEAN)
"""Colour beyond the picture: ImageNet's mean, RGB, which the network's normalisation maps to about zero, the same in
both channel orders to within what matters."""

MAX_SHRINK = 2.2
"""Picture pixels per sampled pixel, to a side. At 2 none is skipped, at 2.2 one in ten; validation figures were the
same from 2 to 2.5."""


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
        # Bilinear sampling sees two pixels to a side: a crop that shrinks by more is sampled finer, then averaged.
        finer = max(math.ceil(self.width / self.out_width / MAX_SHRINK), 1)
        scale_x, scale_y = self._scale.tolist()
        to_picture = np.array(
            [
                [scale_x / finer, 0.0, (scale_x / finer - 1) / 2 + self.x],
                [0.0, scale_y / finer, (scale_y / finer - 1) / 2 + self.y],
            ]
        )
        sampled = cv2.warpAffine(
            picture,
            to_picture,
            (self.out_width * finer, self.out_height * finer),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderValue=BORDER,
        )
        if finer > 1:
            sampled = cv2.resize(sampled, (self.out_width, self.out_height), interpolation=cv2.INTER_AREA)
        return np.asarray(sampled, dtype=np.uint8)
