"""The steering wheel: where it stands, and points on its rim."""

from dataclasses import dataclass

import numpy as np

from training.synthetic.mesh import Array
from training.synthetic.people.body import AnnyBody, RestBody
from training.synthetic.scene.car import Car


@dataclass(frozen=True, slots=True, kw_only=True)
class Wheel:
    """The steering wheel: centre, radius and the axes right-to-left, up the rim, and towards the driver."""

    centre: Array
    radius: float
    across: Array
    up: Array
    normal: Array
    turn: float = 0.0
    """Radians it is turned by, to the left: it moves rim and spokes, not the column."""

    def rim(self, angle: float) -> tuple[Array, Array, Array]:
        """Return point, outward direction and tangent at `angle` (radians, 0 at the driver's left)."""
        outward = np.cos(angle) * self.across + np.sin(angle) * self.up
        tangent = -np.sin(angle) * self.across + np.cos(angle) * self.up
        return self.centre + self.radius * outward, outward, tangent


def place_wheel(body: AnnyBody, rest: RestBody, car: Car, turn: float = 0.0) -> Wheel:
    """Put the wheel where this driver's arms reach it."""
    shoulder, wrist = (rest.joints[body.bone_index[name]] for name in ("upperarm01.L", "wrist.L"))
    reach = car.reach * float(np.linalg.norm(shoulder - wrist))
    tilt = car.wheel_tilt
    return Wheel(
        centre=np.array([0, -0.93 * reach + 0.16 * np.sin(car.recline) - 0.04, car.wheel_height]),
        radius=car.wheel_radius,
        across=np.array([1.0, 0, 0]),
        up=np.array([0, -np.sin(tilt), np.cos(tilt)]),
        normal=np.array([0, np.cos(tilt), np.sin(tilt)]),
        turn=turn,
    )
