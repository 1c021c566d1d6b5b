"""Exact visibility: what a camera sees, what it could locate, what not. The whole policy is in this module.

Visible: the surface over the joint is the first thing that rays from the camera meet. Occluded: hidden, but parts next
to it are seen in the picture and tell where it is to within about a fist. Absent: out of the picture, or nothing seen
tells where it is.

Clothes, jackets and coats too, are the surface over the body's joints. On the head they are not: a mask hides the nose,
a scarf or a beanie the ears, and both count as head, as hair does. Seat belt, watch, glasses and sunglasses let rays
pass: eyes behind lenses are visible. People on other seats hide like any object.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from embreex import rtcore_scene
from embreex.mesh_construction import TriangleMesh

from pose.keypoints import FACE, KEYPOINT_NAMES, NUM_KEYPOINTS, neighbours
from pose.visibility import Visibility
from training.synthetic.cameras.camera import Camera
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A keypoint's class and why: `seen`, `hidden, but located`, `hidden, and nothing tells where`, `out of frame`.

    `hidden_by` is what most rays meet first: a bone's name, `hair or headwear`, or `car, object or passenger`.
    """

    state: Visibility
    reason: str
    hidden_by: str | None = None


class LabelRays:
    """The scene as rays see it. `bones` are the names behind the meshes' part numbers."""

    def __init__(self, meshes: Iterable[Mesh], bones: list[str]) -> None:
        solid = [mesh for mesh in meshes if mesh.part[0] != Part.IGNORED]
        soup = np.concatenate([mesh.vertices[mesh.faces] for mesh in solid])
        self._parts = np.concatenate([mesh.part[mesh.faces[:, 0]] for mesh in solid])
        self._scene = rtcore_scene.EmbreeScene()
        TriangleMesh(self._scene, soup.astype(np.float32))
        self._bones = bones
        self._surface = [_surface_bones(k, bones) for k in range(NUM_KEYPOINTS)]
        head = [i for i, name in enumerate(bones) if name in ("head", "eye.L", "eye.R")]
        self._head = np.array([*head, Part.HAIR])

    def visibility(self, camera: Camera, keypoints: Array, extremities: Array) -> np.ndarray:
        """Return the class `(17,)` of every keypoint; `judge` says why."""
        return np.array([int(judgement.state) for judgement in self.judge(camera, keypoints, extremities)])

    def judge(self, camera: Camera, keypoints: Array, extremities: Array) -> list[Judgement]:
        """Return class and reason of every keypoint.

        `keypoints (17, 3)`; `extremities (4, 3)` are left and right hand, left and right foot: they continue the
        limbs beyond wrists and ankles.
        """
        inside = camera.sees(keypoints)
        discs = [self._disc(camera, keypoints, k) for k in range(NUM_KEYPOINTS)]
        seen = inside & (np.array([share for share, _ in discs]) >= VISIBLE_SHARE)
        head_shown = bool(seen[list(FACE)].any()) or self._head_share(camera, keypoints) > HEAD_SHARE
        judgements = []
        for k in range(NUM_KEYPOINTS):
            if not inside[k]:
                judgements.append(Judgement(state=Visibility.ABSENT, reason="out of frame"))
                continue
            if seen[k]:
                judgements.append(Judgement(state=Visibility.VISIBLE, reason="seen"))
                continue
            if k in FACE:
                located = head_shown
            else:
                beside = k in _OPPOSITE and bool(seen[_OPPOSITE[k]])
                located = beside or self._located(camera, keypoints, extremities, k)
            judgements.append(
                Judgement(
                    state=Visibility.OCCLUDED if located else Visibility.ABSENT,
                    reason="hidden, but located" if located else "hidden, and nothing tells where",
                    hidden_by=self._name(discs[k][1]),
                )
            )
        return judgements

    def _disc(self, camera: Camera, keypoints: Array, k: int) -> tuple[float, int]:
        """Return the share of a keypoint's rays that arrive, and what stops most of the others."""
        centre = keypoints[k]
        forward = centre - camera.position
        forward = forward / np.linalg.norm(forward)
        right = np.cross(forward, [0.0, 0.0, 1.0])
        right /= np.linalg.norm(right)
        angles = np.arange(8)[:, None] * np.pi / 4
        ring = centre + RADIUS * (np.cos(angles) * right + np.sin(angles) * np.cross(forward, right))
        points = np.concatenate([centre[None], ring])
        arrive = self._arrive(camera, points, self._surface[k], _depth(k))
        stopped = self._first_hits(camera, points[~arrive])[2] if not arrive.all() else np.array([Part.CABIN])
        kinds, counts = np.unique(stopped, return_counts=True)
        return float(arrive.mean()), int(kinds[counts.argmax()])

    def _name(self, part: int) -> str:
        if part >= 0:
            return self._bones[part]
        return "hair or headwear" if part == Part.HAIR else "car, object or passenger"

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
