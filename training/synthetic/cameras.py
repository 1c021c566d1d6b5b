"""Where cameras hang in the cabin, and how they project. Real ones are fixed in the car, not aimed at the head."""

from dataclasses import dataclass

import numpy as np

from training.synthetic.cabin import LEFT, RIGHT, CabinMeasures
from training.synthetic.mesh import Array
from training.synthetic.scene import View
from training.synthetic.wheel import Wheel

NEAREST = 0.02
"""Metres; what is closer to the lens is not drawn."""
FISHEYE_FIELD = (104.0, 124.0)
"""Degrees from left to right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    """A camera with a radially symmetric lens. `rotation (3, 3)` has right, up and backwards as rows.

    A ray at the angle t to the axis meets the picture `focal * tan(curve * t) / curve` pixels from its middle: a
    curve of 1 is a pinhole, 0.5 the stereographic fisheye, and towards 0 the equidistant one. One number bends lines
    as lenses do, and can be inverted without iteration.
    """

    position: Array
    rotation: Array
    focal: float
    width: int
    height: int
    curve: float = 1.0

    def project(self, points: Array) -> tuple[Array, Array]:
        """Return pixels `(N, 2)` and depth in metres `(N,)`; pixels of points behind the camera mean nothing."""
        in_camera = (points - self.position) @ self.rotation.T
        depth = -in_camera[:, 2]
        off_axis = np.hypot(in_camera[:, 0], in_camera[:, 1])
        # Half a turn would be at the curve's pole; nothing that far aside can be in the picture.
        angle = np.minimum(np.arctan2(off_axis, depth), 1.5)
        scale = self.focal * np.tan(self.curve * angle) / self.curve / np.maximum(off_axis, 1e-9)
        return np.stack(
            [self.width / 2 + scale * in_camera[:, 0], self.height / 2 - scale * in_camera[:, 1]], axis=1
        ), depth

    def sees(self, points: Array) -> np.ndarray:
        """Return which points `(N,)` fall into the picture, whatever stands before them."""
        pixels, depth = self.project(points)
        return (depth > NEAREST) & (pixels >= 0).all(axis=1) & (pixels < [self.width, self.height]).all(axis=1)


def look(
    position: Array,
    target: Array,
    field_of_view: float,
    width: int,
    height: int,
    *,
    curve: float = 1.0,
    roll: float = 0.0,
) -> Camera:
    """Make a camera that looks from `position` at `target`.

    The horizontal field of view is in degrees; `roll` (radians) turns the camera about its axis, `curve` is the
    lens's.
    """
    level = look_rotation(np.asarray(position, float), np.asarray(target, float))
    c, s = np.cos(roll), np.sin(roll)
    return Camera(
        position=np.asarray(position, float),
        rotation=np.array([[c, s, 0], [-s, c, 0], [0, 0, 1]]) @ level,
        focal=float(width / 2 * curve / np.tan(curve * np.deg2rad(field_of_view) / 2)),
        width=width,
        height=height,
        curve=curve,
    )


def look_rotation(position: Array, target: Array) -> Array:
    """Return right, up and backwards as rows, the horizon level."""
    forward = (target - position) / np.linalg.norm(target - position)
    right = np.cross(forward, [0.0, 0.0, 1.0])
    right /= np.linalg.norm(right)
    return np.stack([right, np.cross(right, forward), -forward])


_HEAD, _CHEST, _THIGHS = [0.0, 0.02, 0.62], [0.0, 0.08, 0.40], [0.0, -0.30, 0.10]


def field_of_view(view: View) -> float:
    """Return the horizontal field of view in degrees that the view's mount and lens make."""
    low, high = FISHEYE_FIELD if view.lens == "fisheye" else _FIELDS[view.camera]
    return low + view.zoom * (high - low)


# Degrees. A mount far from the driver has a longer lens.
_FIELDS = {
    "a_pillar_right": (55.0, 88.0),
    "passenger_side": (58.0, 92.0),
    "a_pillar_left": (60.0, 90.0),
    "dashboard": (58.0, 86.0),
    "mirror": (72.0, 100.0),
    "roof": (78.0, 104.0),
}


def mount(view: View, wheel: Wheel, cabin: CabinMeasures, width: int, height: int) -> Camera:
    """Hang up the camera of a view."""
    roof, header = cabin.roof, cabin.header
    # position, its play along each axis (metres), shares of head, chest and thighs in the aim
    place, play, aim = {
        # On the dashboard's corner or up the pillar, across the passenger's seat: DriPE's view.
        "a_pillar_right": ([RIGHT + 0.22, -0.74, 0.60], [0.10, 0.08, 0.14], (0.25, 0.30, 0.45)),
        "passenger_side": ([RIGHT + 0.13, -0.22, 0.64], [0.05, 0.22, 0.13], (0.33, 0.1, 0.6)),
        "a_pillar_left": ([LEFT - 0.13, -0.74, 0.62], [0.03, 0.06, 0.06], (0.4, 0.45, 0.15)),
        "dashboard": ([-0.12, cabin.dash_edge + 0.01, cabin.dash_height + 0.12], [0.16, 0.06, 0.05], (0.5, 0.5, 0.0)),
        "mirror": ([-0.37, header + 0.01, roof - 0.17], [0.05, 0.02, 0.02], (0.35, 0.35, 0.3)),
        # Beside the lamps, between the visors.
        "roof": ([-0.37, header + 0.06, roof - 0.075], [0.11, 0.06, 0.01], (0.2, 0.4, 0.4)),
    }[view.camera]
    position = np.array(place) + np.array(play) * np.array(view.place)
    # Over the dashboard, under the roof.
    position[2] = min(max(position[2], cabin.dash_height + 0.15), roof - 0.04)
    target = np.array(aim) @ [_HEAD, _CHEST, _THIGHS] + 0.08 * np.array(view.aim)
    return look(position, target, field_of_view(view), width, height, curve=view.lens_curve, roll=view.roll)
