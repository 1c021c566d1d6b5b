"""The seat belt, pulled tight: a band over the convex hull of what lies near its plane."""

import cv2
import numpy as np

from training.synthetic.mesh import Array, Material, Mesh, Part, plain, ribbon, rounded_box
from training.synthetic.people.body import AnnyBody, PosedBody
from training.synthetic.scene.draws import Colour

WIDTH = 0.047
_BUCKLE = np.array([-0.245, 0.07, -0.06])
_LAP_ANCHOR = np.array([0.255, 0.11, -0.10])
_LIFT = 0.004


def seat_belt(body: AnnyBody, posed: PosedBody, clothes: list[Mesh], colour: Colour, anchor: Array) -> list[Mesh]:
    """Return shoulder and lap part, lock and tongue. `anchor` is the upper one, at the b-pillar."""
    bones = {name: posed.bone_poses[i, :3, 3] for name, i in body.bone_index.items()}
    shoulder = 0.55 * bones["upperarm01.L"] + 0.45 * bones["clavicle.L"]
    chest = 0.5 * (bones["spine02"] + bones["spine01"])
    hips = 0.5 * (bones["upperleg01.L"] + bones["upperleg01.R"])
    forward = np.cross(bones["upperarm01.L"] - bones["upperarm01.R"], bones["spine01"] - hips)
    forward = forward / np.linalg.norm(forward)
    if forward[1] > 0:
        forward = -forward
    trunk = _points(body, clothes, ("spine", "clavicle", "shoulder", "root", "pelvis"))
    lap = _points(body, clothes, ("root", "pelvis", "spine05", "spine04", "upperleg01"))
    # The shoulder part's plane holds collar bone and buckle and looks at the chest from the side.
    across = np.cross(shoulder - _BUCKLE, forward)
    over = _tight(trunk, anchor, _BUCKLE, shoulder, across, chest + 0.3 * forward)
    # The lap part lies in the groin's crease, above the thighs and under the belly.
    crease = hips + np.array([0, -0.10, 0.10])
    around = _tight(lap, _LAP_ANCHOR, _BUCKLE, crease, np.cross(np.array([1.0, 0, 0]), crease - _BUCKLE), crease)
    meshes = [
        plain(ribbon(path, normals, WIDTH), colour, Material.FABRIC, Part.IGNORED)
        for path, normals in filter(None, (over, around))
    ]
    lock = rounded_box(_BUCKLE + np.array([0, 0.01, -0.03]), [0.016, 0.014, 0.045], 0.4, 10)
    return [*meshes, plain(lock, (0.02, 0.02, 0.02))]


def _points(body: AnnyBody, clothes: list[Mesh], prefixes: tuple[str, ...]) -> Array:
    bones = body.bones(prefixes)
    return np.concatenate([mesh.vertices[np.isin(mesh.part, bones)] for mesh in clothes])


def _tight(
    points: Array, start: Array, end: Array, through: Array, normal: Array, front: Array
) -> tuple[Array, Array] | None:
    """Return path `(K, 3)` and normals `(K, 3)` of a band in the plane of `normal` through `through`, on the side of
    `front`; none where nothing lies near the plane. The ends may lie off the plane: the band twists to them."""
    normal = normal / np.linalg.norm(normal)
    near = points[np.abs((points - through) @ normal) < WIDTH / 2]
    if len(near) < 20:
        return None
    axis = (end - start) - ((end - start) @ normal) * normal
    axis /= np.linalg.norm(axis)
    out = np.cross(normal, axis)
    if (front - start) @ out < 0:
        out = -out
    origin = start

    def flat(values: Array) -> Array:
        return np.stack([(values - origin) @ axis, (values - origin) @ out], axis=-1)

    first, last = flat(start), flat(end)
    hull = cv2.convexHull(np.vstack([flat(near), first, last]).astype(np.float32))[:, 0].astype(float)
    chain = _front_chain(hull, first, last)
    length = np.r_[0, np.cumsum(np.linalg.norm(np.diff(chain, axis=0), axis=1))]
    t = np.linspace(0, length[-1], 60)
    path = np.stack([np.interp(t, length, chain[:, k]) for k in range(2)], axis=1)
    path[1:-1] = 0.25 * path[:-2] + 0.5 * path[1:-1] + 0.25 * path[2:]
    tangents = np.gradient(path, axis=0)
    outwards = np.stack([-tangents[:, 1], tangents[:, 0]], axis=1)
    outwards /= np.linalg.norm(outwards, axis=1, keepdims=True)
    path = path + _LIFT * outwards
    # From the ends' own heights over the plane to the plane within the first and last sixth.
    height = (start - through) @ normal * np.clip(1 - 6 * t / t[-1], 0, 1) ** 2
    height += (end - through) @ normal * np.clip(6 * t / t[-1] - 5, 0, 1) ** 2
    base = origin - ((origin - through) @ normal) * normal
    places = base + path[:, :1] * axis + path[:, 1:] * out + height[:, None] * normal
    return places, outwards[:, :1] * axis + outwards[:, 1:] * out


def _front_chain(hull: Array, first: Array, last: Array) -> Array:
    """Return the hull's corners from `first` to `last` along the side with the larger second coordinate."""
    a = int(np.linalg.norm(hull - first, axis=1).argmin())
    b = int(np.linalg.norm(hull - last, axis=1).argmin())
    count = len(hull)
    one = [hull[(a + k) % count] for k in range((b - a) % count + 1)]
    other = [hull[(a - k) % count] for k in range((a - b) % count + 1)]
    chain = max(one, other, key=lambda side: float(np.mean([p[1] for p in side])))
    return np.array([first, *chain[1:-1], last])
