"""Dashboards: a profile swept across the car, instruments, screens, vents, glove box."""

import numpy as np

from training.synthetic.mesh import Array, Material, Mesh, beam, loft, plain, rounded_box, sheet, smooth_path, tube
from training.synthetic.scene.car import Car

CENTRE = -0.37
"""Middle between the seats (metres): centre stack and console."""
WINDSCREEN_FOOT = -1.36
_BLACK = (0.012, 0.012, 0.013)

# Pictures on displays, as `shaders.py` draws them.
MAP, DIALS, MENU, DIGITS = 0, 1, 2, 3

# Profiles from the windscreen to the knees: distance behind the dashboard's edge and height below its top (metres),
# split into top, inlay and lower part.
_PROFILES: dict[str, tuple[list[tuple[float, float]], ...]] = {
    "screen": (
        [(-0.30, 0.0), (-0.05, 0.0), (0.0, -0.03), (-0.005, -0.07)],
        [(-0.005, -0.07), (-0.03, -0.09), (-0.03, -0.14), (-0.005, -0.16)],
        [(-0.005, -0.16), (0.012, -0.20), (0.01, -0.30), (-0.08, -0.42), (-0.35, -0.48)],
    ),
    "wide_screen": (
        [(-0.30, -0.01), (-0.08, 0.0), (-0.02, -0.02), (-0.03, -0.05)],
        [(-0.03, -0.05), (-0.06, -0.06), (-0.05, -0.10), (0.0, -0.12)],
        [(0.0, -0.12), (0.02, -0.15), (-0.03, -0.22), (-0.01, -0.30), (-0.10, -0.42), (-0.35, -0.48)],
    ),
    "round": (
        [(-0.30, 0.01), (-0.12, 0.02), (-0.03, -0.01), (-0.01, -0.06)],
        [(-0.01, -0.06), (-0.01, -0.09), (-0.008, -0.12), (-0.005, -0.15)],
        [(-0.005, -0.15), (0.0, -0.24), (-0.04, -0.34), (-0.12, -0.42), (-0.35, -0.46)],
    ),
    "classic": (
        [(-0.25, -0.01), (-0.06, 0.0), (0.015, -0.005), (0.02, -0.035), (-0.02, -0.05)],
        [(-0.02, -0.05), (-0.04, -0.055), (-0.04, -0.12), (-0.04, -0.19)],
        [(-0.04, -0.19), (-0.01, -0.20), (-0.01, -0.25), (-0.05, -0.28), (-0.25, -0.32)],
    ),
    "high_flat": (
        [(-0.30, 0.05), (-0.10, 0.05), (-0.02, 0.04), (-0.015, 0.0), (-0.06, -0.02)],
        [(-0.06, -0.02), (-0.12, -0.04), (-0.12, -0.09), (-0.03, -0.10)],
        [(-0.03, -0.10), (0.0, -0.12), (0.0, -0.28), (-0.06, -0.46), (-0.35, -0.52)],
    ),
}


def dashboard(car: Car, edge: float, height: float, left: float, right: float) -> list[Mesh]:
    """Return the dashboard. `edge` is its rear edge, `height` its top, `left` and `right` the doors."""
    top, inlay, lower = (np.array(part) + np.array([edge, height]) for part in _PROFILES[car.dash_kind])
    top = np.concatenate([[[WINDSCREEN_FOOT, height - 0.06]], top])
    gloss = Material.GLOSS if car.inlay_gloss else Material.PLASTIC
    soft = Material.LEATHER if car.leather and car.kind in ("sport", "saloon") else Material.PLASTIC
    meshes = [
        plain(_swept(top, left, right), car.trim_colour, soft),
        plain(_swept(inlay, left, right), car.inlay_colour, gloss),
        plain(_swept(lower, left, right), car.lower_colour),
    ]
    meshes += _instruments(car, edge, height)
    meshes += _stack(car, edge, height)
    meshes += [mesh for x in (left - 0.10, right + 0.10) for mesh in _vent(car, x, edge, height)]
    glove_box = np.array([[-0.52, -0.17], [-1.02, -0.17], [-1.02, -0.31], [-0.52, -0.31], [-0.52, -0.17]])
    outline = [[x, edge + 0.012 - 0.5 * max(-z - 0.22, 0), height + z] for x, z in glove_box]
    meshes.append(plain(tube(np.repeat(outline, 2, axis=0)[1:-1] + _JITTER, 0.003, 5), _BLACK))
    meshes.append(plain(rounded_box([-0.77, edge + 0.014, height - 0.19], [0.05, 0.006, 0.009], 0.5, 8), _BLACK))
    return meshes


# Doubled corners keep a seam's tube from being pinched; equal points would have no direction.
_JITTER = np.tile([[0.0, 0.0, 0.0], [1e-4, 1e-4, 1e-4]], (4, 1))


def _swept(profile: Array, left: float, right: float) -> tuple[Array, np.ndarray]:
    path = smooth_path(profile)
    sections = []
    for x in np.linspace(left, right, 29):
        # The middle comes towards the seats, the ends turn to the doors.
        bulge = 0.025 * np.exp(-(((x - CENTRE) / 0.2) ** 4))
        bulge += 0.06 * np.clip((abs(x - CENTRE) - 0.62) / 0.2, 0, 1) ** 2
        fade = np.clip((path[:, 0] - WINDSCREEN_FOOT) / 0.4, 0, 1)
        sections.append(np.stack([np.full(len(path), x), path[:, 0] + bulge * fade, path[:, 1]], axis=1))
    return loft(np.array(sections))


def _display(corners: list[list[float]], picture: int, colour: tuple[float, float, float]) -> Mesh:
    """Return a shining sheet; its texture runs from 0 to 1 across and up. Corners from the lower left, around."""
    vertices, faces = sheet(corners, 4)
    grid = np.stack(np.meshgrid(np.linspace(0, 1, 4), np.linspace(0, 1, 4), indexing="ij"), axis=-1).reshape(-1, 2)
    rest = np.concatenate([grid, np.zeros((16, 1))], axis=1)
    return plain((vertices, faces), colour, Material.SCREEN, pattern=picture, rest=rest)


def _panel(x: float, y: float, z: float, half: tuple[float, float], picture: int, tilt: float = 0.25) -> list[Mesh]:
    """Return a display in its frame, leaning back by `tilt` (metres per metre)."""
    w, h = half
    frame = rounded_box([x, y - 0.012, z], [w + 0.008, 0.010, h + 0.008], 0.2, 14)
    # Seen from the seats, the driver's left is the picture's left.
    corners = [[x + w, y + tilt * h, z - h], [x - w, y + tilt * h, z - h], [x - w, y, z + h], [x + w, y, z + h]]
    return [plain(frame, _BLACK, Material.GLOSS), _display(corners, picture, (0.8, 0.9, 1.0))]


def _instruments(car: Car, edge: float, height: float) -> list[Mesh]:
    if car.dash_kind == "wide_screen":
        return _panel(-0.12, edge - 0.005, height + 0.01, (0.34, 0.062), MENU, 0.1)
    face = _panel(0.0, edge - 0.02, height - 0.005, (0.15, 0.055), DIALS)
    arch = np.linspace(0, np.pi, 15)
    rise = 0.075 if car.dash_kind in ("round", "classic") else 0.06
    hood = [
        np.stack([0.185 * np.cos(arch), np.full(15, y), height - 0.005 + (rise - drop) * np.sin(arch) ** 0.6], axis=1)
        for y, drop in ((edge - 0.16, 0.05), (edge - 0.08, 0.01), (edge - 0.01, 0.0), (edge + 0.012, 0.008))
    ]
    return [*face, plain(loft(np.array(hood)), np.array(car.trim_colour) * 0.8)]


def _stack(car: Car, edge: float, height: float) -> list[Mesh]:
    """Return what is in the middle: screen or radio, vents, knobs."""
    y = edge + 0.028
    meshes = [mesh for x in (CENTRE + 0.07, CENTRE - 0.07) for mesh in _vent(car, x, y, height, 0.055)]
    if car.dash_kind == "screen":
        meshes += _panel(CENTRE, y + 0.01, height + 0.02, (0.115, 0.07), MAP)
    elif car.dash_kind == "round":
        meshes += _panel(CENTRE, y, height - 0.17, (0.085, 0.052), MENU)
        for x in (-0.06, 0.0, 0.06):
            place = np.array([CENTRE + x, y - 0.06, height + 0.03])
            meshes.append(plain(tube([place - np.array([0, 0.04, 0]), place], 0.027, 18), car.trim_colour))
            meshes.append(plain(rounded_box(place, [0.025, 0.002, 0.025], 1.0, 12), _BLACK, Material.GLOSS))
    elif car.dash_kind != "wide_screen":
        meshes += _panel(CENTRE, y - 0.005, height - 0.145, (0.085, 0.024), DIGITS, 0.05)
    for x in (-0.06, 0.0, 0.06):
        knob = rounded_box([CENTRE + x, y + 0.008, height - 0.235], [0.017, 0.016, 0.017], 0.7, 10)
        meshes.append(plain(knob, (0.05, 0.05, 0.05), Material.GLOSS))
    return meshes


def _vent(car: Car, x: float, y: float, height: float, half_width: float = 0.05) -> list[Mesh]:
    z = height - 0.055
    frame = rounded_box([x, y - 0.01, z], [half_width, 0.012, 0.026], 0.3, 12)
    bright = car.inlay_colour if car.inlay_gloss else car.trim_colour
    w = 0.85 * half_width
    slats = []
    for dz in (-0.012, 0.0, 0.012):
        slat = beam([[x - w, y + 0.003, z + dz], [x + w, y + 0.003, z + dz]], [0, 1, 0.5], 0.006, 0.0015)
        slats.append(plain(slat, bright))
    return [plain(frame, _BLACK), *slats]
