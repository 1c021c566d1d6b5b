"""Hair: a thin layer on the scalp, and hundreds of tapering locks that grow from it and lie on head and shoulders."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from training.synthetic.mesh import Array, Faces, Material, Mesh, Part, clip, plain, rounded_box, used, vertex_normals
from training.synthetic.people.body import FIRST_HELPER, AnnyBody, PosedBody, RestBody, move
from training.synthetic.people.head import Head
from training.synthetic.scene.driver import Driver

STEPS = 9
"""Points along a lock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Style:
    """`length` range (metres), `weight` 0 (stands) to 1 (hangs), `curl` how much locks wind, `lift` off the scalp."""

    length: tuple[float, float]
    weight: float
    curl: float
    lift: float
    width: float
    count: int
    comb: str


_STYLES: dict[str, _Style] = {
    "buzz": _Style(length=(0.006, 0.011), weight=0.1, curl=0.2, lift=0.003, width=0.004, count=500, comb="forward"),
    "receding": _Style(length=(0.012, 0.025), weight=0.2, curl=0.2, lift=0.004, width=0.006, count=350, comb="back"),
    "short": _Style(length=(0.020, 0.042), weight=0.3, curl=0.35, lift=0.007, width=0.0055, count=800, comb="forward"),
    "parted": _Style(length=(0.035, 0.07), weight=0.3, curl=0.15, lift=0.009, width=0.007, count=650, comb="part"),
    "curly": _Style(length=(0.04, 0.075), weight=0.2, curl=2.4, lift=0.011, width=0.0075, count=900, comb="wild"),
    "bob": _Style(length=(0.17, 0.24), weight=0.75, curl=0.12, lift=0.009, width=0.013, count=460, comb="part"),
    "long": _Style(length=(0.30, 0.46), weight=0.8, curl=0.2, lift=0.009, width=0.014, count=480, comb="part"),
    "fringe": _Style(length=(0.17, 0.30), weight=0.75, curl=0.12, lift=0.009, width=0.013, count=460, comb="part"),
    "ponytail": _Style(length=(0.10, 0.17), weight=0.0, curl=0.05, lift=0.006, width=0.011, count=380, comb="tie"),
    "bun": _Style(length=(0.10, 0.17), weight=0.0, curl=0.05, lift=0.006, width=0.011, count=380, comb="tie"),
}


def grow_hair(
    body: AnnyBody, rest: RestBody, posed: PosedBody, driver: Driver, head: Head, rng: np.random.Generator
) -> list[Mesh]:
    """Return a person's hair; part `Part.HAIR`, which hides ears and counts as head."""
    if driver.hair_style == "bald" or driver.headwear == "headscarf":
        return []
    style = _STYLES[driver.hair_style]
    scalp = _Scalp(body, rest, head, driver.hair_style == "receding", rng)
    carried = body.attachment(rest, posed, "head")
    colour = np.array(driver.hair_colour)
    meshes = [scalp.layer(posed, 0.55 * style.lift, colour)]
    roots, normals = scalp.sample(style.count, rng)
    if driver.headwear in ("cap", "beanie"):  # what would stand through the hat isn't there
        kept = roots[:, 2] < hat_line(head, roots[:, 1]) - 0.004
        roots, normals = roots[kept], normals[kept]
    tie = head.middle + np.array([0, scalp.half_depth + 0.012, rng.uniform(-0.03, 0.035)])
    surface = _Surface(rest, body)
    down = carried[:3, :3].T @ np.array([0, 0, -1.0])  # where a nodding head's hair hangs
    locks = _grow(roots, normals, style, head, tie, surface, down, rng)
    shapes = [_ribbons(locks, head.middle, style.width, rng)]
    if driver.hair_style == "fringe" and driver.headwear == "none":
        shapes.append(_fringe(scalp, head, surface, rng))
    if driver.hair_style == "ponytail":
        shapes.append(_tail(tie, head, surface, down, rng))
    for vertices, faces, shades in shapes:
        mesh = plain((move(carried, vertices), faces), colour, Material.HAIR, Part.HAIR, rest=vertices)
        mesh.colours[:] = colour * shades[:, None]
        meshes.append(mesh)
    if driver.hair_style == "bun":
        size = rng.uniform(0.028, 0.042)
        ball, faces = rounded_box(tie + np.array([0, 0.5 * size, 0]), [size * 1.1, size * 0.85, size], 1.0, 18)
        ball = ball + 0.08 * size * np.sin(ball @ rng.normal(0, 150, (3, 3)))
        meshes.append(plain((move(carried, ball), faces), colour * 0.9, Material.HAIR, Part.HAIR, rest=ball))
    return meshes


def hat_line(head: Head, y: Array) -> Array:
    """Return the height of a hat's lower edge: at mid-forehead in front, above the ears, low at the nape."""
    return np.interp(
        y,
        [head.eye[1], head.ear[1], head.middle[1] + 0.09],
        [head.brow + 0.018, head.ear[2] + 0.036, head.ear[2] + 0.006],
    )


class _Scalp:
    """Where hair grows. The hairline is a height over the direction from the head's middle."""

    def __init__(self, body: AnnyBody, rest: RestBody, head: Head, receding: bool, rng: np.random.Generator) -> None:
        own = np.arange(len(rest.vertices)) < FIRST_HELPER
        x, y, z = (rest.vertices - head.middle).T
        direction = np.rad2deg(np.abs(np.arctan2(x, -y)))
        high = head.crown - head.eye[2]
        ear = head.ear[2] - head.eye[2]
        forehead = 0.62 * high * rng.uniform(0.92, 1.08)
        # Forehead, temple, sideburn before the ear, above it, behind it, nape.
        angles = [0, 25, 45, 62, 74, 84, 98, 112, 130, 150, 180]
        heights = [forehead, forehead, 0.9 * forehead, 0.033, ear, ear - 0.012]
        heights += [ear + 0.024, ear + 0.02, ear - 0.022, ear - 0.05, ear - 0.058]
        if receding:
            heights = [1.2 * high, 1.2 * high, 1.2 * high, 0.55 * high, 0.25 * high, ear, *heights[6:]]
        line = np.interp(direction, angles, heights)
        ragged = 0.002 * np.sin(rest.vertices @ [310.0, 270.0, 190.0]) * np.sin(rest.vertices @ [90.0, 170.0, 230.0])
        field = np.where(body.masks["ears"] > 0.4, -0.02, z - line + ragged)
        if receding:  # a bald top
            field = np.minimum(field, 0.60 * high - z + ragged)
        self.field = np.where(body.region("head", "neck03", "neck02") & own, field, -0.05)
        self._faces = body.faces["body"]
        self._normals = vertex_normals(rest.vertices, self._faces)
        self._rest = rest
        self.half_depth = float(y[body.region("head") & own & (z > 0)].max())

    def layer(self, posed: PosedBody, lift: float, colour: Array) -> Mesh:
        """Return hair as a thin layer, so that no skin shines through between locks."""
        chosen, faces = used(self._faces[(self.field[self._faces] > -0.02).any(axis=1)])
        field = self.field[chosen]
        depth = np.clip(field / 0.02, 0.1, 1)
        normals = vertex_normals(posed.vertices, self._faces)[chosen]
        points = posed.vertices[chosen] + normals * (lift * depth)[:, None]
        faces, attributes = clip(faces, field, np.concatenate([points, self._rest.vertices[chosen]], axis=1))
        kept, faces = used(faces)
        return plain((attributes[kept, :3], faces), colour * 0.8, Material.HAIR, Part.HAIR, rest=attributes[kept, 3:])

    def sample(self, count: int, rng: np.random.Generator, where: Array | None = None) -> tuple[Array, Array]:
        """Return roots `(count, 3)` spread evenly over the scalp, and the skin's normals there."""
        field = self.field if where is None else np.minimum(self.field, where)
        inside = self._faces[(field[self._faces] > 0).all(axis=1)]
        corners = self._rest.vertices[inside]
        area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1)
        chosen = rng.choice(len(inside), count, p=area / area.sum())
        share = rng.dirichlet([1, 1, 1], count)[:, :, None]
        normals = (self._normals[inside[chosen]] * share).sum(axis=1)
        return (corners[chosen] * share).sum(axis=1), normals / np.linalg.norm(normals, axis=1, keepdims=True)


class _Surface:
    """Head, neck and shoulders: what locks lie on."""

    def __init__(self, rest: RestBody, body: AnnyBody) -> None:
        own = np.arange(len(rest.vertices)) < FIRST_HELPER
        near = body.region("head", "neck", "spine01", "spine02", "clavicle", "shoulder") & own
        self._points = rest.vertices[near]
        self._normals = vertex_normals(rest.vertices, body.faces["body"])[near]
        # Over the shoulders lies cloth.
        self._cloth = np.where(body.region("head", "neck")[near], 0.0, 0.012)
        self._tree = cKDTree(self._points)

    def keep_off(self, points: Array, off: Array, most: Array | float = np.inf) -> Array:
        """Move points `(N, 3)` that are nearer than `off` (or inside) out along the nearest normal, and those
        farther than `most` back."""
        nearest = self._tree.query(points)[1]
        depth = ((points - self._points[nearest]) * self._normals[nearest]).sum(axis=1)
        out = np.maximum(off + self._cloth[nearest] - depth, 0) - np.maximum(depth - most, 0)
        return points + self._normals[nearest] * out[:, None]


def _grow(
    roots: Array,
    normals: Array,
    style: _Style,
    head: Head,
    tie: Array,
    surface: _Surface,
    down: Array,
    rng: np.random.Generator,
) -> Array:
    """Return locks `(N, STEPS, 3)`: each step follows the comb, then weight, then curl, and stays off the skin."""
    count = len(roots)
    combs: dict[str, Callable[[], Array]] = {
        "forward": lambda: np.stack([0.35 * np.sign(roots[:, 0]), -0.5 + 0 * roots[:, 0], -0.35 + 0 * roots[:, 0]], 1),
        "back": lambda: np.tile([0.0, 1.0, -0.3], (count, 1)),
        "part": lambda: np.stack(
            [np.sign(roots[:, 0] - 0.022), 0.35 + 0 * roots[:, 0], -0.2 + 0 * roots[:, 0]], axis=1
        ),
        "wild": lambda: rng.normal(size=(count, 3)),
        "tie": lambda: tie - roots,
    }
    comb = combs[style.comb]() + rng.normal(0, 0.25 if style.comb != "tie" else 0.02, (count, 3))
    direction = _unit(comb - (comb * normals).sum(axis=1, keepdims=True) * normals + 0.25 * normals)
    length = rng.uniform(*style.length, count)
    if style.comb == "tie":
        length = np.linalg.norm(tie - roots, axis=1) * 1.12
    step = length / (STEPS - 1)
    phase, turn = rng.uniform(0, 6, count), rng.uniform(0.8, 1.3, count)
    off = style.lift * rng.uniform(0.5, 1.35, count)
    points = [roots]
    for k in range(1, STEPS):
        t = k / (STEPS - 1)
        if style.comb == "tie":
            direction = _unit(tie - points[-1])
        gravity = style.weight * min(1.0, 2.2 * t) * down
        wind = np.stack(
            [np.sin(phase + 7 * turn * t), np.cos(1.3 * phase + 6 * turn * t), np.sin(2 * phase + 5 * t)], 1
        )
        direction = _unit(direction + gravity + 0.5 * style.curl * wind)
        there = points[-1] + direction * step[:, None]
        # Above the chin hair lies on the head, unless it is curly; below it hangs freely.
        close = 1.6 * style.lift if style.curl < 1 else np.inf
        most = np.where(there[:, 2] > head.chin - 0.01, close, np.inf)
        there = surface.keep_off(there, off * min(1.0, 3 * t), most)
        points.append(_beside_the_face(there, head) if style.comb == "part" else there)
    return np.stack(points, axis=1)


def _beside_the_face(points: Array, head: Head) -> Array:
    """Push what hangs before the face to its side: people see where they drive."""
    width = np.interp(points[:, 2], [head.chin, head.eye[2], head.brow + 0.03], [0.055, 0.068, 0.0])
    before = (points[:, 1] < head.ear[1] - 0.02) & (points[:, 2] < head.brow + 0.03) & (points[:, 2] > head.chin - 0.03)
    moved = points.copy()
    side = np.where(points[:, 0] >= 0, 1.0, -1.0)
    moved[:, 0] = np.where(before & (np.abs(points[:, 0]) < width), side * width, points[:, 0])
    # And a little back, so that it frames the face.
    moved[:, 1] = np.where(before, np.maximum(points[:, 1], head.eye[1] + 0.045), points[:, 1])
    return moved


def _fringe(scalp: _Scalp, head: Head, surface: _Surface, rng: np.random.Generator) -> tuple[Array, Faces, Array]:
    x, y, z = scalp._rest.vertices.T
    front = np.minimum.reduce([0.06 - np.abs(x), head.middle[1] - 0.035 - y, z - head.brow])
    roots, normals = scalp.sample(110, rng, front)
    points = [roots]
    direction = _unit(np.array([0, -0.8, -0.3]) + 0.2 * normals + rng.normal(0, 0.08, roots.shape))
    # They end above the eyes.
    length = (roots[:, 2] - head.brow) * 1.25 + 0.012
    for k in range(1, STEPS):
        direction = _unit(direction + np.array([0, 0, -0.45]))
        there = points[-1] + direction * (length / (STEPS - 1))[:, None]
        there = surface.keep_off(there, np.full(len(roots), 0.010) * min(1.0, k / 2))
        there[:, 2] = np.maximum(there[:, 2], head.brow - 0.002)
        points.append(there)
    return _ribbons(np.stack(points, axis=1), head.middle, 0.009, rng)


def _tail(
    tie: Array, head: Head, surface: _Surface, down: Array, rng: np.random.Generator
) -> tuple[Array, Faces, Array]:
    count = 60
    start = tie + rng.normal(0, 0.007, (count, 3))
    direction = _unit(np.array([0, 1.0, 0.15]) + rng.normal(0, 0.12, (count, 3)))
    step = rng.uniform(0.16, 0.30) * rng.uniform(0.8, 1.0, count) / (STEPS - 1)
    points = [start]
    for _ in range(1, STEPS):
        direction = _unit(direction + 0.55 * down)
        points.append(surface.keep_off(points[-1] + direction * step[:, None], np.full(count, 0.006)))
    return _ribbons(np.stack(points, axis=1), head.middle, 0.012, rng)


def _ribbons(locks: Array, middle: Array, width: float, rng: np.random.Generator) -> tuple[Array, Faces, Array]:
    """Make tapering bands of locks `(N, STEPS, 3)`, flat to the head; return also a shade per vertex."""
    count = len(locks)
    tangents = np.gradient(locks, axis=1)
    outwards = locks - middle
    # Below the head hair hangs like a curtain around the vertical.
    outwards[..., 2] = np.maximum(outwards[..., 2], 0)
    side = np.cross(tangents, outwards)
    side /= np.maximum(np.linalg.norm(side, axis=2, keepdims=True), 1e-9)
    t = np.linspace(0, 1, STEPS)[None, :, None]
    half = 0.5 * width * rng.uniform(0.6, 1.3, (count, 1, 1)) * (0.75 + 0.5 * t) * (1 - t**4)
    vertices = np.stack([locks - half * side, locks + half * side], axis=2).reshape(-1, 3)
    start = (np.arange(count)[:, None] * STEPS + np.arange(STEPS - 1)) * 2
    a = start.ravel()
    faces = np.concatenate([np.stack([a, a + 1, a + 3], axis=1), np.stack([a, a + 3, a + 2], axis=1)])
    shades = np.repeat(rng.uniform(0.6, 1.3, count)[:, None] * np.linspace(0.75, 1.1, STEPS), 2, axis=1).ravel()
    return vertices, faces, shades


def _unit(vectors: Array) -> Array:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)
