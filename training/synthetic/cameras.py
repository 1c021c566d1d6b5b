"""Where cameras hang in the cabin, and how they project. Real ones are fixed in the car, not aimed at the head."""

from dataclasses import dataclass

import numpy as np

from training.synthetic.cabin import LEFT, RIGHT, CabinMeasures
from training.synthetic.mesh import Array
from training.synthetic.scene import View
from training.synthetic.wheel import Wheel

NEAREST = 0.02
"""Metres; what is closer to the lens is not drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    """A pinhole. `rotation (3, 3)` has right, up and backwards as rows; `focal` is in pixels."""

    position: Array
    rotation: Array
    focal: float
    width: int
    height: int

    def project(self, points: Array) -> tuple[Array, Array]:
        """Return pixels `(N, 2)` and depth in metres `(N,)`; pixels of points behind the camera mean nothing."""
        in_camera = (points - self.position) @ self.rotation.T
        depth = -in_camera[:, 2]
        scale = self.focal / np.maximum(depth, 1e-6)
        return np.stack(
            [self.width / 2 + scale * in_camera[:, 0], self.height / 2 - scale * in_camera[:, 1]], axis=1
        ), depth

    def sees(self, points: Array) -> np.ndarray:
        """Return which points `(N,)` fall into the picture, whatever stands before them."""
        pixels, depth = self.project(points)
        return (depth > NEAREST) & (pixels >= 0).all(axis=1) & (pixels < [self.width, self.height]).all(axis=1)


def look(position: Array, target: Array, field_of_view: float, width: int, height: int) -> Camera:
    """Make a camera that looks from `position` at `target`; the horizontal field of view is in degrees."""
    return Camera(
        position=np.asarray(position, float),
        rotation=look_rotation(np.asarray(position, float), np.asarray(target, float)),
        focal=width / 2 / np.tan(np.deg2rad(field_of_view) / 2),
        width=width,
        height=height,
    )


def look_rotation(position: Array, target: Array) -> Array:
    """Return right, up and backwards as rows, the horizon level."""
    forward = (target - position) / np.linalg.norm(target - position)
    right = np.cross(forward, [0.0, 0.0, 1.0])
    right /= np.linalg.norm(right)
    return np.stack([right, np.cross(right, forward), -forward])


_HEAD, _CHEST, _HIPS = np.array([0, 0.02, 0.62]), np.array([0, 0.08, 0.42]), np.zeros(3)


def mount(view: View, wheel: Wheel, cabin: CabinMeasures, width: int, height: int) -> Camera:
    """Hang up the camera of a view."""
    roof = cabin.roof
    # position, its play, aim, range of the horizontal field of view in degrees
    place, play, aim, zoom = {
        "a_pillar_left": ([LEFT - 0.12, -0.72, 0.62], 0.03, 0.45 * _HEAD + 0.45 * _CHEST + 0.1 * _HIPS, (62, 88)),
        "dashboard": (
            [-0.05, cabin.dash_edge + 0.03, cabin.dash_height + 0.10],
            0.06,
            0.5 * _HEAD + 0.5 * _CHEST,
            (58, 82),
        ),
        "mirror": ([-0.37, -0.36, roof - 0.19], 0.02, 0.4 * _HEAD + 0.3 * _CHEST + [0, -0.08, 0], (85, 110)),
        "passenger_side": ([RIGHT + 0.08, -0.10, roof - 0.14], 0.05, np.array([0, -0.22, 0.30]), (60, 82)),
        "a_pillar_right": ([RIGHT + 0.15, -0.72, 0.62], 0.04, 0.3 * _HEAD + 0.4 * _CHEST, (45, 65)),
    }[view.camera]
    position = np.array(place) + play * np.array(view.place)
    target = np.array(aim) + 0.06 * np.array(view.aim)
    return look(position, target, zoom[0] + view.zoom * (zoom[1] - zoom[0]), width, height)
