"""Exact visibility: what a camera sees, what it could locate, what not. The whole policy is in this module.

Visible: the surface over the joint is the first thing that rays from the camera meet. Occluded: hidden, but parts next
to it are seen in the picture and tell where it is to within about a fist. Absent: out of the picture, or nothing seen
tells where it is. Clothes are surface; seat belt and glasses let rays pass; hair hides and counts as head.
"""

from collections.abc import Iterable

import numpy as np
from embreex import rtcore_scene
from embreex.mesh_construction import TriangleMesh

from pose.keypoints import FACE, KEYPOINT_NAMES, NUM_KEYPOINTS, neighbours
from pose.visibility import Visibility
from training.synthetic.cameras import Camera
from training.synthetic.mesh import Array, Mesh, Part

# How far before the joint (metres) its own surface may be met: the joint lies inside the flesh.
_DEPTH = dict(nose=0.02, eye=0.02, ear=0.03, shoulder=0.12, elbow=0.09, wrist=0.06, hip=0.17, knee=0.11, ankle=0.09)

# Bones whose skin or cloth is the surface over the joint.
_SURFACE = dict(
    nose=("head",),
    eye=("head", "eye"),
    ear=("head",),
    shoulder=("clavicle", "shoulder", "upperarm", "spine01", "spine02", "neck01"),
    elbow=("upperarm", "lowerarm"),
    wrist=("lowerarm", "wrist", "metacarpal", "finger"),
    hip=("pelvis", "root", "upperleg", "spine05", "spine04"),
    knee=("upperleg", "lowerleg"),
    ankle=("lowerleg", "foot", "toe"),
)
_TRUNK = ("spine", "root", "pelvis")

RADIUS = 0.012
"""Metres. Rays go to a disc this wide around a joint, so that a finger's width does not decide."""
VISIBLE_SHARE = 0.4
"""Share of the disc's rays that must arrive."""
LOCATED_SHARE = 0.2
"""Share of the samples along the neighbouring limbs that must be seen to locate a hidden joint between them."""
LOCATED_SHARE_AT_THE_END = 0.4
"""The same for wrists and ankles: a limb's end can only be extrapolated, a quarter of the limb does not do."""
HEAD_SHARE = 0.2
"""Share of the head that must be seen to place its hidden side."""

_OPPOSITE = {5: 6, 6: 5, 11: 12, 12: 11}
"""Shoulders and hips: one seen places the other, across the trunk's known width."""
_ENDS = (9, 10, 15, 16)
_ALONG = (0.25, 0.5, 0.75)


class LabelRays:
    """The scene as rays see it. `bones` are the names behind the meshes' part numbers."""

    def __init__(self, meshes: Iterable[Mesh], bones: list[str]) -> None:
        solid = [mesh for mesh in meshes if mesh.part[0] != Part.IGNORED]
        soup = np.concatenate([mesh.vertices[mesh.faces] for mesh in solid])
        self._parts = np.concatenate([mesh.part[mesh.faces[:, 0]] for mesh in solid])
        self._scene = rtcore_scene.EmbreeScene()
        TriangleMesh(self._scene, soup.astype(np.float32))
        self._surface = [_surface_bones(k, bones) for k in range(NUM_KEYPOINTS)]
        head = [i for i, name in enumerate(bones) if name in ("head", "eye.L", "eye.R")]
        self._head = np.array([*head, Part.HAIR])

    def visibility(self, camera: Camera, keypoints: Array, extremities: Array) -> np.ndarray:
        """Return the class `(17,)` of every keypoint.

        `keypoints (17, 3)`; `extremities (4, 3)` are left and right hand, left and right foot: they continue the
        limbs beyond wrists and ankles.
        """
        inside = camera.sees(keypoints)
        seen = inside & (np.array([self._disc_share(camera, keypoints, k) for k in range(17)]) >= VISIBLE_SHARE)
        head_shown = bool(seen[list(FACE)].any()) or self._head_share(camera, keypoints) > HEAD_SHARE
        states = np.full(NUM_KEYPOINTS, int(Visibility.ABSENT))
        for k in np.flatnonzero(inside):
            if seen[k]:
                states[k] = Visibility.VISIBLE
            elif k in FACE:
                states[k] = Visibility.OCCLUDED if head_shown else Visibility.ABSENT
            elif self._located(camera, keypoints, extremities, int(k)) or (k in _OPPOSITE and seen[_OPPOSITE[int(k)]]):
                states[k] = Visibility.OCCLUDED
        return states

    def _disc_share(self, camera: Camera, keypoints: Array, k: int) -> float:
        centre = keypoints[k]
        forward = centre - camera.position
        forward = forward / np.linalg.norm(forward)
        right = np.cross(forward, [0.0, 0.0, 1.0])
        right /= np.linalg.norm(right)
        angles = np.arange(8)[:, None] * np.pi / 4
        ring = centre + RADIUS * (np.cos(angles) * right + np.sin(angles) * np.cross(forward, right))
        points = np.concatenate([centre[None], ring])
        return float(self._arrive(camera, points, self._surface[k], _depth(k)).mean())

    def _located(self, camera: Camera, keypoints: Array, extremities: Array, k: int) -> bool:
        seen: list[bool] = []
        for j in neighbours(k):
            points = np.array([keypoints[k] * (1 - a) + keypoints[j] * a for a in _ALONG])
            surface = np.union1d(self._surface[k], self._surface[j])
            depth = max(_depth(k), _depth(j))
            seen += list(self._arrive(camera, points, surface, depth) & camera.sees(points))
        if k in _ENDS:
            beyond = extremities[[_ENDS.index(k)]]
            seen += list(self._arrive(camera, beyond, self._surface[k], _depth(k)) & camera.sees(beyond))
        return float(np.mean(seen)) > (LOCATED_SHARE_AT_THE_END if k in _ENDS else LOCATED_SHARE)

    def _head_share(self, camera: Camera, keypoints: Array) -> float:
        # 6 cm around the middle of the five face keypoints fills the skull without leaving it much.
        points = keypoints[list(FACE)].mean(axis=0) + np.random.default_rng(0).normal(size=(40, 3)) * 0.06
        _, _, parts = self._first_hits(camera, points)
        return float((np.isin(parts, self._head) & camera.sees(points)).mean())

    def _arrive(self, camera: Camera, points: Array, surface: np.ndarray, depth: float) -> np.ndarray:
        """Return which rays `(N,)` meet nothing before `points`, or the joint's own surface just before them."""
        distance, hit, parts = self._first_hits(camera, points)
        return (hit > distance) | ((hit > distance - depth) & np.isin(parts, surface))

    def _first_hits(self, camera: Camera, points: Array) -> tuple[Array, Array, np.ndarray]:
        rays = points - camera.position
        distance = np.linalg.norm(rays, axis=1)
        origins = np.tile(camera.position, (len(points), 1)).astype(np.float32)
        result = self._scene.run(origins, (rays / distance[:, None]).astype(np.float32), output=1)
        nothing = result["primID"] < 0
        hit = np.where(nothing, np.inf, result["tfar"])
        return distance, hit, np.where(nothing, Part.CABIN, self._parts[result["primID"]])


def _joint(k: int) -> str:
    return KEYPOINT_NAMES[k].rsplit("_", maxsplit=1)[-1]


def _depth(k: int) -> float:
    return _DEPTH[_joint(k)]


def _surface_bones(k: int, bones: list[str]) -> np.ndarray:
    """Return the bones whose surface may be met at keypoint `k`: never the other side's arm or leg."""
    other_side = ".R" if KEYPOINT_NAMES[k].startswith("left") else ".L"
    prefixes = _SURFACE[_joint(k)] + (_TRUNK if _joint(k) in ("shoulder", "hip") else ())
    one_sided = k not in FACE
    return np.array(
        [
            i
            for i, name in enumerate(bones)
            if name.startswith(prefixes) and not (one_sided and name.endswith(other_side))
        ]
    )
