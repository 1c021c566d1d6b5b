"""Triangle meshes and the few primitives of the cabin. Metres; x to the driver's left, y to the rear, z up."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Faces = NDArray[np.int64]


class Material(IntEnum):
    """How the renderer's shader treats a surface; the value is the one in `shaders.py`."""

    SKIN = 0
    FABRIC = 1
    HAIR = 2
    PLASTIC = 3
    EYE = 4
    GLOSS = 5
    LEATHER = 6
    SCREEN = 7
    """Shines by itself: displays and instruments."""


class Part(IntEnum):
    """What a surface is to the label rays, where it is not a bone of the body (those count from 0)."""

    CABIN = -1
    HAIR = -2
    """Hides what is under it, and still counts as head."""
    IGNORED = -3
    """Not there for the label rays: belt and glasses' frames are clothing, not occluders."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mesh:
    """A surface with one material.

    `vertices`, `colours` (linear RGB) and `rest` (where the texture is looked up) are `(N, 3)`, `faces` `(M, 3)`
    and `part` `(N,)`: bone index or `Part`.
    """

    vertices: Array
    faces: Faces
    colours: Array
    rest: Array
    part: NDArray[np.int64]
    material: Material
    pattern: int = 0


def plain(
    shape: tuple[Array, Faces],
    colour: ArrayLike,
    material: Material = Material.PLASTIC,
    part: int = Part.CABIN,
    *,
    pattern: int = 0,
    rest: Array | None = None,
) -> Mesh:
    """Make a mesh of one colour and one part from vertices and faces; textures follow `rest`, else the place."""
    vertices, faces = shape
    return Mesh(
        vertices=vertices,
        faces=faces,
        colours=np.tile(np.asarray(colour, float), (len(vertices), 1)),
        rest=vertices if rest is None else rest,
        part=np.full(len(vertices), int(part)),
        material=material,
        pattern=pattern,
    )


def vertex_normals(vertices: Array, faces: Faces) -> Array:
    """Return unit normals `(N, 3)`, weighted by the area of the faces around each vertex."""
    corners = vertices[faces]
    face_normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normals = np.zeros_like(vertices)
    for axis in range(3):
        normals[:, axis] = np.bincount(faces.ravel(), np.repeat(face_normals[:, axis], 3), minlength=len(vertices))
    return normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)


def used(faces: Faces) -> tuple[NDArray[np.int64], Faces]:
    """Return the vertex indices that `faces` use, and the faces renumbered to them."""
    indices, renumbered = np.unique(faces, return_inverse=True)
    return indices, renumbered.reshape(faces.shape)


def clip(faces: Faces, field: Array, attributes: Array) -> tuple[Faces, Array]:
    """Cut a surface along `field == 0` and keep where it is positive.

    `attributes` `(N, K)` are interpolated along cut edges. Whole triangles dropped by their corners would leave a
    torn edge: collars and cuffs must be smooth lines.
    """
    kept = [faces[(field[faces] > 0).all(axis=1)]]
    extra: list[Array] = []
    count = len(attributes)
    crossing = faces[(field[faces] > 0).any(axis=1) & (field[faces] <= 0).any(axis=1)]
    for inside_count in (1, 2):
        group = crossing[(field[crossing] > 0).sum(axis=1) == inside_count]
        odd = (field[group] > 0) if inside_count == 1 else (field[group] <= 0)
        first = odd.argmax(axis=1)
        a, b, c = (group[np.arange(len(group)), (first + k) % 3] for k in range(3))
        cuts = []
        for end in (b, c):
            t = (field[a] / (field[a] - field[end]))[:, None]
            extra.append(attributes[a] * (1 - t) + attributes[end] * t)
            cuts.append(count + np.arange(len(group)))
            count += len(group)
        ab, ac = cuts
        if inside_count == 1:
            kept.append(np.stack([a, ab, ac], axis=1))
        else:
            kept += [np.stack([ab, b, c], axis=1), np.stack([ab, c, ac], axis=1)]
    return np.concatenate(kept), np.concatenate([attributes, *extra])


def rounded_box(
    centre: ArrayLike, half_size: ArrayLike, roundness: float = 0.25, steps: int = 20, rotation: Array | None = None
) -> tuple[Array, Faces]:
    """Make a superellipsoid: 0 is a box, 1 an ellipsoid."""
    u, v = np.meshgrid(np.linspace(-np.pi / 2, np.pi / 2, steps), np.linspace(-np.pi, np.pi, 2 * steps), indexing="ij")

    def power(x: Array) -> Array:
        return np.sign(x) * np.abs(x) ** roundness

    unit = np.stack([power(np.cos(u)) * power(np.cos(v)), power(np.cos(u)) * power(np.sin(v)), power(np.sin(u))], -1)
    points = unit.reshape(-1, 3) * np.asarray(half_size)
    if rotation is not None:
        points = points @ rotation.T
    return points + np.asarray(centre), _grid_faces(steps, 2 * steps)


def sheet(corners: ArrayLike, steps: int = 6) -> tuple[Array, Faces]:
    """Make a flat patch between four corners `(4, 3)`, in order around it."""
    a, b, c, d = np.asarray(corners, float)
    u, v = np.meshgrid(np.linspace(0, 1, steps), np.linspace(0, 1, steps), indexing="ij")
    u, v = u[..., None], v[..., None]
    points = (1 - u) * (1 - v) * a + u * (1 - v) * b + u * v * c + (1 - u) * v * d
    return points.reshape(-1, 3), _grid_faces(steps, steps)


def tube(path: Sequence[ArrayLike] | Array, radius: ArrayLike, sides: int = 10) -> tuple[Array, Faces]:
    """Make a tube along `path` `(K, 3)`; `radius` is one number or one per point."""
    points = np.asarray(path, float)
    tangents = np.gradient(points, axis=0)
    tangents /= np.linalg.norm(tangents, axis=1, keepdims=True)
    # A direction that no tube of the cabin runs along, so that the cross product never vanishes.
    across = np.cross(tangents, [0.3, 0.2, 0.93])
    across /= np.linalg.norm(across, axis=1, keepdims=True)
    other = np.cross(tangents, across)
    angles = np.linspace(0, 2 * np.pi, sides + 1)[None, :, None]
    radii = np.broadcast_to(np.asarray(radius, float), (len(points),))[:, None, None]
    ring = points[:, None] + radii * (np.cos(angles) * across[:, None] + np.sin(angles) * other[:, None])
    return ring.reshape(-1, 3), _grid_faces(len(points), sides + 1)


def loft(sections: Array) -> tuple[Array, Faces]:
    """Make a surface through `sections` `(K, M, 3)`: M corresponding points on each of K curves."""
    rows, columns = sections.shape[:2]
    return sections.reshape(-1, 3), _grid_faces(rows, columns)


def beam(path: Sequence[ArrayLike] | Array, across: ArrayLike, width: ArrayLike, depth: float) -> tuple[Array, Faces]:
    """Make a beam with rounded edges along `path` `(K, 3)`: half as wide as `width` (one number or one per point)
    along `across`, half `depth` at right angles to it; its ends are closed."""
    points = np.asarray(path, float)
    widths = np.broadcast_to(np.asarray(width, float), (len(points),))
    tangents = np.gradient(points, axis=0)
    tangents /= np.linalg.norm(tangents, axis=1, keepdims=True)
    side = np.asarray(across, float) - (tangents @ np.asarray(across, float))[:, None] * tangents
    side /= np.linalg.norm(side, axis=1, keepdims=True)
    other = np.cross(tangents, side)
    angles = np.linspace(0, 2 * np.pi, 25)
    square = [np.sign(f) * np.abs(f) ** 0.5 for f in (np.cos(angles), np.sin(angles))]
    ring = (
        points[:, None]
        + widths[:, None, None] * square[0][:, None] * side[:, None]
        + depth * square[1][:, None] * other[:, None]
    )
    ends = [np.repeat(points[[i]], len(angles), axis=0)[None] for i in (0, -1)]
    return loft(np.concatenate([ends[0], ring, ends[1]]))


def smooth_path(points: ArrayLike, rounds: int = 2) -> Array:
    """Return a polyline `(K, D)` with its corners cut `rounds` times (Chaikin); the ends stay."""
    path = np.asarray(points, float)
    for _ in range(rounds):
        near, far = 0.75 * path[:-1] + 0.25 * path[1:], 0.25 * path[:-1] + 0.75 * path[1:]
        cut = np.stack([near, far], axis=1).reshape(-1, path.shape[1])
        path = np.concatenate([path[:1], cut[1:-1], path[-1:]])
    return path


def ribbon(path: Array, normals: Array, width: float) -> tuple[Array, Faces]:
    """Make a flat band along `path` `(K, 3)` that faces `normals` `(K, 3)` or `(3,)`."""
    tangents = np.gradient(path, axis=0)
    side = np.cross(tangents, normals)
    side *= width / 2 / np.linalg.norm(side, axis=1, keepdims=True)
    return np.stack([path - side, path + side], axis=1).reshape(-1, 3), _grid_faces(len(path), 2)


def rotation_x(angle: float) -> Array:
    """Return the rotation by `angle` (radians) about the x axis."""
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[1, 0, 0], [0, c, -s], [0, s, c]])


def _grid_faces(rows: int, columns: int) -> Faces:
    i, j = np.meshgrid(np.arange(rows - 1), np.arange(columns - 1), indexing="ij")
    a = (i * columns + j).ravel()
    return np.concatenate(
        [np.stack([a, a + 1, a + columns + 1], axis=1), np.stack([a, a + columns + 1, a + columns], axis=1)]
    )
