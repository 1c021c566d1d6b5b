"""Doors: sill, padded middle, armrest, handle, speaker, pocket; pillars and window frames around them."""

import numpy as np

from training.synthetic.mesh import Array, Faces, Material, Mesh, beam, loft, plain, rounded_box, smooth_path, tube
from training.synthetic.scene.car import Car

FLOOR, SILL = -0.42, 0.34
"""Heights of the floor and of the windows' lower edge (metres)."""
_RUBBER = (0.012, 0.012, 0.012)
_CHROME = (0.42, 0.42, 0.43)

# How far the door's skin stands into the cabin (metres) at each height.
_UPPER = [(SILL + 0.005, -0.03), (SILL + 0.01, 0.02), (SILL - 0.02, 0.035), (SILL - 0.09, 0.025)]
_MIDDLE = [(SILL - 0.09, 0.025), (SILL - 0.11, 0.012), (SILL - 0.20, 0.010), (0.09, 0.02)]
_LOWER = [(0.09, 0.02), (0.04, 0.03), (-0.05, 0.0), (-0.14, 0.01), (-0.20, 0.06), (FLOOR + 0.03, 0.055), (FLOOR, 0.0)]


def front_door(car: Car, x: float, front: float, rear: float) -> list[Mesh]:
    """Return the inside of a door at `x` (metres) between `front` and `rear` along the car."""
    side = float(np.sign(x + 0.37))
    material = Material.LEATHER if car.leather else Material.FABRIC
    meshes = [
        plain(_skin(_UPPER, x, side, front, rear), car.trim_colour),
        plain(_skin(_MIDDLE, x, side, front, rear), car.insert_colour, material, pattern=car.seat_pattern),
        plain(_skin(_LOWER, x, side, front, rear), car.lower_colour),
        plain(tube([[x - side * 0.03, front, 0.10], [x - side * 0.03, rear, 0.10]], 0.006, 6), car.inlay_colour),
    ]
    inside = x - side * 0.05
    length = rear - front
    rest = smooth_path([
        [x, front + 0.22 * length, 0.115],
        [inside, front + 0.30 * length, 0.10], [inside, front + 0.55 * length, 0.075],
        [inside, rear - 0.22, 0.07], [x, rear - 0.12, 0.07],
    ])  # fmt: skip
    meshes.append(plain(beam(rest, [1, 0, 0], 0.042, 0.026), np.array(car.lower_colour) * 0.85, material))
    keys = rounded_box([inside, front + 0.36 * length, 0.125], [0.022, 0.055, 0.006], 0.3, 10)
    meshes.append(plain(keys, _RUBBER, Material.GLOSS))
    meshes += [
        plain(rounded_box([inside, front + 0.36 * length + d, 0.132], [0.014, 0.009, 0.003], 0.5, 8), (0.06,) * 3)
        for d in (-0.03, 0.0, 0.03)
    ]
    cup = rounded_box([x - side * 0.012, front + 0.26 * length, 0.20], [0.006, 0.06, 0.028], 0.6, 12)
    lever = [[x - side * 0.024, front + 0.26 * length + d, 0.205] for d in (-0.045, 0.0, 0.045)]
    meshes += [plain(cup, _RUBBER), plain(beam(lever, [0, 0, 1], 0.010, 0.004), _CHROME, Material.GLOSS)]
    loudspeaker = rounded_box([x - side * 0.055, front + 0.15, -0.24], [0.012, 0.085, 0.085], 1.0, 16)
    meshes.append(plain(loudspeaker, np.array(car.trim_colour) * 0.6, Material.FABRIC))
    return meshes


def rear_door(car: Car, x: float, front: float, rear: float) -> list[Mesh]:
    """Return a rear door or a side wall: the same skin without what hands reach for."""
    side = float(np.sign(x + 0.37))
    material = Material.LEATHER if car.leather else Material.FABRIC
    return [
        plain(_skin(_UPPER, x, side, front, rear), car.trim_colour),
        plain(_skin(_MIDDLE, x, side, front, rear), car.insert_colour, material, pattern=car.seat_pattern),
        plain(_skin(_LOWER, x, side, front, rear), car.lower_colour),
        plain(rounded_box([x - side * 0.05, front + 0.3, 0.07], [0.04, 0.2, 0.025], 0.4, 12), car.lower_colour),
    ]


def mirror_outside(x: float) -> list[Mesh]:
    """Return the mirror on the door, seen through the side window."""
    side = float(np.sign(x + 0.37))
    house = rounded_box([x + side * 0.19, -0.86, SILL + 0.075], [0.10, 0.045, 0.065], 0.5, 14)
    foot = beam([[x, -0.86, SILL + 0.02], [x + side * 0.12, -0.86, SILL + 0.05]], [0, 1, 0], 0.03, 0.014)
    glass = rounded_box([x + side * 0.19, -0.815, SILL + 0.075], [0.085, 0.004, 0.052], 0.5, 10)
    body = (0.05, 0.05, 0.055)
    return [plain(house, body, Material.GLOSS), plain(foot, body), plain(glass, (0.35, 0.4, 0.45), Material.GLOSS)]


def window_frame(lining: Array, foot: Array, bend: Array, top: Array, pillar: tuple[Array, Array]) -> list[Mesh]:
    """Return the front door's window: a-pillar through `foot`, `bend`, `top`, the b-pillar, rubber between them."""
    low, high = pillar
    a_pillar = smooth_path([foot, bend, top], 3)
    rubber = np.concatenate([a_pillar, [top], [high], [low], [foot + np.array([0, 0.05, 0])]])
    widths = np.linspace(0.062, 0.045, len(a_pillar))
    b_path = np.array([low - np.array([0, 0, 0.75]), low, 0.5 * (low + high), high])
    return [
        plain(beam(a_pillar, [0.75, 0.65, 0.0], widths, 0.028), lining),
        plain(beam(b_path, [0, 1, 0], [0.09, 0.075, 0.06, 0.055], 0.03), lining),
        plain(tube(smooth_path(rubber, 1), 0.011, 6), _RUBBER),
    ]


def _skin(profile: list[tuple[float, float]], x: float, side: float, front: float, rear: float) -> tuple[Array, Faces]:
    path = smooth_path(profile)
    sections = []
    for y in np.linspace(front, rear, 14):
        # Towards its edges the skin turns back to the frame.
        edge = np.clip((0.04 - min(y - front, rear - y)) / 0.04, 0, 1)
        depth = path[:, 1] - 0.02 * edge**2
        sections.append(np.stack([x - side * depth, np.full(len(path), y), path[:, 0]], axis=1))
    return loft(np.array(sections))
