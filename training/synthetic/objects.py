"""What the driver wears or holds beside clothes: glasses, phone, cup, seat belt."""

from itertools import pairwise

import numpy as np
from embreex import rtcore_scene
from embreex.mesh_construction import TriangleMesh

from training.synthetic.body import AnnyBody, PosedBody, RestBody, move
from training.synthetic.mesh import Array, Material, Mesh, Part, plain, ribbon, rounded_box, tube
from training.synthetic.scene import Car

PHONE_HALF_SIZE = (0.036, 0.074, 0.0045)
"""Metres; 15 cm phones are the most common."""


def glasses(body: AnnyBody, rest: RestBody, posed: PosedBody) -> list[Mesh]:
    """Return thin frames; the eyes behind count as seen, so label rays pass."""
    head = body.attachment(rest, posed, "head")
    meshes = []
    circle = np.linspace(0, 2 * np.pi, 25)
    for side, (eye, ear) in ((1, (1, 3)), (-1, (2, 4))):
        centre = rest.keypoints[eye] + [0, -0.018, -0.004]
        rim = centre + np.stack([0.026 * np.cos(circle), 0 * circle, 0.019 * np.sin(circle)], axis=1)
        hook = rest.keypoints[ear] + [side * 0.004, 0.012, 0.022]
        temple = np.array(
            [centre + np.array([side * 0.026, 0, 0.006]), centre + np.array([side * 0.044, 0.03, 0.010]), hook]
        )
        for path in (rim, temple):
            meshes.append(plain(tube(move(head, path), 0.0016, 6), [0.03] * 3, Material.GLOSS, Part.IGNORED))
    return meshes


def phone_at_ear(body: AnnyBody, rest: RestBody, posed: PosedBody, side: str) -> Mesh:
    """Return a phone that lies on the ear and points to the corner of the mouth."""
    sign = 1 if side == "L" else -1
    ear = rest.keypoints[3 if side == "L" else 4]
    length = _unit(np.array([-sign * 0.22, -0.45, -0.85]))
    outwards = _unit(np.array([sign, 0.0, 0.0]) - sign * length[0] * length)
    centre = ear + 0.025 * outwards + 0.045 * length
    axes = np.stack([np.cross(length, outwards), length, outwards], axis=1)
    vertices, faces = rounded_box(centre, PHONE_HALF_SIZE, 0.2, 14, axes)
    return plain((move(body.attachment(rest, posed, "head"), vertices), faces), [0.02] * 3, Material.GLOSS)


def phone_in_hand(body: AnnyBody, posed: PosedBody, side: str) -> Mesh:
    """Return a phone that lies in the curled fingers, its screen to the face."""
    fingers, across, palm, centre = _hand(body, posed, side)
    face = posed.keypoints[0] - centre
    normal = palm if palm @ face > 0 else -palm
    axes = np.stack([across, np.cross(normal, across), normal], axis=1)
    return plain(rounded_box(centre + 0.02 * fingers, PHONE_HALF_SIZE, 0.2, 14, axes), [0.02] * 3, Material.GLOSS)


def cup(body: AnnyBody, posed: PosedBody, side: str, colour: Array) -> Mesh:
    """Return a paper cup in the hand, upright but tipped towards the mouth."""
    *_, centre = _hand(body, posed, side)
    mouth = posed.keypoints[0] + [0, -0.01, -0.05]
    up = _unit(np.array([0, 0, 1.0]) + 0.5 * _unit(mouth - centre))
    middle = centre + 0.35 * (mouth - centre - np.array([0, 0.03, 0]))
    path = middle + np.linspace(-0.055, 0.055, 6)[:, None] * up
    return plain(tube(path, np.linspace(0.028, 0.037, 6), 20), colour)


def seat_belt(body: AnnyBody, posed: PosedBody, clothes: list[Mesh], car: Car, anchor: Array) -> list[Mesh]:
    """Return the shoulder belt, drawn tight over the trunk. `anchor` is the upper one, at the b-pillar."""
    bones = {name: posed.bone_poses[i, :3, 3] for name, i in body.bone_index.items()}
    shoulder = 0.55 * bones["upperarm01.L"] + 0.45 * bones["clavicle.L"] + [0, 0, 0.05]
    buckle = np.array([-0.23, 0.0, -0.09])
    trunk = _Trunk(body, clothes)
    leaning = _unit(np.array([0, -np.cos(car.recline), -np.sin(car.recline)]))
    over_shoulder = bones["upperarm01.L"] * 0.6 + bones["clavicle.L"] * 0.4 + [0, 0.03, 0.075]
    path = trunk.drape(shoulder, buckle, leaning, [anchor, over_shoulder])
    if path is None:
        return []
    return [plain(ribbon(path, leaning, 0.047), car.belt_colour, Material.FABRIC, Part.IGNORED)]


class _Trunk:
    def __init__(self, body: AnnyBody, clothes: list[Mesh]) -> None:
        bones = body.bones(("root", "pelvis", "spine", "clavicle", "shoulder", "neck"))
        soup = [mesh.vertices[mesh.faces[np.isin(mesh.part[mesh.faces[:, 0]], bones)]] for mesh in clothes]
        self._scene = rtcore_scene.EmbreeScene()
        TriangleMesh(self._scene, np.concatenate(soup).astype(np.float32))

    def drape(self, start: Array, end: Array, outwards: Array, before: list[Array]) -> Array | None:
        """Return the path `(K, 3)` of a tight band from `start` to `end`, or none where it meets no trunk."""
        t = np.linspace(0, 1, 40)[:, None]
        origins = start * (1 - t) + end * t + 0.6 * outwards
        directions = np.tile(-outwards, (len(origins), 1))
        hits = self._scene.run(origins.astype(np.float32), directions.astype(np.float32), output=1)
        met = hits["geomID"] >= 0
        if met.sum() < 8:
            return None
        path = (origins - outwards * np.where(met, hits["tfar"], 0)[:, None])[met]
        height = path @ outwards
        tight = height.copy()
        for _ in range(60):  # a band under tension spans the hollows
            tight[1:-1] = np.maximum(tight[1:-1], (tight[:-2] + tight[2:]) / 2)
        path = path + (tight - height + 0.008)[:, None] * outwards
        stops = [*before, path[0]]
        lead = [a * (1 - q) + b * q for a, b in pairwise(stops) for q in (0, 0.33, 0.66)]
        return np.concatenate([lead, path, [end]])


def _hand(body: AnnyBody, posed: PosedBody, side: str) -> tuple[Array, Array, Array, Array]:
    """Return unit directions along and across the fingers and off the palm, and the grip's centre."""
    bone = {name: posed.bone_poses[i, :3, 3] for name, i in body.bone_index.items()}
    fingers = _unit(bone[f"finger3-1.{side}"] - bone[f"wrist.{side}"])
    across = bone[f"finger5-1.{side}"] - bone[f"finger2-1.{side}"]
    across = _unit(across - (across @ fingers) * fingers)
    centre = 0.45 * bone[f"finger3-1.{side}"] + 0.55 * bone[f"finger3-3.{side}"]
    return fingers, across, np.cross(fingers, across), centre


def _unit(vector: Array) -> Array:
    return vector / np.linalg.norm(vector)
