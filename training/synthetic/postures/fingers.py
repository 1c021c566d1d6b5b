"""How hands hold: the fingers' bends for gripping, holding, resting and pointing."""

from dataclasses import dataclass

import numpy as np

from training.synthetic.mesh import Array
from training.synthetic.people.body import AnnyBody, RestBody
from training.synthetic.postures.kinematics import Vector


@dataclass(frozen=True, slots=True, kw_only=True)
class Grasp:
    """Bends in degrees: knuckle, middle and end joint of index to little finger; the thumb's turn under the palm and
    its bend. `closing` is added from finger to finger: the little finger bends most."""

    fingers: tuple[float, float, float]
    thumb_under: float
    thumb_bend: float
    closing: float = 3.0
    index: tuple[float, float, float] | None = None
    """Where the index finger does something else."""


GRASPS: dict[str, Grasp] = {
    # A rim of 3 cm: the fingers go once around it. Relaxed fingers are bent already: these degrees come on top.
    "rim": Grasp(fingers=(18, 52, 48), thumb_under=28, thumb_bend=28),
    "loose_rim": Grasp(fingers=(12, 44, 38), thumb_under=12, thumb_bend=15),
    # A cup or bottle of 7 cm.
    "cup": Grasp(fingers=(32, 48, 30), thumb_under=45, thumb_bend=18, closing=1),
    # A phone lies on the fingers, the thumb on its edge.
    "phone": Grasp(fingers=(28, 46, 26), thumb_under=40, thumb_bend=22, closing=1),
    "knob": Grasp(fingers=(38, 52, 30), thumb_under=35, thumb_bend=20),
    "relaxed": Grasp(fingers=(16, 28, 16), thumb_under=12, thumb_bend=14, closing=5),
    "flat": Grasp(fingers=(4, 10, 6), thumb_under=4, thumb_bend=6, closing=2),
    "pointing": Grasp(fingers=(52, 75, 42), thumb_under=30, thumb_bend=30, index=(8, 10, 6)),
    "pinch": Grasp(fingers=(42, 50, 28), thumb_under=45, thumb_bend=25, closing=-4),
    "fist": Grasp(fingers=(66, 88, 55), thumb_under=38, thumb_bend=40),
}


def bend_fingers(
    body: AnnyBody, rest: RestBody, side: str, grasp: Grasp, rng: np.random.Generator
) -> dict[str, Vector]:
    """Return the rotation vector of every finger bone of a hand (`L` or `R`); no two fingers bend quite alike."""
    joint = {name: rest.joints[i] for name, i in body.bone_index.items()}

    def at(bone: str) -> Array:
        return joint[f"{bone}.{side}"]

    across = _unit(at("finger5-1") - at("finger2-1"))
    along = _unit(at("finger3-1") - at("wrist"))
    # At rest palms look down: fingertips must move down.
    flexion = across if np.cross(across, at("finger3-2") - at("finger3-1"))[2] < 0 else -across
    palm = np.cross(flexion, along)
    rotations: dict[str, Vector] = {}
    for finger in range(2, 6):
        bends = grasp.index if finger == 2 and grasp.index else grasp.fingers
        for number, bend in enumerate(bends, start=1):
            degrees = bend + grasp.closing * (finger - 3) * (number == 1) + rng.normal(0, 4)
            rotations[f"finger{finger}-{number}.{side}"] = _vector(flexion * np.deg2rad(max(degrees, -5)))
    thumb = _unit(at("finger1-3") - at("finger1-2"))
    # The thumb turns around the hand's length until it faces the fingers, and bends towards them.
    under = along if np.cross(along, thumb) @ palm > 0 else -along
    towards = _unit(np.cross(thumb, palm + 0.8 * across))
    rotations[f"finger1-1.{side}"] = _vector(under * np.deg2rad(grasp.thumb_under + rng.normal(0, 3)))
    for number, share in ((2, 0.6), (3, 1.0)):
        rotations[f"finger1-{number}.{side}"] = _vector(towards * np.deg2rad(grasp.thumb_bend * share))
    return rotations


def _unit(vector: Array) -> Array:
    return vector / np.linalg.norm(vector)


def _vector(values: Array) -> Vector:
    x, y, z = (float(v) for v in values)
    return x, y, z
