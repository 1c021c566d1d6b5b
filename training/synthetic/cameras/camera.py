"""A camera: how it projects, and which way it looks."""

from dataclasses import dataclass

import numpy as np

from training.synthetic.mesh import Array

NEAREST = 0.02
"""Metres; what is closer to the lens is not drawn."""


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
