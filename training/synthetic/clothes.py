"""Skin, clothes and shoes: MakeHuman's tights, cut to a garment's outline and lifted off the skin."""

import numpy as np
import trimesh
from scipy.spatial import cKDTree

from training.synthetic.body import AnnyBody, PosedBody, RestBody
from training.synthetic.mesh import Array, Material, Mesh, clip, used, vertex_normals
from training.synthetic.scene import Colour, Driver

FIRST_HELPER = 13380
"""Vertices below are the body's own; helpers (tights, hair, eyes) follow."""

_ARMS = ("upperarm", "lowerarm", "wrist", "finger", "metacarpal")


def dress(body: AnnyBody, rest: RestBody, posed: PosedBody, driver: Driver, rng: np.random.Generator) -> list[Mesh]:
    """Return skin, top, trousers and shoes."""
    outline = _Outline(body, rest, driver)
    top = _garment(body, rest, posed, outline.top, rng.uniform(0.009, 0.014), driver.top_colour, rng)
    trousers = _garment(body, rest, posed, outline.trousers, rng.uniform(0.005, 0.008), driver.bottom_colour, rng)
    shoes = _garment(body, rest, posed, outline.shoes, 0.011, driver.shoe_colour, rng)
    patterned = Mesh(
        vertices=top.vertices,
        faces=top.faces,
        colours=top.colours,
        rest=top.rest,
        part=top.part,
        material=Material.FABRIC,
        pattern=driver.top_pattern,
    )
    return [_skin(body, rest, posed, driver, outline), patterned, trousers, shoes, *_eyes(body, rest, posed, driver)]


class _Outline:
    """Signed distance-like fields `(19158,)` on the standing body: positive where the garment is."""

    def __init__(self, body: AnnyBody, rest: RestBody, driver: Driver) -> None:
        joint = {name: rest.joints[i] for name, i in body.bone_index.items()}
        vertices = rest.vertices
        x, y, z = vertices.T
        arms = body.region(*_ARMS)

        def along(a: str, b: str) -> Array:
            left, right = (
                ((vertices - joint[f"{a}.{s}"]) @ (joint[f"{b}.{s}"] - joint[f"{a}.{s}"]))
                / np.sum((joint[f"{b}.{s}"] - joint[f"{a}.{s}"]) ** 2)
                for s in "LR"
            )
            return np.where(x > 0, left, right)

        upper, lower = along("upperarm01", "lowerarm01"), along("lowerarm01", "wrist")
        down_the_arm = np.where(
            body.region("wrist", "finger", "metacarpal"), 2.5, np.clip(upper, 0, 1) + np.clip(lower, 0, 2)
        )
        waist = joint["root"][2] + 0.05
        # The collar is a plane that is lower in front (-y) than at the nape.
        neck = joint["neck01"]
        collar = neck[2] + 0.015 - (z - 0.45 * (y - neck[1]))
        knee, ankle = joint["lowerleg01.L"][2] + 0.04, joint["foot.L"][2] + 0.03
        not_head = np.where(body.region("head", "neck02", "neck03", "eye"), -1.0, 1.0)
        self.top = np.minimum.reduce(
            [collar, not_head, np.where(arms, (driver.sleeve - down_the_arm) * 0.25, z - waist)]
        )
        hem = knee if driver.shorts else ankle
        self.trousers = np.where(arms, -1.0, np.minimum(waist + 0.04 - z, z - hem))
        self.shoes = np.where(arms, -1.0, ankle - 0.02 - z)


def _garment(
    body: AnnyBody,
    rest: RestBody,
    posed: PosedBody,
    field: Array,
    lift: float,
    colour: Colour,
    rng: np.random.Generator,
) -> Mesh:
    tights = body.faces["helper-tights"]
    chosen, faces = used(tights[(field[tights] > -0.03).any(axis=1)])
    normals = vertex_normals(posed.vertices, tights)[chosen]
    on_body = rest.vertices[chosen]
    # Folds: two crossed waves of some 14 cm, bent by slower ones so that they don't repeat.
    phase = rng.uniform(0, 6, 2)
    folds = np.sin(on_body[:, 0] * 38 + phase[0] + 2 * np.sin(on_body[:, 2] * 23)) * np.sin(
        on_body[:, 2] * 45 + phase[1] + 2 * np.sin(on_body[:, 1] * 30)
    )
    vertices = posed.vertices[chosen] + normals * (lift + 0.003 * folds)[:, None]
    attributes = np.concatenate([on_body, field[chosen, None]], axis=1)
    vertices, faces, extra = trimesh.remesh.subdivide(vertices, faces, vertex_attributes={"extra": attributes})
    everything = np.concatenate([vertices, extra["extra"]], axis=1)
    faces, everything = clip(faces, everything[:, 6], everything)
    kept, faces = used(faces)
    everything = everything[kept]
    nearest = cKDTree(on_body).query(everything[:, 3:6])[1]
    return Mesh(
        vertices=everything[:, :3],
        faces=faces,
        colours=np.tile(colour, (len(kept), 1)),
        rest=everything[:, 3:6],
        part=body.dominant_bone[chosen][nearest],
        material=Material.FABRIC,
    )


def _skin(body: AnnyBody, rest: RestBody, posed: PosedBody, driver: Driver, outline: _Outline) -> Mesh:
    skin = np.array(driver.skin)
    colours = np.tile(skin, (len(posed.vertices), 1))

    def blend(weight: Array, colour: Array) -> None:
        colours[:] = colours * (1 - weight[:, None]) + weight[:, None] * colour

    blend(body.masks["lips"], skin * [0.85, 0.6, 0.6])
    colours *= 1 - 0.1 * body.masks["eyelids"][:, None]
    blend(0.25 * body.masks["fingernails"], np.array([0.9, 0.7, 0.65]))
    blend(0.8 * body.masks["eyebrows"] * body.region("head"), np.array(driver.hair_colour))
    # A ring of skin stays under every hem; deeper in, skin would only poke through the cloth.
    covered = np.maximum.reduce([outline.top, outline.trousers, outline.shoes]) > 0.03
    faces = body.faces["body"]
    return Mesh(
        vertices=posed.vertices,
        faces=faces[~covered[faces].all(axis=1)],
        colours=colours,
        rest=rest.vertices,
        part=body.dominant_bone,
        material=Material.SKIN,
    )


def _eyes(body: AnnyBody, rest: RestBody, posed: PosedBody, driver: Driver) -> list[Mesh]:
    meshes = []
    for side in "lr":
        indices, faces = used(body.faces[f"helper-{side}-eye"])
        centred = rest.vertices[indices] - rest.vertices[indices].mean(axis=0)
        meshes.append(
            Mesh(
                vertices=posed.vertices[indices],
                faces=faces,
                colours=np.tile(driver.eye_colour, (len(indices), 1)),
                rest=centred / np.abs(centred).max(),
                part=np.full(len(indices), body.bone_index["head"]),
                material=Material.EYE,
            )
        )
    return meshes
