"""Seats: backrests with bolsters, cushions, headrests of several kinds, a bench for vans, the rear row."""

from dataclasses import dataclass

import numpy as np

from training.synthetic.mesh import Array, Material, Mesh, beam, loft, plain, rotation_x, rounded_box, tube
from training.synthetic.scene.car import Car

SEAM = 0.62
"""Where the middle of a seat ends, as a share of its half width."""
# Points across a seat's front, closer together at seam and edge.
_ACROSS = np.array([0, 0.2, 0.4, 0.54, SEAM, 0.655, 0.70, 0.77, 0.85, 0.91, 0.96, 0.99, 1.0])
_FRONT = np.concatenate([-_ACROSS[:0:-1], _ACROSS])
_CHROME = (0.4, 0.4, 0.4)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """Metres. `shoulder` is the width at the top as a share; `headrest` its half width, 0 where it is the back's."""

    half_width: float
    thickness: float
    bolster: float
    cushion_bolster: float
    shoulder: float
    headrest: float


_KINDS: dict[str, _Kind] = {
    "comfort": _Kind(
        half_width=0.265, thickness=0.13, bolster=0.045, cushion_bolster=0.03, shoulder=0.86, headrest=0.135
    ),
    "sport": _Kind(
        half_width=0.275, thickness=0.12, bolster=0.085, cushion_bolster=0.055, shoulder=0.92, headrest=0.125
    ),
    "slim": _Kind(half_width=0.25, thickness=0.085, bolster=0.02, cushion_bolster=0.012, shoulder=0.80, headrest=0.125),
    "integrated": _Kind(
        half_width=0.27, thickness=0.11, bolster=0.07, cushion_bolster=0.045, shoulder=0.55, headrest=0.0
    ),
    "bench": _Kind(half_width=0.255, thickness=0.14, bolster=0.015, cushion_bolster=0.01, shoulder=0.93, headrest=0.13),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatFit:
    """Where the driver touches the seat: the back's surface behind the pelvis, the cushion's height, the head's."""

    back: float
    cushion: float
    head: float


def front_seats(car: Car, fit: SeatFit, passenger: float) -> list[Mesh]:
    """Return the driver's seat and the one beside it, `passenger` metres to the left (negative: right)."""
    kind = _KINDS[car.seat_kind]
    meshes = _seat(car, kind, fit, 0.0, kind.half_width)
    if car.seat_kind == "bench":
        meshes += _seat(car, kind, fit, passenger + 0.10, kind.half_width + 0.17)
        meshes += _headrest(car, kind, fit, passenger - 0.06, 0.0)
    else:
        meshes += _seat(car, kind, fit, passenger, kind.half_width)
    if car.armrest and car.kind in ("van", "truck"):
        lean = rotation_x(-car.recline)
        pivot = lean @ [-0.29, fit.back + 0.02, 0.20]
        arm = [pivot, pivot + np.array([0, -0.20, 0.01]), pivot + np.array([0, -0.36, 0.015])]
        meshes.append(plain(beam(arm, [1, 0, 0], 0.028, 0.025), car.seat_colour, _material(car)))
    return meshes


def rear_row(car: Car) -> list[Mesh]:
    """Return the bench behind the front seats with its headrests."""
    material = _material(car)
    back = rotation_x(-0.35)
    meshes = [
        plain(rounded_box([-0.37, 1.02, -0.15], [0.66, 0.27, 0.12], 0.3), car.seat_colour, material),
        plain(rounded_box([-0.37, 1.34, 0.20], [0.66, 0.09, 0.36], 0.3, rotation=back), car.seat_colour, material),
    ]
    for x in (0.0, -0.37, -0.74):
        vertices, faces = rounded_box([x, 1.245, 0.22], [0.155, 0.03, 0.28], 0.35, 14, back)
        meshes.append(plain((vertices, faces), car.insert_colour, material, pattern=car.seat_pattern))
        meshes.append(
            plain(rounded_box([x, 1.42, 0.60], [0.12, 0.05, 0.07], 0.45, 12, back), car.seat_colour, material)
        )
    return meshes


def _seat(car: Car, kind: _Kind, fit: SeatFit, x: float, half_width: float) -> list[Mesh]:
    lean = rotation_x(-car.recline)
    top = fit.head + 0.09 if kind.headrest == 0 else fit.head - 0.13
    heights = np.concatenate([[-0.10], np.linspace(-0.06, top - 0.05, 16), top - 0.05 * (1 - np.sin([0.5, 1.0, 1.4]))])
    back = []
    for height in heights:
        rise = np.clip((height - 0.34) / (top - 0.34), 0, 1)
        end = np.sqrt(max(1 - max((height - top + 0.05) / 0.05, 0) ** 2, 0.02))
        width = half_width * (1 - (1 - kind.shoulder) * rise**1.5) * (0.9 + 0.1 * end)
        bolster = kind.bolster * np.clip((height + 0.08) / 0.15, 0, 1) * (1 - 0.75 * rise) * end
        across, lift = _section(width, kind.thickness * end, bolster)
        # The small of the back is padded, shoulders lie a little further back.
        padding = 0.012 * np.exp(-(((height - 0.16) / 0.1) ** 2)) - 0.02 * rise
        # Headrests of one piece bend forward to the head.
        nod = 0.05 * np.clip((height - fit.head + 0.15) / 0.15, 0, 1) if kind.headrest == 0 else 0.0
        back.append(np.stack([across, fit.back + 0.012 - padding - nod - lift, np.full(len(across), height)], axis=1))
    meshes = _upholstered(car, np.array(back), lean, np.array([x, 0.0, 0.0]), height_axis=2)

    tip = rotation_x(-0.12)
    cushion = []
    for depth in np.concatenate([[-0.355], np.linspace(-0.34, -0.26, 4), np.linspace(-0.2, 0.26, 8)]):
        end = np.sqrt(max(1 - max((-depth - 0.27) / 0.09, 0) ** 2, 0.02))
        across, lift = _section(half_width, 0.15, kind.cushion_bolster * end)
        lift = np.where(lift < -0.075, lift, lift - 0.07 * (1 - end))
        cushion.append(np.stack([across, np.full(len(across), depth), lift + 0.018], axis=1))
    place = np.array([x, -0.17, fit.cushion])
    meshes += _upholstered(car, np.array(cushion), tip, place, height_axis=1)
    # The plastic shield over the seat's rails.
    for side in (1, -1):
        shield = rounded_box([x + side * (half_width - 0.005), -0.12, fit.cushion - 0.11], [0.022, 0.25, 0.06], 0.4, 10)
        meshes.append(plain(shield, (0.03, 0.03, 0.03)))
    return meshes + _headrest(car, kind, fit, x, 0.0)


def _section(half_width: float, thickness: float, bolster: float) -> tuple[Array, Array]:
    """Return across and lift (towards the driver) along a closed curve, front first."""
    a = np.abs(_FRONT)
    lift = bolster * np.sin(np.pi / 2 * np.clip((a - SEAM) / 0.22, 0, 1))
    lift = lift - (a == SEAM) * 0.008 - thickness / 2 * (1 - np.sqrt(1 - np.clip((a - 0.82) / 0.18, 0, 1) ** 2))
    behind = np.array([1.0, 0.97, 0.85, 0.5, 0.0, -0.5, -0.85, -0.97, -1.0])
    b = np.abs(behind)
    edge = lift[-1]
    back = -thickness + (thickness + edge) * (1 - np.sqrt(1 - np.clip((b - 0.8) / 0.2, 0, 1) ** 2))
    return half_width * np.concatenate([_FRONT, behind]), np.concatenate([lift, back])


def _upholstered(car: Car, sections: Array, turn: Array, place: Array, height_axis: int) -> list[Mesh]:
    """Return middle and sides of a part of the seat, and the seams between them. `sections (K, M, 3)` are upright."""
    material = _material(car)
    # Textures run across the seat and along it, whichever way it leans.
    order = [0, height_axis, 3 - height_axis]
    count = len(_FRONT)
    left, right = int(np.argmin(np.abs(_FRONT + SEAM))), int(np.argmin(np.abs(_FRONT - SEAM)))
    meshes = []
    for chosen, colour, pattern in (
        (slice(left, right + 1), car.insert_colour, car.seat_pattern),
        (slice(0, left + 1), car.seat_colour, 0),
        (slice(right, count), car.seat_colour, 0),
        (slice(count - 1, None), np.array(car.seat_colour) * 0.8, 0),
    ):
        part = sections[:, chosen]
        vertices, faces = loft(part)
        rest = vertices[:, order]
        meshes.append(plain((vertices @ turn.T + place, faces), colour, material, pattern=pattern, rest=rest))
    for column in (left, right):
        line = sections[2:-3, column] @ turn.T + place
        meshes.append(plain(tube(line, 0.0028, 6), car.seam_colour, Material.FABRIC))
    # The end of the cushion or back, closed.
    for end in (0, -1):
        ring = sections[end] @ turn.T + place
        vertices, faces = loft(np.stack([ring, np.repeat(ring.mean(axis=0)[None], len(ring), axis=0)]))
        meshes.append(plain((vertices, faces), car.seat_colour, material))
    return meshes


def _headrest(car: Car, kind: _Kind, fit: SeatFit, x: float, forward: float) -> list[Mesh]:
    if kind.headrest == 0:
        return []
    lean, material = rotation_x(-car.recline), _material(car)
    aside = np.array([x, forward, 0.0])
    size = [kind.headrest, 0.05, 0.095 if car.seat_kind != "slim" else 0.07]
    pad = rounded_box(lean @ [0, fit.back + 0.065, fit.head] + aside, size, 0.45, 16, lean)
    meshes = [plain(pad, car.seat_colour, material)]
    for side in (1, -1):
        post = [lean @ [side * 0.06, fit.back + 0.075, fit.head + dz] + aside for dz in (-0.24, -0.02)]
        meshes.append(plain(tube(post, 0.006, 8), _CHROME, Material.GLOSS))
    return meshes


def _material(car: Car) -> Material:
    return Material.LEATHER if car.leather else Material.FABRIC
