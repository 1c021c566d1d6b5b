"""The cabin around the driver: seats, wheel, dashboard, doors, pillars, roof. Left-hand drive, origin at the pelvis."""

from dataclasses import dataclass

import numpy as np

from training.synthetic.body import AnnyBody, RestBody
from training.synthetic.clothes import FIRST_HELPER
from training.synthetic.mesh import Array, Material, Mesh, plain, rotation_x, rounded_box, sheet, tube
from training.synthetic.scene import Car
from training.synthetic.wheel import Wheel

LEFT, RIGHT = 0.44, -1.18
"""Doors; the driver's door is the left one."""
FLOOR, SILL = -0.42, 0.34
PASSENGER = -0.74
"""Distance between the seats' middles."""
_DARK = (0.02, 0.02, 0.02)


@dataclass(frozen=True, slots=True, kw_only=True)
class CabinMeasures:
    """What else in the scene depends on: heights of roof and dashboard, the dashboard's edge, the belt's anchor."""

    roof: float
    dash_height: float
    dash_edge: float
    belt_anchor: Array


def measure(body: AnnyBody, rest: RestBody, car: Car, wheel: Wheel) -> CabinMeasures:
    """Fit the cabin to the driver: 8 cm over the head of one who sits upright."""
    root = rest.joints[body.bone_index["root"]]
    sitting = (rest.vertices[:FIRST_HELPER, 2].max() - root[2]) * np.cos(0.6 * car.recline)
    roof = max(0.88, float(sitting) + 0.08)
    return CabinMeasures(
        roof=roof,
        dash_height=wheel.centre[2] + 0.13,
        dash_edge=wheel.centre[1] - 0.20,
        belt_anchor=np.array([0.34, 0.28, roof - 0.22]),
    )


def furnish(body: AnnyBody, rest: RestBody, car: Car, wheel: Wheel, measures: CabinMeasures) -> list[Mesh]:
    """Return every surface of the cabin."""
    return [
        *_seats(body, rest, car),
        *_wheel(wheel, car),
        *_front(car, wheel, measures),
        *_shell(car, measures),
    ]


def _seats(body: AnnyBody, rest: RestBody, car: Car) -> list[Mesh]:
    vertices = rest.vertices
    own = np.arange(len(vertices)) < FIRST_HELPER
    root = rest.joints[body.bone_index["root"]]
    back = vertices[body.region("spine", "pelvis", "root") & own][:, 1].max() - root[1]
    thigh = vertices[body.region("upperleg01.L") & own][:, 1] - rest.joints[body.bone_index["upperleg01.L"]][1]
    cushion = -float(np.abs(thigh).max()) - 0.035
    head = max(0.0, rest.joints[body.bone_index["head"]][2] - root[2]) + 0.10
    lean = rotation_x(-car.recline)
    material = Material.PLASTIC if car.leather else Material.FABRIC
    colour, darker = np.array(car.seat_colour), np.array(car.seat_colour) * 0.75
    meshes = []
    for x in (0.0, PASSENGER):
        aside = np.array([x, 0, 0])
        meshes += [
            plain(
                rounded_box([x, -0.17, cushion - 0.07], [0.26, 0.30, 0.09], 0.35, rotation=rotation_x(-0.12)),
                colour,
                material,
            ),
            plain(
                rounded_box(lean @ [0, back + 0.075, 0.28] + aside, [0.25, 0.075, 0.36], 0.4, rotation=lean),
                colour,
                material,
            ),
            plain(
                rounded_box(lean @ [0, back + 0.085, head] + aside, [0.14, 0.05, 0.10], 0.5, rotation=lean),
                colour,
                material,
            ),
        ]
        for side in (1, -1):
            bolster = lean @ [side * 0.235, back + 0.04, 0.24]
            meshes.append(
                plain(rounded_box(bolster + aside, [0.045, 0.085, 0.27], 0.6, rotation=lean), darker, material)
            )
            post = [lean @ [side * 0.06, back + 0.085, head + dz] + aside for dz in (-0.25, 0)]
            meshes.append(plain(tube(post, 0.007), [0.4] * 3, Material.GLOSS))
    meshes.append(plain(rounded_box([-0.37, 0.98, -0.15], [0.8, 0.3, 0.12], 0.35), colour, material))
    meshes.append(
        plain(rounded_box([-0.37, 1.3, 0.2], [0.8, 0.1, 0.4], 0.35, rotation=rotation_x(-0.3)), colour, material)
    )
    return meshes


def _wheel(wheel: Wheel, car: Car) -> list[Mesh]:
    axes = np.stack([wheel.across, wheel.up, wheel.normal], axis=1)
    hub = wheel.centre - 0.03 * wheel.normal
    rim = [wheel.rim(angle)[0] for angle in np.linspace(0, 2 * np.pi, 49)]
    spokes = [0.0, np.pi, -np.pi / 2] if car.spokes == 3 else [0.1, np.pi - 0.1]
    return [
        plain(tube(rim, 0.0155, 12), _DARK),
        plain(rounded_box(hub, [0.075, 0.065, 0.03], 0.6, rotation=axes), (0.03, 0.03, 0.03)),
        *(plain(tube([hub, wheel.rim(angle)[0]], 0.014), (0.05, 0.05, 0.05)) for angle in spokes),
        plain(rounded_box(wheel.centre - 0.16 * wheel.normal, [0.06, 0.06, 0.14], 0.6, rotation=axes), car.trim_colour),
    ]


def _front(car: Car, wheel: Wheel, measures: CabinMeasures) -> list[Mesh]:
    trim, darker = np.array(car.trim_colour), np.array(car.trim_colour) * 0.7
    edge, height, roof = measures.dash_edge, measures.dash_height, measures.roof
    return [
        plain(rounded_box([-0.37, edge - 0.25, height - 0.22], [0.86, 0.27, 0.20], 0.3, steps=30), trim),
        plain(rounded_box([0, edge + 0.02, height - 0.02], [0.20, 0.10, 0.06], 0.5), darker),
        plain(
            rounded_box([-0.37, edge + 0.03, height - 0.04], [0.12, 0.012, 0.075], 0.2),
            (0.02, 0.02, 0.03),
            Material.GLOSS,
        ),
        plain(rounded_box([-0.37, -0.2, -0.15], [0.105, 0.55, 0.13], 0.3), darker),
        plain(tube([[-0.37, -0.35, -0.05], [-0.37, -0.37, 0.07]], 0.012), _DARK, Material.GLOSS),
        plain(rounded_box([-0.37, -0.37, 0.09], [0.025, 0.03, 0.03], 0.8), _DARK),
        plain(rounded_box([-0.37, -0.40, roof - 0.12], [0.12, 0.015, 0.035], 0.4), _DARK, Material.GLOSS),
        plain(
            sheet(
                [
                    [LEFT, -1.35, FLOOR],
                    [RIGHT, -1.35, FLOOR],
                    [RIGHT, -1.35, height - 0.05],
                    [LEFT, -1.35, height - 0.05],
                ]
            ),
            _DARK,
        ),
    ]


def _shell(car: Car, measures: CabinMeasures) -> list[Mesh]:
    roof, height = measures.roof, measures.dash_height
    trim, lining = np.array(car.trim_colour), np.array(car.roof_colour)
    meshes = [
        plain(
            sheet([[LEFT, -1.6, FLOOR], [LEFT, 1.6, FLOOR], [RIGHT, 1.6, FLOOR], [RIGHT, -1.6, FLOOR]]),
            [0.03] * 3,
            Material.FABRIC,
        ),
        plain(
            sheet(
                [
                    [LEFT - 0.1, -0.25, roof],
                    [LEFT - 0.1, 1.6, roof - 0.03],
                    [RIGHT + 0.1, 1.6, roof - 0.03],
                    [RIGHT + 0.1, -0.25, roof],
                ]
            ),
            lining,
            Material.FABRIC,
        ),
        plain(tube([[LEFT - 0.12, -0.25, roof], [RIGHT + 0.12, -0.25, roof]], 0.035), lining),
    ]
    for x, side in ((LEFT, 1), (RIGHT, -1)):
        top = x - side * 0.12  # windows lean inwards
        bend = [x * 0.6 + top * 0.4, -0.75, 0.6 * roof + 0.4 * height]
        meshes += [
            plain(sheet([[x, -1.35, FLOOR], [x, 1.6, FLOOR], [x, 1.6, SILL], [x, -1.35, SILL]]), trim),
            plain(tube([[x, -1.35, SILL], [x, 1.6, SILL]], 0.022), trim * 0.7),
            plain(rounded_box([x - side * 0.05, -0.15, 0.06], [0.05, 0.32, 0.035], 0.4), trim * 0.7),
            plain(tube([[x, -1.25, height - 0.06], bend, [top, -0.25, roof]], 0.035), lining),
            plain(tube([[top, -0.3, roof], [top, 1.6, roof - 0.03]], 0.04), lining),
            plain(tube([[x, 0.34, SILL - 0.05], [x, 0.34, SILL], [top, 0.30, roof]], 0.055), lining),
            plain(tube([[x, 1.1, SILL], [top, 1.25, roof]], 0.09), lining),
        ]
    return meshes
