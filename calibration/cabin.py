"""The cabin as one camera sees it: where the driver's seat and the wheel are, and how the driver sits.

Places are pixels of the picture, kept with its size, so that they fit the same view at another size.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from calibration.camera_view import CameraView
from pose.boxes import Box
from pose.keypoints import INDEX, KEYPOINT_NAMES
from pose.polygon import Point, Polygon, area

MAX_CORNERS = 24
"""Of a zone; a finger draws fewer."""

MIN_ZONE = 0.002
"""Of the picture's area: a smaller zone is a slip of the finger."""

SMALLEST_BODY = 0.12
"""Of the picture's width, that a driver's keypoints extend over at least: who is smaller sits in another car."""

WIDEST_SHOULDERS = 0.7
"""Of the picture's width: who is nearer to the camera than that does not drive. From the side they may overlap."""

SAME_SHAPE = 0.01
"""By so much the ratio of width to height may differ: 854x480 shows what 1280x720 does."""

EDGE = 0.05
"""Of the picture, that a proposed seat keeps away from its edge: a corner there is hard to hit with a finger."""

RIM_X, RIM_Y = 0.87, 0.5
"""Where hands are on the rim, a little above the middle: shares of its half width and half height."""

WHEEL_FLATNESS = 0.75
"""Height over width of the rim in the picture: it is tilted by some 25 degrees and seen from above."""

WRIST_BEHIND_RIM = 1.1
"""Zone over rim: a gripping hand's wrist is up to 10 cm behind it, and half of that in the picture."""

WHEEL_WIDTHS = 1.1
"""Rim over shoulder width, 38 over 36 cm: what a wheel is taken for at least where the hands are close together."""


class HandDrive(StrEnum):
    """On which side of the car the driver sits."""

    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cabin:
    """What is measured once for one camera and driver. Kept as TOML.

    Attributes
    ----------
    width, height : of the picture that the places are in, pixels.
    hand_drive : side of the car.
    seat : polygon that the driver's chest is in.
    wheel : the wheel zone, or (): not known.
    neutral : places of keypoints, by name, while the driver sits steadily; without those that were hardly seen. {}: not
        learnt.
    steady_s : seconds that it was learnt from.
    view : the background, `CameraView.text`, or "": not known.

    Raises
    ------
    ValueError : figures that no cabin has.
    """

    width: int
    height: int
    hand_drive: HandDrive
    seat: Polygon
    wheel: Polygon = ()
    neutral: dict[str, Point] = field(default_factory=dict)
    steady_s: float = 0.0
    view: str = ""

    def __post_init__(self) -> None:
        if not (1 <= self.width <= 20000 and 1 <= self.height <= 20000):
            raise ValueError(f"no picture is {self.width} x {self.height}")
        self._check_zone("seat", self.seat)
        if self.wheel:
            self._check_zone("wheel", self.wheel)
        self._check_neutral()
        if self.view:
            CameraView.of_text(self.view)

    def fitted(self, width: int, height: int) -> "Cabin | None":
        """Return the same for a picture of another size in pixels, or None if it can't show the same."""
        if (width, height) == (self.width, self.height):
            return self
        scale = width / self.width
        if abs(scale * self.height / height - 1.0) > SAME_SHAPE:
            return None

        def scaled(points: Polygon) -> Polygon:
            return tuple((x * scale, y * height / self.height) for x, y in points)

        places = scaled(tuple(self.neutral.values()))
        return Cabin(
            width=width,
            height=height,
            hand_drive=self.hand_drive,
            seat=scaled(self.seat),
            wheel=scaled(self.wheel),
            neutral=dict(zip(self.neutral, places, strict=True)),
            steady_s=self.steady_s,
            view=self.view,
        )

    def camera_view(self) -> CameraView | None:
        """Return the background, or None where it is not known."""
        return CameraView.of_text(self.view) if self.view else None

    def _check_zone(self, name: str, zone: Polygon) -> None:
        if not 3 <= len(zone) <= MAX_CORNERS:
            raise ValueError(f"{name}: has {len(zone)} corners; 3 to {MAX_CORNERS} make a zone")
        if not all(self._has(point) for point in zone):
            raise ValueError(f"{name}: lies outside the picture of {self.width} x {self.height}")
        if not area(zone) >= MIN_ZONE * self.width * self.height:
            raise ValueError(f"{name}: is too small for a zone")

    def _check_neutral(self) -> None:
        if not self.neutral:
            return
        for name, point in self.neutral.items():
            if name not in INDEX:
                raise ValueError(f"neutral: unknown keypoint '{name}'")
            if not self._has(point):
                raise ValueError(f"neutral: {name} lies outside the picture")
        if not {"left_shoulder", "right_shoulder"} <= self.neutral.keys():
            raise ValueError("neutral: a neutral posture has both shoulders")
        apart = math.dist(self.neutral["left_shoulder"], self.neutral["right_shoulder"])
        if not plausible_body(np.array([*self.neutral.values()]), apart, self.width):
            raise ValueError("neutral: no driver is so small or so large in the picture")

    def _has(self, point: Point) -> bool:
        # Half a pixel for the rounding of places that were scaled.
        x, y = point
        return -0.5 <= x <= self.width + 0.5 and -0.5 <= y <= self.height + 0.5


def plausible_body(places: NDArray[np.floating], apart: float, width: int) -> bool:
    """Tell whether keypoints at `places` (N, 2) may be a driver's, with shoulders `apart` in a picture `width` wide."""
    extent = float(np.hypot(*(places.max(axis=0) - places.min(axis=0))))
    return extent >= SMALLEST_BODY * width and apart <= WIDEST_SHOULDERS * width


def clamped(zone: Sequence[Point], width: int, height: int) -> Polygon:
    """Return a zone with every corner within the picture, whole pixels."""
    return tuple((float(round(min(max(x, 0), width))), float(round(min(max(y, 0), height)))) for x, y in zone)


def propose_hand_drive(box: Box, width: int) -> HandDrive:
    """Return the side of the car: a camera that looks back sees the car's left on the picture's right."""
    return HandDrive.LEFT if box.centre[0] > width / 2 else HandDrive.RIGHT


def propose_seat(box: Box, width: int, height: int) -> Polygon:
    """Return where the driver's chest may be, given the driver's usual box: the box, but not its arms."""
    side = 0.15 * box.width
    left, right = (min(max(x, EDGE * width), (1 - EDGE) * width) for x in (box.x1 + side, box.x2 - side))
    top, bottom = (min(max(y, EDGE * height), (1 - EDGE) * height) for y in (box.y1, box.y2))
    return clamped(((left, top), (right, top), (right, bottom), (left, bottom)), width, height)


def propose_wheel(wrists: NDArray[np.float32], unit: float, width: int, height: int) -> Polygon:
    """Return the wheel zone, six corners, that hands on the wheel suggest; () where neither hand was seen.

    Parameters
    ----------
    wrists : (2, 2), usual places of the left and the right one, pixels; NaN where it was hardly seen.
    unit : a shoulder width, pixels; tells the size of the wheel where one hand alone was seen.
    """
    known = wrists[~np.isnan(wrists).any(axis=1)]
    if not len(known):
        return ()
    rim = WHEEL_WIDTHS * unit / 2
    centre = known.mean(axis=0)
    if len(known) == 2:
        rim = max(rim, abs(float(known[0, 0] - known[1, 0])) / 2 / RIM_X)
    else:
        # The left hand is on the picture's right of the wheel: the camera looks at the driver.
        outwards = -1.0 if np.isnan(wrists[1, 0]) else 1.0
        centre = centre + np.array([outwards * RIM_X * rim, 0.0])
    reach = (WRIST_BEHIND_RIM * rim, WRIST_BEHIND_RIM * rim * WHEEL_FLATNESS)
    middle = (float(centre[0]), float(centre[1]) + RIM_Y * rim * WHEEL_FLATNESS)
    zone = clamped(_ring(middle, reach), width, height)
    return zone if area(zone) >= MIN_ZONE * width * height else ()


def blank_wheel(cabin: Cabin) -> Polygon:
    """Return a wheel zone to begin with where none could be proposed: in front of the seat."""
    xs, ys = zip(*cabin.seat, strict=True)
    middle = ((min(xs) + max(xs)) / 2, min(ys) + 0.75 * (max(ys) - min(ys)))
    reach = 0.3 * (max(xs) - min(xs))
    return clamped(_ring(middle, (reach, reach * WHEEL_FLATNESS)), cabin.width, cabin.height)


def _ring(middle: Point, reach: tuple[float, float]) -> list[Point]:
    """Return six corners around an ellipse: a little farther out, so that the edges between them hardly cut it."""
    angles = np.arange(6) * np.pi / 3
    return [
        (middle[0] + 1.08 * reach[0] * float(np.cos(a)), middle[1] + 1.08 * reach[1] * float(np.sin(a))) for a in angles
    ]


def neutral_places(xy: NDArray[np.float32], shown: NDArray[np.bool_], width: int, height: int) -> dict[str, Point]:
    """Return the usual places of the keypoints that were shown in most pictures, clamped to the picture.

    Parameters
    ----------
    xy : (N, 17, 2), pixels, N pictures of steady sitting.
    shown : (N, 17), which of them have a place in the picture.
    """
    found: dict[str, Point] = {}
    for keypoint, name in enumerate(KEYPOINT_NAMES):
        there = shown[:, keypoint]
        if there.mean() > 0.5:
            x, y = np.median(xy[there, keypoint], axis=0)
            found[name] = (round(min(max(float(x), 0.0), width), 1), round(min(max(float(y), 0.0), height), 1))
    return found
