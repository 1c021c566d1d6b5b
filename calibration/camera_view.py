"""Whether the camera still looks where it did: its background, kept small, against what it shows now.

Compared is the relief of a small grey picture (each point against its surroundings, in units of their contrast), which
neither brightness nor contrast changes. The stored one is laid over the present one at many offsets and angles.
"""

import base64
import binascii
from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np
from numpy.typing import NDArray

from pose.boxes import Box

WIDTH, HEIGHT = 96, 54
"""Points of the small picture. One is 1 % of the width, about 0.6 degrees of a cabin camera's view."""

MASKED = 0
"""Grey level of what is not compared; the others are 1 to 255."""

REACH = 8
"""Points that the stored view is moved in each direction, a twelfth of the width: what is farther is not recognised."""

ANGLES = (-8.0, -6.0, -4.0, -3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0)
"""Degrees that it is turned by."""

TOLERATED = 1.5
"""Points that it may be off: vibration, and rounding to whole points."""

TOLERATED_DEGREES = 1.0

BETTER = 0.05
"""So much better (in correlation) the view must fit elsewhere than where it was, to have been moved."""

RECOGNISED = 0.35
"""Correlation from which on a view is recognised. Unrelated pictures reach 0.25 at their best."""

FLAT_LEVELS = 2.0
"""Standard deviation, grey levels, under which a picture shows nothing to compare: night."""

SMALLEST_SHARE = 0.15
"""Of the picture must be background, else nothing is kept."""

UNSTEADY_LEVELS = 0.5
"""Spread of the relief over time above which a point is no background: streets behind windows, passengers' arms."""


class Mounting(StrEnum):
    """What a comparison says."""

    SAME = "same"
    MOVED = "moved"
    UNKNOWN = "unknown"
    """Too dark to tell."""


@dataclass(frozen=True, slots=True, eq=False)
class CameraView:
    """The background: `grey` is (54, 96) uint8; `MASKED` where driver or change is."""

    grey: NDArray[np.uint8]

    @classmethod
    def of(cls, thumbnails: NDArray[np.uint8], driver: Box | None, size: tuple[int, int]) -> "CameraView | None":
        """Make the background of thumbnails over time, or None if too little stood still.

        Parameters
        ----------
        thumbnails : (N, 54, 96), see `thumbnail`.
        driver : what the driver covers, pixels of pictures of `size`, width and height; None: nothing.
        """
        spread = np.stack([relief(one) for one in thumbnails]).std(axis=0)
        steady = spread <= UNSTEADY_LEVELS
        if driver is not None:
            x, y = WIDTH / size[0], HEIGHT / size[1]
            left, right = max(0, int(driver.x1 * x)), max(0, int(np.ceil(driver.x2 * x)))
            top, bottom = max(0, int(driver.y1 * y)), max(0, int(np.ceil(driver.y2 * y)))
            steady[top:bottom, left:right] = False
        if steady.mean() < SMALLEST_SHARE:
            return None
        grey = np.maximum(np.median(thumbnails, axis=0), 1).astype(np.uint8)
        grey[~steady] = MASKED
        return cls(grey)

    @classmethod
    def of_text(cls, text: str) -> "CameraView":
        """Read what `text` wrote; what is none is a ValueError."""
        try:
            content = np.frombuffer(base64.b64decode(text, validate=True), np.uint8)
            grey = cv2.imdecode(content, cv2.IMREAD_GRAYSCALE) if content.size else None
        except (binascii.Error, cv2.error) as error:
            raise ValueError(f"view: is no picture ({error})") from error
        if grey is None or grey.shape != (HEIGHT, WIDTH):
            raise ValueError(f"view: is no picture of {WIDTH} x {HEIGHT}")
        return cls(grey.astype(np.uint8))

    def text(self) -> str:
        """Return a PNG as base64."""
        return base64.b64encode(cv2.imencode(".png", self.grey)[1].tobytes()).decode("ascii")

    def compare(self, image: NDArray[np.uint8]) -> Mounting:
        """Tell whether a (H, W, 3) uint8 picture is taken from the same place."""
        present = thumbnail(image)
        mask = (self.grey != MASKED).astype(np.uint8)
        if float(present[mask > 0].std()) < FLAT_LEVELS:
            return Mounting.UNKNOWN
        # Masked points take the background's mean, so that their edge makes no relief of its own.
        filled = np.where(mask > 0, self.grey, np.uint8(self.grey[mask > 0].mean())).astype(np.uint8)
        stored = relief(filled)
        # Its points near the mask are neighbours of what is not background.
        mask = cv2.erode(mask, np.ones((5, 5), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=1).astype(
            np.uint8
        )
        fits = {angle: _fit(stored, mask, relief(present), angle) for angle in ANGLES}
        in_place = float(fits[0.0][REACH - 1 : REACH + 2, REACH - 1 : REACH + 2].max())
        angle = max(fits, key=lambda key: float(fits[key].max()))
        best = float(fits[angle].max())
        y, x = np.unravel_index(int(fits[angle].argmax()), fits[angle].shape)
        off = float(np.hypot(int(x) - REACH, int(y) - REACH))
        if in_place >= RECOGNISED and best - in_place < BETTER:
            return Mounting.SAME
        elsewhere = off > TOLERATED or abs(angle) > TOLERATED_DEGREES
        return Mounting.MOVED if elsewhere or best < RECOGNISED else Mounting.SAME


def thumbnail(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a (H, W, 3) uint8 picture small and grey, (54, 96) uint8."""
    small = cv2.resize(image, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    return cv2.cvtColor(small, cv2.COLOR_BGR2GRAY).astype(np.uint8)


def relief(grey: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return each point against its surroundings, in units of their contrast, (54, 96) float32, about -2 to 2."""
    levels = grey.astype(np.float32)
    high = levels - cv2.GaussianBlur(levels, (0, 0), 4.0)
    contrast = np.sqrt(cv2.GaussianBlur(high * high, (0, 0), 6.0))
    # One level is what noise makes.
    return np.clip(high / (contrast + 1.0), -2.0, 2.0).astype(np.float32)


def _fit(
    stored: NDArray[np.float32], mask: NDArray[np.uint8], present: NDArray[np.float32], degrees: float
) -> NDArray[np.float32]:
    """Return the correlation for every offset up to `REACH`, (17, 17)."""
    turn = cv2.getRotationMatrix2D(((WIDTH - 1) / 2, (HEIGHT - 1) / 2), degrees, 1.0)
    turned = cv2.warpAffine(stored, turn, (WIDTH, HEIGHT))
    there = cv2.warpAffine(mask.astype(np.float32), turn, (WIDTH, HEIGHT)) > 0.99
    inner = slice(REACH, HEIGHT - REACH), slice(REACH, WIDTH - REACH)
    fit = cv2.matchTemplate(present, turned[inner], cv2.TM_CCOEFF_NORMED, mask=there[inner].astype(np.float32))
    return np.nan_to_num(fit, nan=0.0, posinf=0.0, neginf=0.0).astype(np.float32)
