"""What the driver holds: phone, cup, bottle, something to eat, a cigarette; and a watch and bags."""

import numpy as np

from training.synthetic.mesh import Array, Material, Mesh, Part, loft, plain, rounded_box, tube
from training.synthetic.people.body import AnnyBody, PosedBody, RestBody, move

PHONE_HALF_SIZE = (0.036, 0.074, 0.0042)
"""Metres; 15 cm phones are the most common."""
_BLACK = (0.012, 0.012, 0.013)
_CASES = [(0.015, 0.015, 0.016), (0.35, 0.36, 0.38), (0.05, 0.08, 0.16), (0.45, 0.30, 0.28), (0.06, 0.12, 0.09)]


def phone_at_ear(body: AnnyBody, rest: RestBody, posed: PosedBody, side: str) -> list[Mesh]:
    """Return a phone that lies on the ear and points to the corner of the mouth."""
    sign = 1 if side == "L" else -1
    ear = rest.keypoints[3 if side == "L" else 4]
    length = _unit(np.array([-sign * 0.22, -0.45, -0.85]))
    outwards = _unit(np.array([sign, 0.0, 0.0]) - sign * length[0] * length)
    centre = ear + 0.025 * outwards + 0.045 * length
    axes = np.stack([np.cross(length, -outwards), length, -outwards], axis=1)
    return _phone(centre, axes, body.attachment(rest, posed, "head"))


def phone_in_hand(body: AnnyBody, posed: PosedBody, side: str) -> list[Mesh]:
    """Return a phone that lies on the curled fingers, its screen to the face."""
    hand = _Hand(body, posed, side)
    normal = hand.palm
    up = _unit(hand.along - 0.45 * hand.across)
    axes = np.stack([np.cross(up, normal), up, normal], axis=1)
    return _phone(hand.grip + 0.012 * hand.palm + 0.03 * up, axes, np.eye(4))


def _phone(centre: Array, axes: Array, carry: Array) -> list[Mesh]:
    """Make a case, a screen (towards the third axis) and a camera bump."""
    w, h, d = PHONE_HALF_SIZE
    meshes = []
    # The shade of the case hangs on where the phone is: no random numbers are at hand here.
    case = _CASES[int(abs(centre[2] * 1e4)) % len(_CASES)]
    for offset, size, colour, material in (
        ((0, 0, 0), (w, h, d), case, Material.PLASTIC),
        ((0, 0, d * 0.9), (w * 0.94, h * 0.965, 0.0006), _BLACK, Material.GLOSS),
        ((w * 0.5, h * 0.72, -d * 1.1), (w * 0.36, w * 0.40, 0.0015), _BLACK, Material.GLOSS),
    ):
        vertices, faces = rounded_box(centre + axes @ np.array(offset), size, 0.22, 14, axes)
        meshes.append(plain((move(carry, vertices), faces), colour, material))
    return meshes


def cup(body: AnnyBody, posed: PosedBody, side: str, rng: np.random.Generator) -> list[Mesh]:
    """Return a cup, can or bottle in the hand, tipped towards the mouth."""
    hand = _Hand(body, posed, side)
    mouth = posed.keypoints[0] + _down(body, posed) * 0.045
    kind = rng.choice(["cup", "bottle", "can"])
    up = _unit(np.array([0, 0, 1.0]) + 0.55 * _unit(mouth - hand.grip))
    middle = hand.grip + 0.034 * hand.palm
    colour = tuple(float(c) for c in rng.uniform(0.05, 0.75, 3))
    if kind == "bottle":
        z = np.array([-0.10, -0.10, -0.02, 0.05, 0.08, 0.105, 0.125, 0.125])
        radius = np.array([0.001, 0.031, 0.031, 0.031, 0.020, 0.013, 0.013, 0.001])
    elif kind == "can":
        z = np.array([-0.06, -0.06, 0.055, 0.06, 0.06])
        radius = np.array([0.001, 0.032, 0.032, 0.027, 0.001])
    else:
        z = np.array([-0.06, -0.06, 0.058, 0.062, 0.066, 0.066])
        radius = np.array([0.001, 0.028, 0.038, 0.041, 0.036, 0.001])
    shape = _turned(middle, up, z, radius)
    return [plain(shape, colour, Material.GLOSS if kind != "cup" else Material.PLASTIC)]


def snack(body: AnnyBody, posed: PosedBody, side: str, rng: np.random.Generator) -> list[Mesh]:
    """Return something to eat between the fingertips."""
    hand = _Hand(body, posed, side)
    size = rng.uniform([0.03, 0.018, 0.022], [0.05, 0.03, 0.03])
    axes = np.stack([hand.across, hand.along, hand.palm], axis=1)
    bread = (0.45, 0.26, 0.10) if rng.random() < 0.6 else tuple(float(c) for c in rng.uniform(0.1, 0.6, 3))
    return [plain(rounded_box(hand.tips + 0.012 * hand.palm, size, 0.7, 14, axes), bread, Material.FABRIC)]


def cigarette(body: AnnyBody, posed: PosedBody, side: str) -> list[Mesh]:
    """Return a cigarette between index and middle finger."""
    hand = _Hand(body, posed, side)
    bone = hand.bone
    between = 0.5 * (bone[f"finger2-3.{side}"] + bone[f"finger3-3.{side}"])
    direction = _unit(-hand.palm + 0.3 * hand.along)
    ends = between + np.linspace(-0.03, 0.05, 5)[:, None] * direction
    return [plain(tube(ends, 0.0038, 8), (0.8, 0.78, 0.74))]


def watch(body: AnnyBody, rest: RestBody, posed: PosedBody, lift: float) -> list[Mesh]:
    """Return a watch on the left wrist, on the elbow's side of the crease; clothing for the labels."""
    elbow, wrist = (rest.joints[body.bone_index[name]] for name in ("lowerarm02.L", "wrist.L"))
    along = _unit(wrist - elbow)
    centre = wrist - 0.028 * along
    near = rest.vertices[body.region("lowerarm02.L", "wrist.L")] - centre
    ring = near[np.abs(near @ along) < 0.012]
    if len(ring) < 8:
        return []
    across = ring - (ring @ along)[:, None] * along
    wide = _unit(np.linalg.svd(across - across.mean(axis=0), full_matrices=False)[2][0])
    thick = np.cross(along, wide)
    a, b = np.abs(across @ wide).max() + lift, np.abs(across @ thick).max() + lift
    angles = np.linspace(0, 2 * np.pi, 25)[:, None]
    circle = centre + across.mean(axis=0) + a * np.cos(angles) * wide + b * np.sin(angles) * thick
    band = loft(np.stack([circle - 0.008 * along, circle - 0.008 * along * 0, circle + 0.008 * along]))
    back = thick if thick[2] > 0 else -thick  # the back of the hand looks up at rest
    face = rounded_box(
        centre + across.mean(axis=0) + (b + 0.003) * back,
        [0.017, 0.017, 0.004],
        0.6,
        12,
        np.stack([wide, along, back], axis=1),
    )
    carry = body.attachment(rest, posed, "lowerarm02.L")
    return [
        plain((move(carry, vertices), faces), colour, Material.GLOSS, Part.IGNORED)
        for (vertices, faces), colour in ((band, (0.03, 0.03, 0.03)), (face, (0.25, 0.25, 0.26)))
    ]


def bag(place: Array, rng: np.random.Generator) -> list[Mesh]:
    """Return a bag that stands on a seat, with handles."""
    size = rng.uniform([0.13, 0.07, 0.10], [0.20, 0.11, 0.16])
    colour = rng.uniform(0.02, 0.35) * rng.uniform(0.6, 1.4, 3)
    middle = place + np.array([0, 0, size[2]])
    t = np.linspace(0, np.pi, 12)
    handle = middle + np.stack([0.5 * size[0] * np.cos(t), 0 * t, size[2] * 0.9 + 0.09 * np.sin(t)], axis=1)
    return [
        plain(rounded_box(middle, size, 0.35, 18), colour, Material.FABRIC),
        plain(tube(handle, 0.008, 8), colour * 0.6, Material.FABRIC),
    ]


class _Hand:
    """A posed hand: where fingers point, across them (from index to little), off the palm, and what it encloses."""

    def __init__(self, body: AnnyBody, posed: PosedBody, side: str) -> None:
        self.bone = bone = {name: posed.bone_poses[i, :3, 3] for name, i in body.bone_index.items()}
        self.along = _unit(bone[f"finger3-1.{side}"] - bone[f"wrist.{side}"])
        across = bone[f"finger5-1.{side}"] - bone[f"finger2-1.{side}"]
        self.across = _unit(across - (across @ self.along) * self.along)
        sign = 1 if side == "L" else -1
        self.palm = sign * np.cross(self.across, self.along)
        ends = [bone[f"finger{k}-3.{side}"] for k in (2, 3, 4)]
        self.tips = np.mean(ends, axis=0)
        self.grip = 0.6 * bone[f"finger3-1.{side}"] + 0.4 * bone[f"finger4-2.{side}"] + 0.012 * self.palm


def _down(body: AnnyBody, posed: PosedBody) -> Array:
    head = posed.bone_poses[body.bone_index["head"]]
    neck = posed.bone_poses[body.bone_index["neck01"]]
    return _unit(neck[:3, 3] - head[:3, 3])


def _turned(middle: Array, up: Array, heights: Array, radii: Array) -> tuple[Array, np.ndarray]:
    """Make a body of revolution around `up`."""
    side = _unit(np.cross(up, [0.3, 0.2, 0.1]))
    other = np.cross(up, side)
    angles = np.linspace(0, 2 * np.pi, 25)
    ring = np.cos(angles)[:, None] * side + np.sin(angles)[:, None] * other
    return loft(middle + heights[:, None, None] * up + radii[:, None, None] * ring)


def _unit(vector: Array) -> Array:
    return vector / np.linalg.norm(vector)
