"""What must not happen: hands in wheel, dashboard, seat, door, trunk or head; a phone before the nose.

Two tests, both with rays inside the body. Along the bones, from the elbow to the fingertips: whatever stops such a ray
is pierced by the arm. From the bones to the skin around them: where something stops a ray, the skin beyond lies in it,
as deep as the rest of the ray is long; cloth and flesh give way a little.
"""

from dataclasses import dataclass

import numpy as np
from embreex import rtcore_scene
from embreex.mesh_construction import TriangleMesh

from training.synthetic.mesh import Array, Mesh
from training.synthetic.people.body import FIRST_HELPER, AnnyBody, PosedBody

_CHAINS = ("lowerarm01", "lowerarm02", "wrist")
_FINGERS = tuple(f"finger{finger}-{joint}" for finger in range(1, 6) for joint in (1, 2, 3))
CABIN_DEPTH = 0.014
"""Metres that the skin of hands and forearms may lie in the cabin: seats and door linings are soft."""
BODY_DEPTH = 0.020
"""The same for the own trunk, thighs, head and other arm, whose clothes have no thickness here."""
HEAD_DEPTH = 0.05
"""The same for the head in the headrest or roof."""
GRAZE = 0.012
"""Metres of a bone that may lie inside something: fingers around a rim touch it."""
TOO_MANY = 0.06
"""Share of a hand's or forearm's rays that may end too deep."""
PHONE_TO_NOSE = 0.07
"""Metres."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collision:
    """What is in what, and the share of its skin that is."""

    limb: str
    obstacle: str
    share: float


class Obstacles:
    """The cabin, for poses to be tried in."""

    def __init__(self, cabin: list[Mesh]) -> None:
        self._cabin = _scene(np.concatenate([mesh.vertices[mesh.faces] for mesh in cabin]))

    def collisions(self, body: AnnyBody, posed: PosedBody) -> list[Collision]:
        """Return what of arms and head lies too deep in the cabin or in the own body."""
        found = []
        vertices, faces = posed.vertices, body.faces["body"]
        for side, opposite in (("L", "R"), ("R", "L")):
            own = body.region("spine", "root", "pelvis", "upperleg", "head", "neck")
            other_arm = body.region(*(f"{bone}.{opposite}" for bone in (*_CHAINS, *_FINGERS)))
            soup = vertices[faces[(own | other_arm)[faces].all(axis=1)]]
            self_scene = _scene(soup)
            chain = _along(body, posed, side)
            for obstacle, scene in (("cabin", self._cabin), ("body", self_scene)):
                pierced = float((_chords(scene, *chain) > GRAZE).mean())
                if pierced:
                    found.append(Collision(limb=f"arm.{side}", obstacle=obstacle, share=0.5 + pierced))
            for limb, bones in (("hand", ("wrist", *_FINGERS)), ("forearm", ("lowerarm01", "lowerarm02"))):
                rays = _rays(body, posed, [f"{bone}.{side}" for bone in bones])
                for obstacle, scene, depth in (
                    ("cabin", self._cabin, CABIN_DEPTH),
                    ("body", self_scene, BODY_DEPTH),
                ):
                    share = float((_depths(scene, *rays) > depth).mean())
                    if share > TOO_MANY:
                        found.append(Collision(limb=f"{limb}.{side}", obstacle=obstacle, share=share))
        share = float((_depths(self._cabin, *_rays(body, posed, ["head"])) > HEAD_DEPTH).mean())
        if share > TOO_MANY:
            found.append(Collision(limb="head", obstacle="cabin", share=share))
        return found


def before_the_nose(posed: PosedBody, phone: list[Mesh]) -> bool:
    """Tell whether a phone covers the nose: nobody drives like that."""
    nose = posed.keypoints[0]
    return any(float(np.linalg.norm(mesh.vertices - nose, axis=1).min()) < PHONE_TO_NOSE for mesh in phone)


def _along(body: AnnyBody, posed: PosedBody, side: str) -> tuple[Array, Array]:
    """Return the pieces of the ways from the elbow over the wrist along every finger: starts and ends `(N, 3)`."""
    origins, ends = [], []
    for finger in range(1, 6):
        names = ["lowerarm01", "wrist", *(f"finger{finger}-{joint}" for joint in (1, 2, 3))]
        points = posed.bone_poses[[body.bone_index[f"{name}.{side}"] for name in names], :3, 3]
        origins.append(points[:-1])
        ends.append(points[1:])
    return np.concatenate(origins), np.concatenate(ends)


def _rays(body: AnnyBody, posed: PosedBody, names: list[str]) -> tuple[Array, Array]:
    """Return origins on the bones and ends on the skin `(N, 3)`, and along each bone itself."""
    origins, ends = [], []
    for name in names:
        index = body.bone_index[name]
        skin = np.flatnonzero(body.dominant_bone[:FIRST_HELPER] == index)
        start = posed.bone_poses[index, :3, 3]
        middle = posed.vertices[skin].mean(axis=0)
        # From the bone's axis: the nearest point between its head and twice its middle.
        axis = 2 * (middle - start)
        along = np.clip(((posed.vertices[skin] - start) @ axis) / max(axis @ axis, 1e-9), 0, 1)
        origins.append(start + along[:, None] * axis)
        ends.append(posed.vertices[skin])
    return np.concatenate(origins), np.concatenate(ends)


def _depths(scene: rtcore_scene.EmbreeScene, origins: Array, ends: Array) -> Array:
    """Return how much of each ray lies beyond its first hit, metres; 0 where nothing stops it."""
    way = ends - origins
    length = np.linalg.norm(way, axis=1)
    directions = way / np.maximum(length, 1e-9)[:, None]
    hits = scene.run(origins.astype(np.float32), directions.astype(np.float32), output=1)
    reached = np.where(hits["primID"] < 0, np.inf, hits["tfar"])
    return np.maximum(length - reached, 0)


def _chords(scene: rtcore_scene.EmbreeScene, starts: Array, ends: Array) -> Array:
    """Return how much of each way lies between its first and its last hit, or its end where that is inside."""
    length = np.linalg.norm(ends - starts, axis=1)
    forth, back = _depths(scene, starts, ends), _depths(scene, ends, starts)
    # One surface only (a seat's cover, a sheet of dashboard) has the same first and last hit: all beyond is inside.
    chord = forth + back - length
    return np.where(forth <= 0, 0.0, np.where(chord > 1e-4, chord, forth))


def _scene(soup: Array) -> rtcore_scene.EmbreeScene:
    scene = rtcore_scene.EmbreeScene()
    TriangleMesh(scene, soup.astype(np.float32))
    return scene
