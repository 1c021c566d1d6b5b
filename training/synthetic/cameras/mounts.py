"""Where cameras hang in the cabin. Real ones are fixed in the car, not aimed at the head."""

import numpy as np

from training.synthetic.cameras.camera import Camera, look
from training.synthetic.car.cabin import LEFT, RIGHT, CabinMeasures
from training.synthetic.car.wheel import Wheel
from training.synthetic.mesh import Array
from training.synthetic.scene.scene import View

FISHEYE_FIELD = (104.0, 124.0)
"""Degrees from left to right."""
CARELESS = -0.6
"""A view whose draw of the aim's height (-1 to 1) is below hangs as it happens to: every fifth."""

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

    def aimed(at: Array) -> Camera:
        return look(position, at, field_of_view(view), width, height, curve=view.lens_curve, roll=view.roll)

    # Who fits a camera looks at its picture, and tilts it up until a head that sits upright is in it.
    crown = np.array([[0.0, 0.02, cabin.crown]])
    while view.aim[2] > CARELESS and not aimed(target).sees(crown)[0] and target[2] < cabin.crown:
        target[2] += 0.03
    return aimed(target)
