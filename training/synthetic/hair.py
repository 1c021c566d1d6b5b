"""Hair: a close cap on the scalp, and for long hair a mass behind the head. Never before the face."""

import numpy as np

from training.synthetic.body import AnnyBody, PosedBody, RestBody, move
from training.synthetic.mesh import (
    Array,
    Faces,
    Material,
    Mesh,
    Part,
    clip,
    plain,
    rounded_box,
    tube,
    used,
    vertex_normals,
)
from training.synthetic.scene import Driver


def grow_hair(body: AnnyBody, rest: RestBody, posed: PosedBody, driver: Driver, rng: np.random.Generator) -> list[Mesh]:
    """Return the driver's hair; part `Part.HAIR`, which hides ears and counts as head."""
    if driver.hair_style == "bald":
        return []
    meshes = [_cap(body, rest, posed, driver, rng)]
    head = body.attachment(rest, posed, "head")
    measures = _head_box(body, rest)
    makers = {"bob": _curtain, "bun": _bun, "ponytail": _ponytail}
    if driver.hair_style in makers:
        vertices, faces = makers[driver.hair_style](*measures, rest, rng)
        mesh = plain((move(head, vertices), faces), driver.hair_colour, Material.HAIR, Part.HAIR)
        meshes.append(mesh)
    return meshes


def _scalp(body: AnnyBody, rest: RestBody) -> Array:
    """Return a field over the vertices (metres), positive inside the hairline."""
    _, y, z = rest.vertices.T
    eye = rest.keypoints[1:3].mean(axis=0)
    crown = rest.vertices[body.region("head")][:, 2].max()
    # Behind the temples down to the nape, and above the forehead everywhere.
    behind = np.minimum(y - (eye[1] + 0.055), z - (eye[2] - 0.05))
    above = z - (eye[2] + (crown - eye[2]) * 0.60)
    # A smooth maximum: a hairline has no corners.
    field = 0.006 * np.logaddexp(behind / 0.006, above / 0.006)
    field = np.where(body.masks["ears"] > 0.5, -0.02, field)
    return np.where(body.region("head", "neck03"), field, -0.05)


def _cap(body: AnnyBody, rest: RestBody, posed: PosedBody, driver: Driver, rng: np.random.Generator) -> Mesh:
    field = _scalp(body, rest)
    skin = body.faces["body"]
    chosen, faces = used(skin[(field[skin] > -0.02).any(axis=1)])
    normals = vertex_normals(posed.vertices, skin)[chosen]
    on_head = rest.vertices[chosen]
    depth = np.clip(field[chosen] / 0.03, 0, 1)
    wave = np.sin(on_head * 90).sum(axis=1)
    lift = 0.0015 + depth * (rng.uniform(0.006, 0.016) + 0.0015 * wave)
    attributes = np.concatenate([posed.vertices[chosen] + normals * lift[:, None], on_head], axis=1)
    faces, attributes = clip(faces, field[chosen], attributes)
    kept, faces = used(faces)
    return Mesh(
        vertices=attributes[kept, :3],
        faces=faces,
        colours=np.tile(driver.hair_colour, (len(kept), 1)),
        rest=attributes[kept, 3:],
        part=np.full(len(kept), int(Part.HAIR)),
        material=Material.HAIR,
    )


def _head_box(body: AnnyBody, rest: RestBody) -> tuple[Array, Array]:
    """Return centre and half size of the skull at the height of the eyes."""
    skull = rest.vertices[body.region("head") & (body.masks["ears"] < 0.5)]
    skull = skull[skull[:, 2] > rest.keypoints[1, 2]]
    low, high = skull.min(axis=0), skull.max(axis=0)
    return (low + high) / 2, (high - low) / 2


def _curtain(centre: Array, half: Array, rest: RestBody, rng: np.random.Generator) -> tuple[Array, Faces]:
    """Chin- to shoulder-long hair around the back, from ear to ear."""
    ear = rest.keypoints[3]
    top, bottom = ear[2] + 0.085, ear[2] - rng.uniform(0.07, 0.15)
    # 0 is the back of the head; the ends stop just before the ears.
    angles = np.linspace(-1, 1, 60) * np.deg2rad(100)
    rows = np.linspace(0, 1, 14)[:, None]
    belly = 1.02 + 0.10 * np.sin(rows * np.pi * 0.75) + 0.012 * np.sin(angles * 31 + rng.uniform(0, 6))
    x = centre[0] + (half[0] + 0.008) * belly * np.sin(angles)
    y = centre[1] + (half[1] + 0.006) * belly * np.cos(angles)
    fringe = 0.008 * np.sin(angles * 23 + rng.uniform(0, 6))
    z = top + (bottom - top + fringe) * rows + 0 * angles
    points = np.stack([x, y, z], axis=-1).reshape(-1, 3)
    columns = len(angles)
    i, j = np.meshgrid(np.arange(len(rows) - 1), np.arange(columns - 1), indexing="ij")
    a = (i * columns + j).ravel()
    return points, np.concatenate(
        [np.stack([a, a + 1, a + columns + 1], 1), np.stack([a, a + columns + 1, a + columns], 1)]
    )


def _bun(centre: Array, half: Array, _rest: RestBody, rng: np.random.Generator) -> tuple[Array, Faces]:
    size = rng.uniform(0.03, 0.045)
    back = centre + np.array([0, half[1] + 0.6 * size, rng.uniform(-0.03, 0.03)])
    return rounded_box(back, [size * 1.1, size * 0.85, size], roundness=1.0, steps=16)


def _ponytail(centre: Array, half: Array, _rest: RestBody, rng: np.random.Generator) -> tuple[Array, Faces]:
    length = rng.uniform(0.12, 0.22)
    t = np.linspace(0, 1, 14)
    y = centre[1] + half[1] + 0.035 * np.sin(t * np.pi * 0.8)
    z = centre[2] - length * t**1.3
    path = np.stack([np.full_like(t, centre[0]), y, z], axis=1)
    return tube(path, 0.028 * np.sqrt(np.clip(1.02 - t, 0, 1)) + 0.002, sides=14)
