"""What the steering wheel looks like: rim, spokes, hub, buttons, and the levers behind it."""

import dataclasses

import numpy as np

from training.synthetic.car.wheel import Wheel
from training.synthetic.mesh import Array, Material, Mesh, beam, plain, rounded_box, tube
from training.synthetic.scene.car import Car

# Spokes as angles at the rim (radians, 0 at the driver's left, pi/2 at the top) and their half widths (metres).
_SPOKES: dict[str, tuple[tuple[float, ...], float]] = {
    "two_spoke": ((-0.12, np.pi + 0.12), 0.026),
    "three_spoke": ((0.05, np.pi - 0.05, -np.pi / 2), 0.022),
    "four_spoke": ((0.22, np.pi - 0.22, -0.95, -np.pi + 0.95), 0.016),
    "flat_bottom": ((0.0, np.pi, -np.pi / 2 - 0.28, -np.pi / 2 + 0.28), 0.015),
    "van": ((-0.25, np.pi + 0.25, -1.15, -np.pi + 1.15), 0.022),
    "classic": ((0.0, np.pi, -np.pi / 2), 0.011),
}
_RIM = {"classic": 0.0115, "flat_bottom": 0.0185, "van": 0.0165}
"""Half the rim's thickness (metres) where it is not 15.5 mm."""
_FLAT = 0.80
"""A flat rim's lower edge as a share of the radius."""


def wheel_surfaces(wheel: Wheel, car: Car) -> list[Mesh]:
    """Return the wheel with all that is fixed to its column."""
    return _turning(_turned(wheel), car) + _column(wheel, car)


def _turned(wheel: Wheel) -> Wheel:
    """Return the wheel with its axes where its turn has brought them."""
    c, s = np.cos(wheel.turn), np.sin(wheel.turn)
    across, up = wheel.across, wheel.up
    return dataclasses.replace(wheel, across=c * across + s * up, up=c * up - s * across, turn=0.0)


def _turning(wheel: Wheel, car: Car) -> list[Mesh]:
    axes = np.stack([wheel.across, wheel.up, wheel.normal], axis=1)
    hub = wheel.centre - 0.03 * wheel.normal
    thickness = _RIM.get(car.wheel_kind, 0.0155)
    angles, half_width = _SPOKES[car.wheel_kind]
    leather = Material.PLASTIC if car.wheel_kind in ("van", "classic") else Material.LEATHER
    rim = np.array([_on_rim(wheel, car, angle) for angle in np.linspace(0, 2 * np.pi, 73)])
    # The rim's grip between ten and two is often of another colour, with a visible seam.
    meshes = [plain(tube(rim, thickness, 12), car.wheel_colour, leather)]
    metal = Material.GLOSS if car.wheel_kind in ("classic", "flat_bottom", "four_spoke") else Material.PLASTIC
    spoke_colour = car.inlay_colour if metal is Material.GLOSS else np.array(car.wheel_colour) * 1.3
    for angle in angles:
        end = _on_rim(wheel, car, angle)
        along = (end - hub) / np.linalg.norm(end - hub)
        start = hub + 0.045 * along
        middle = 0.5 * (start + end) - 0.004 * wheel.normal
        widths = [half_width * 1.5, half_width, half_width * 1.15]
        spoke = beam([start, middle, end], np.cross(along, wheel.normal), widths, 0.009)
        meshes.append(plain(spoke, spoke_colour, metal))
        for dot in (0.42, 0.55) if car.wheel_kind not in ("classic", "van") and abs(np.cos(angle)) > 0.7 else ():
            place = start * (1 - dot) + end * dot + 0.011 * wheel.normal
            key = rounded_box(place, [0.009, 0.013, 0.003], 0.5, 8, axes)
            meshes.append(plain(key, (0.015, 0.015, 0.015), Material.GLOSS))
    hub_size = {"classic": [0.045, 0.045, 0.02], "van": [0.085, 0.075, 0.028], "flat_bottom": [0.058, 0.056, 0.03]}
    pad = rounded_box(hub, hub_size.get(car.wheel_kind, [0.072, 0.062, 0.03]), 0.7, 16, axes)
    meshes.append(plain(pad, np.array(car.wheel_colour) * 1.1, leather))
    badge = rounded_box(hub + 0.028 * wheel.normal, [0.018, 0.018, 0.004], 1.0, 10, axes)
    meshes.append(plain(badge, (0.35, 0.35, 0.36), Material.GLOSS))
    for mark in (0.52, 0.48) if car.wheel_kind in ("three_spoke", "flat_bottom") else ():
        on_rim, outward, _ = wheel.rim(np.pi * mark)
        ring = [on_rim + thickness * 1.02 * (np.cos(a) * outward + np.sin(a) * wheel.normal) for a in _circle(10)]
        meshes.append(plain(tube(ring, 0.0015, 5), car.seam_colour))
    return meshes


def _on_rim(wheel: Wheel, car: Car, angle: float) -> Array:
    on_rim, _, _ = wheel.rim(angle)
    below = min(0.0, float(_FLAT * wheel.radius + (on_rim - wheel.centre) @ wheel.up))
    return on_rim - below * wheel.up if car.wheel_kind == "flat_bottom" else on_rim


def _column(wheel: Wheel, car: Car) -> list[Mesh]:
    axes = np.stack([wheel.across, wheel.up, wheel.normal], axis=1)
    dark = (0.02, 0.02, 0.02)
    shroud = rounded_box(wheel.centre - 0.16 * wheel.normal, [0.055, 0.055, 0.12], 0.5, 14, axes)
    meshes = [plain(shroud, np.array(car.trim_colour) * 0.8)]
    root = wheel.centre - 0.075 * wheel.normal
    for side in (1, -1):
        tip = root + side * 0.17 * wheel.across + 0.03 * wheel.up + 0.01 * wheel.normal
        meshes.append(plain(tube([root + side * 0.03 * wheel.across, tip], [0.007, 0.009], 8), dark))
        meshes.append(plain(rounded_box(tip, [0.022, 0.010, 0.008], 0.7, 8, axes), dark))
    return meshes


def _circle(count: int) -> Array:
    return np.linspace(0, 2 * np.pi, count)
