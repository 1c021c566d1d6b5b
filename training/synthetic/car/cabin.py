"""The cabin around the driver: floor, roof, pillars and all that is built in. Left-hand drive, origin at the pelvis."""

from dataclasses import dataclass

import numpy as np

from training.synthetic.car.dashboards import CENTRE, dashboard
from training.synthetic.car.doors import FLOOR, SILL, front_door, mirror_outside, rear_door, window_frame
from training.synthetic.car.seats import SeatFit, front_seats, rear_row
from training.synthetic.car.wheel import Wheel
from training.synthetic.car.wheel_shapes import wheel_surfaces
from training.synthetic.mesh import (
    Array,
    Material,
    Mesh,
    beam,
    plain,
    rotation_x,
    rounded_box,
    sheet,
    smooth_path,
    tube,
)
from training.synthetic.people.body import FIRST_HELPER, AnnyBody, RestBody
from training.synthetic.scene.car import Car

LEFT, RIGHT = 0.44, -1.18
"""Doors; the driver's door is the left one."""
PASSENGER = -0.74
"""Distance between the seats' middles."""
B_PILLAR, REAR_WALL = 0.36, 0.62
"""How far behind the pelvis (metres) the b-pillar and a van's rear wall stand."""
NO_REAR_SEATS = ("van", "truck")
_DARK = (0.02, 0.02, 0.02)


@dataclass(frozen=True, slots=True, kw_only=True)
class CabinMeasures:
    """What else in the scene depends on: heights of roof, of the top of the head of one who sits upright, and of the
    dashboard, the dashboard's edge, the windscreen's upper edge (metres from the pelvis), how far the windows lean
    inwards, the belt's anchor."""

    roof: float
    crown: float
    dash_height: float
    dash_edge: float
    header: float
    lean: float
    belt_anchor: Array


def measure(body: AnnyBody, rest: RestBody, car: Car, wheel: Wheel) -> CabinMeasures:
    """Fit the cabin to the driver, with the car's headroom over one who sits upright."""
    root = rest.joints[body.bone_index["root"]]
    sitting = (rest.vertices[:FIRST_HELPER, 2].max() - root[2]) * np.cos(0.6 * car.recline)
    roof = max(0.86, float(sitting) + car.headroom)
    lean = 0.05 if car.kind in NO_REAR_SEATS else 0.13
    return CabinMeasures(
        roof=roof,
        crown=float(sitting),
        dash_height=wheel.centre[2] + 0.13,
        dash_edge=wheel.centre[1] - 0.20,
        header=max(car.header, wheel.centre[1] - 0.35),
        lean=lean,
        belt_anchor=np.array([LEFT - 0.09, B_PILLAR - 0.06, min(roof - 0.22, 0.72)]),
    )


def furnish(body: AnnyBody, rest: RestBody, car: Car, wheel: Wheel, measures: CabinMeasures) -> list[Mesh]:
    """Return every surface of the cabin."""
    return [
        *front_seats(car, _fit(body, rest), PASSENGER),
        *wheel_surfaces(wheel, car),
        *dashboard(car, measures.dash_edge, measures.dash_height, LEFT, RIGHT),
        *_console(car, measures),
        *_sides(car, measures),
        *_roof(car, measures),
        *_rear(car, measures),
    ]


def _fit(body: AnnyBody, rest: RestBody) -> SeatFit:
    vertices = rest.vertices
    own = np.arange(len(vertices)) < FIRST_HELPER
    root = rest.joints[body.bone_index["root"]]
    back = vertices[body.region("spine", "pelvis", "root") & own][:, 1].max() - root[1]
    thigh = vertices[body.region("upperleg01.L") & own][:, 1] - rest.joints[body.bone_index["upperleg01.L"]][1]
    return SeatFit(
        back=float(back),
        cushion=-float(np.abs(thigh).max()) - 0.035,
        head=max(0.0, float(rest.joints[body.bone_index["head"]][2] - root[2])) + 0.10,
    )


def _console(car: Car, measures: CabinMeasures) -> list[Mesh]:
    """Return what stands between the seats."""
    if car.kind in NO_REAR_SEATS:  # the gear lever grows out of the dashboard, the middle is free to walk through
        foot = np.array([CENTRE, measures.dash_edge + 0.02, measures.dash_height - 0.33])
        return [
            plain(rounded_box(foot, [0.10, 0.10, 0.10], 0.4, 14), car.lower_colour),
            *_gear_lever(car, foot + np.array([0, 0.08, 0.09])),
        ]
    front = measures.dash_edge
    body = beam([[CENTRE, front - 0.05, -0.20], [CENTRE, -0.20, -0.17], [CENTRE, 0.28, -0.14]], [1, 0, 0], 0.10, 0.13)
    top = beam([[CENTRE, front + 0.02, -0.055], [CENTRE, -0.18, -0.035]], [1, 0, 0], 0.082, 0.010)
    meshes = [
        plain(body, car.lower_colour),
        plain(top, car.inlay_colour, Material.GLOSS if car.inlay_gloss else Material.PLASTIC),
    ]
    for y in (-0.14, -0.06):
        meshes.append(plain(rounded_box([CENTRE, y, -0.03], [0.034, 0.034, 0.006], 1.0, 10), (0.008,) * 3))
    meshes += _gear_lever(car, np.array([CENTRE, -0.30, -0.03]))
    if car.armrest:
        lid = rounded_box([CENTRE, 0.14, 0.05], [0.075, 0.17, 0.035], 0.35, 14)
        meshes.append(plain(lid, car.seat_colour, Material.LEATHER if car.leather else Material.FABRIC))
        meshes.append(plain(rounded_box([CENTRE, 0.15, -0.02], [0.07, 0.15, 0.05], 0.3, 12), car.lower_colour))
    else:
        brake = [[CENTRE + 0.03, 0.12, -0.04], [CENTRE + 0.03, 0.02, 0.0], [CENTRE + 0.03, -0.08, 0.04]]
        meshes.append(plain(tube(brake, [0.011, 0.013, 0.016], 8), _DARK))
    return meshes


def _gear_lever(car: Car, foot: Array) -> list[Mesh]:
    if not car.gear_lever:
        return [
            plain(rounded_box(foot + np.array([0, 0, 0.035]), [0.022, 0.035, 0.03], 0.6, 12), _DARK, Material.GLOSS)
        ]
    top = foot + np.array([0, -0.02, 0.11])
    boot = [foot, foot + 0.3 * (top - foot), foot + 0.55 * (top - foot)]
    return [
        plain(tube(boot, [0.045, 0.03, 0.012], 12), _DARK, Material.LEATHER),
        plain(tube([foot, top], 0.007, 8), (0.4, 0.4, 0.4), Material.GLOSS),
        plain(rounded_box(top, [0.024, 0.026, 0.030], 0.8, 12), _DARK, Material.GLOSS),
    ]


def _sides(car: Car, measures: CabinMeasures) -> list[Mesh]:
    roof, height, header = measures.roof, measures.dash_height, measures.header
    lining = np.array(car.roof_colour)
    rear = REAR_WALL if car.kind in NO_REAR_SEATS else 1.2
    meshes = []
    for x, side in ((LEFT, 1), (RIGHT, -1)):
        top = x - side * measures.lean
        foot = np.array([x, -1.26, height - 0.06])
        bend = np.array([x * 0.6 + top * 0.4, 0.5 * (header - 1.0) - 0.04, 0.64 * roof + 0.36 * height])
        b_pillar = np.array([x, B_PILLAR, SILL]), np.array([top, B_PILLAR - 0.04, roof])
        meshes += window_frame(lining, foot, bend, np.array([top, header, roof]), b_pillar)
        meshes += front_door(car, x, -1.02, B_PILLAR - 0.05)
        meshes += mirror_outside(x)
        if rear > B_PILLAR + 0.4:
            meshes += rear_door(car, x, B_PILLAR + 0.05, rear)
            c_pillar = [[x, rear - 0.05, SILL - 0.1], [x, rear, SILL], [top, rear + 0.12, roof]]
            meshes.append(plain(beam(smooth_path(c_pillar), [0, 1, 0], 0.16, 0.03), lining))
        else:
            wall = [[x, B_PILLAR, FLOOR], [x, rear, FLOOR], [top, rear, roof], [top, B_PILLAR, roof]]
            meshes.append(plain(sheet(wall, 8), car.lower_colour))
        rail = [[top, header, roof], [top, 0.4, roof + 0.005], [top, rear, roof - 0.02]]
        meshes.append(plain(beam(smooth_path(rail), [1, 0, 0], 0.045, 0.03), lining))
        grip_y = -0.05 if side < 0 else 0.75
        if grip_y < rear:
            grip = [[top - side * d, grip_y + t, roof - h] for d, t, h in _GRIP]
            meshes.append(plain(tube(smooth_path(grip), 0.009, 8), lining * 0.9))
    low = [[LEFT, -1.36, FLOOR], [LEFT, 1.7, FLOOR], [RIGHT, 1.7, FLOOR], [RIGHT, -1.36, FLOOR]]
    meshes.append(plain(sheet(low, 12), np.array(car.lower_colour) * 0.4 + 0.005, Material.FABRIC))
    front = [[LEFT, -1.36, FLOOR], [RIGHT, -1.36, FLOOR], [RIGHT, -1.36, height - 0.05], [LEFT, -1.36, height - 0.05]]
    meshes.append(plain(sheet(front), _DARK))
    # The bonnet, as far as it is seen over the dashboard; its paint is anything.
    bonnet = [[LEFT, -1.40, height - 0.09], [RIGHT, -1.40, height - 0.09], [RIGHT, -2.2, 0.2], [LEFT, -2.2, 0.2]]
    if car.kind not in NO_REAR_SEATS:
        meshes.append(plain(sheet(bonnet), np.array(car.insert_colour) * 0.5 + 0.1, Material.GLOSS))
    return meshes


# The handle over a door: towards the middle, along the car, down (metres).
_GRIP = [(0.03, -0.11, 0.02), (0.05, -0.10, 0.07), (0.055, 0.0, 0.075), (0.05, 0.10, 0.07), (0.03, 0.11, 0.02)]


def _roof(car: Car, measures: CabinMeasures) -> list[Mesh]:
    roof, header = measures.roof, measures.header
    lining = np.array(car.roof_colour)
    left, right = LEFT - measures.lean + 0.03, RIGHT + measures.lean - 0.03
    rear = REAR_WALL if car.kind in NO_REAR_SEATS else 1.6
    # A sunroof is a hole over the front seats.
    pieces = [(left, right, header, rear)]
    if car.sunroof:
        pieces = [(left, 0.15, header, rear), (-0.89, right, header, rear), (0.15, -0.89, header, header + 0.2),
                  (0.15, -0.89, 0.35, rear)]  # fmt: skip
    meshes = []
    for a, b, c, d in pieces:
        ceiling = [[a, c, roof], [a, d, roof], [b, d, roof], [b, c, roof]]
        meshes.append(plain(sheet(ceiling, 10), lining))
    edge = beam(
        [[left, header, roof], [CENTRE, header - 0.05, roof + 0.01], [right, header, roof]], [0, 1, 0], 0.05, 0.025
    )
    meshes.append(plain(edge, lining))
    for x in (0.0, PASSENGER):
        down = car.visor_down and x == 0.0
        turn = rotation_x(-1.25 if down else -0.06)
        y, z = (header + 0.05, roof - 0.075) if down else (header + 0.10, roof - 0.03)
        meshes.append(plain(rounded_box([x - 0.02, y, z], [0.19, 0.075, 0.010], 0.3, 12, turn), lining * 0.95))
    console = rounded_box([CENTRE, header + 0.11, roof - 0.02], [0.09, 0.08, 0.018], 0.3, 12)
    meshes.append(plain(console, lining * 0.85))
    for x in (-0.04, 0.04):
        lamp = rounded_box([CENTRE + x, header + 0.12, roof - 0.036], [0.025, 0.02, 0.006], 0.5, 8)
        meshes.append(plain(lamp, (0.7, 0.68, 0.62), Material.GLOSS))
    if car.kind not in NO_REAR_SEATS:  # nothing is to be seen behind in a van
        place = np.array([CENTRE, header - 0.02, roof - 0.10])
        meshes += [
            plain(rounded_box(place, [0.125, 0.018, 0.036], 0.4, 14), _DARK),
            plain(
                rounded_box(place + np.array([0, 0.016, 0]), [0.118, 0.004, 0.031], 0.4, 10),
                (0.3, 0.33, 0.36),
                Material.GLOSS,
            ),
            plain(tube([place, place + np.array([0, -0.05, 0.09])], 0.012, 8), _DARK),
        ]
    return meshes


def _rear(car: Car, measures: CabinMeasures) -> list[Mesh]:
    roof = measures.roof
    left, right = LEFT - measures.lean, RIGHT + measures.lean
    if car.kind in NO_REAR_SEATS:
        wall = [[LEFT, REAR_WALL, FLOOR], [RIGHT, REAR_WALL, FLOOR], [right, REAR_WALL, roof], [left, REAR_WALL, roof]]
        ribs = [beam([[x, REAR_WALL - 0.01, FLOOR], [x, REAR_WALL - 0.01, roof]], [1, 0, 0], 0.02, 0.015)
                for x in (0.2, -0.2, -0.55, -0.9)]  # fmt: skip
        return [plain(sheet(wall, 8), car.lower_colour), *(plain(rib, car.lower_colour) for rib in ribs)]
    lining = np.array(car.roof_colour)
    back = [[LEFT, 1.62, FLOOR], [RIGHT, 1.62, FLOOR], [RIGHT, 1.62, 0.46], [LEFT, 1.62, 0.46]]
    shelf = [[LEFT, 1.40, 0.45], [LEFT, 1.66, 0.46], [RIGHT, 1.66, 0.46], [RIGHT, 1.40, 0.45]]
    meshes = [plain(sheet(back), car.lower_colour), plain(sheet(shelf), car.trim_colour, Material.FABRIC)]
    for x, top in ((LEFT, left), (RIGHT, right)):
        pillar = smooth_path([[x, 1.72, 0.40], [x * 0.5 + top * 0.5, 1.66, 0.62], [top, 1.55, roof]])
        meshes.append(plain(beam(pillar, [1, 0.5, 0], 0.09, 0.03), lining))
    meshes.append(plain(beam([[left, 1.58, roof], [right, 1.58, roof]], [0, 1, 0], 0.05, 0.025), lining))
    return [*rear_row(car), *meshes]
