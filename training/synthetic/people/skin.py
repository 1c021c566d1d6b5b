"""Skin, eyes, lashes, brows and beard."""

from collections.abc import Callable

import numpy as np
import trimesh

from training.synthetic.mesh import Array, Material, Mesh, clip, used, vertex_normals
from training.synthetic.people.body import FIRST_HELPER, AnnyBody, PosedBody, RestBody
from training.synthetic.people.head import Head
from training.synthetic.scene.driver import Driver


def draw_skin(
    body: AnnyBody, rest: RestBody, posed: PosedBody, driver: Driver, head: Head, covered: np.ndarray
) -> list[Mesh]:
    """Return the skin that no clothes cover, eyes, lashes, brows and beard."""
    faces = body.faces["body"]
    skin = Mesh(
        vertices=posed.vertices,
        faces=faces[~covered[faces].all(axis=1)],
        colours=_colours(body, rest, driver, head),
        rest=rest.vertices,
        part=body.dominant_bone,
        material=Material.SKIN,
    )
    face = _Face(body, rest, posed)
    meshes = [skin, *_eyes(body, rest, posed, driver), face.patch(_brows(head), 0.0012, driver, 0.62)]
    if driver.beard in ("full", "moustache") and not driver.mask:
        lift = 0.006 if driver.beard == "full" else 0.004
        meshes.append(face.patch(lambda p: _beard(head, p, driver.beard), lift, driver, 1.0))
    return meshes


def _colours(body: AnnyBody, rest: RestBody, driver: Driver, head: Head) -> Array:
    skin = np.array(driver.skin)
    colours = np.tile(skin, (len(rest.vertices), 1))
    vertices = rest.vertices
    on_head = body.region("head")

    def blend(weight: Array, colour: Array) -> None:
        colours[:] = colours * (1 - weight[:, None]) + weight[:, None] * colour

    def near(place: Array, size: float) -> Array:
        """Return a soft spot on both sides of the face."""
        mirrored = np.abs(vertices) * [1, 0, 0] + vertices * [0, 1, 1]
        return np.where(on_head, np.exp(-(((mirrored - place) / size) ** 2).sum(axis=1)), 0.0)

    x, y, z = head.eye
    ruddy, shade = skin * [1.06, 0.78, 0.76], skin * [0.72, 0.62, 0.62]
    blend(0.55 * near(rest.keypoints[0], 0.016), ruddy)
    blend(0.55 * near(np.array([x + 0.012, y + 0.005, z - 0.034]), 0.021), ruddy)
    blend(0.35 * body.masks["ears"], ruddy)
    blend(0.6 * near(np.array([x, y, z - 0.012]), 0.011), shade)  # under the eyes
    blend(0.5 * near(np.array([x - 0.015, y + 0.004, z + 0.004]), 0.010), shade)  # beside the nose's root
    blend(0.8 * near(rest.keypoints[0] + [0.009, 0.012, -0.008], 0.0055), skin * 0.35)  # nostrils
    blend(0.9 * body.masks["lips"], skin * [0.86, 0.56, 0.56])
    parting = np.abs(vertices[:, 2] - head.mouth[2]) < 0.0022
    blend(0.7 * (parting & (body.masks["lips"] > 0.4)), skin * 0.35)
    blend(0.35 * body.masks["eyelids"], shade)
    blend(0.25 * body.masks["fingernails"], np.array([0.9, 0.7, 0.65]))
    joints = [rest.joints[i] for i in body.bones(("finger",))]
    hand = body.region("finger", "metacarpal", "wrist")
    knuckle = np.zeros(len(vertices))
    for joint in joints:
        distance = ((vertices[hand] - joint) ** 2).sum(axis=1)
        knuckle[hand] = np.maximum(knuckle[hand], np.exp(-distance / 0.009**2))
    blend(0.4 * knuckle, ruddy * 0.9)
    if driver.beard in ("stubble", "full"):
        jaw = np.clip(_beard(head, vertices, "full") / 0.006, 0, 1) * on_head
        strength = 0.45 if driver.beard == "stubble" else 0.8
        blend(strength * jaw, 0.55 * skin * [0.75, 0.8, 0.85] + 0.3 * np.array(driver.hair_colour))
    return np.clip(colours, 0.004, 0.95)


class _Face:
    """The face's skin, twice as fine, in rest and in the pose."""

    def __init__(self, body: AnnyBody, rest: RestBody, posed: PosedBody) -> None:
        region = body.region("head", "neck") & (np.arange(len(rest.vertices)) < FIRST_HELPER)
        region &= rest.vertices[:, 1] < rest.keypoints[3, 1]  # before the ears
        faces = body.faces["body"]
        chosen, faces = used(faces[region[faces].all(axis=1)])
        normals = vertex_normals(posed.vertices, body.faces["body"])[chosen]
        attributes = np.concatenate([rest.vertices[chosen], normals], axis=1)
        vertices, self._faces, extra = trimesh.remesh.subdivide(
            posed.vertices[chosen], faces, vertex_attributes={"extra": attributes}
        )
        self._attributes = np.concatenate([vertices, extra["extra"]], axis=1)
        self._head = body.bone_index["head"]

    def patch(self, field: Callable[[Array], Array], lift: float, driver: Driver, strength: float) -> Mesh:
        """Return what grows on the face where `field` of the resting points is positive."""
        at_rest = self._attributes[:, 3:6]
        faces, attributes = clip(
            self._faces, field(at_rest), np.concatenate([self._attributes, field(at_rest)[:, None]], axis=1)
        )
        kept, faces = used(faces)
        a = attributes[kept]
        normals = a[:, 6:9] / np.linalg.norm(a[:, 6:9], axis=1, keepdims=True)
        # Thin at the edge, uneven inside.
        height = lift * np.clip(a[:, 9] / 0.008, 0.15, 1) * (1 + 0.3 * np.sin(a[:, 3:6] * 700).sum(axis=1) / 3)
        colour = np.array(driver.skin) * (1 - strength) + np.array(driver.hair_colour) * strength
        return Mesh(
            vertices=a[:, :3] + normals * height[:, None],
            faces=faces,
            colours=np.tile(colour, (len(kept), 1)),
            rest=a[:, 3:6],
            part=np.full(len(kept), self._head),
            material=Material.HAIR,
        )


def _brows(head: Head) -> Callable[[Array], Array]:
    def field(points: Array) -> Array:
        x, y, z = np.abs(points[:, 0]) / head.eye[0], points[:, 1], points[:, 2]
        middle = head.brow - 0.001 + 0.0055 * np.sin(np.clip((x - 0.4) / 1.2, 0, 1) * np.pi * 0.85)
        thick = np.interp(x, [0.3, 0.45, 1.0, 1.65], [-0.002, 0.0042, 0.0040, -0.0002])
        return np.where(y < head.eye[1] + 0.04, thick - np.abs(z - middle), -1.0)

    return field


def _beard(head: Head, points: Array, kind: str) -> Array:
    x, y, z = np.abs(points[:, 0]), points[:, 1], points[:, 2]
    mouth = head.mouth
    lip = 0.0065 - np.abs(z - mouth[2] + 0.001)
    lips = np.where((x < 0.024) & (y < mouth[1] + 0.03), -lip, 1.0)
    moustache = np.minimum.reduce(
        [0.009 - np.abs(z - mouth[2] - 0.014 + 0.35 * np.maximum(x - 0.012, 0)), 0.030 - x, mouth[1] + 0.025 - y]
    )
    if kind == "moustache":
        return np.minimum(moustache, lips)
    back = head.ear[1] - 0.012
    share = np.clip((y - mouth[1]) / (back - mouth[1]), 0, 1)
    upper = mouth[2] - 0.002 + (head.ear[2] - mouth[2]) * share**1.6
    lower = head.chin - 0.012 + (head.ear[2] - 0.085 - head.chin) * share * 0.9
    cheeks = np.minimum.reduce([upper - z, z - lower, back - y])
    return np.minimum(np.maximum(cheeks, moustache), lips)


def _eyes(body: AnnyBody, rest: RestBody, posed: PosedBody, driver: Driver) -> list[Mesh]:
    meshes = []
    for side in "lr":
        indices, faces = used(body.faces[f"helper-{side}-eye"])
        centred = rest.vertices[indices] - rest.vertices[indices].mean(axis=0)
        head = np.full(len(indices), body.bone_index["head"])
        meshes.append(
            Mesh(
                vertices=posed.vertices[indices],
                faces=faces,
                colours=np.tile(driver.eye_colour, (len(indices), 1)),
                rest=centred / np.abs(centred).max(),
                part=head,
                material=Material.EYE,
            )
        )
        for row in (1, 2):
            indices, faces = used(body.faces[f"helper-{side}-eyelashes-{row}"])
            meshes.append(
                Mesh(
                    vertices=posed.vertices[indices],
                    faces=faces,
                    colours=np.full((len(indices), 3), 0.015),
                    rest=rest.vertices[indices],
                    part=np.full(len(indices), body.bone_index["head"]),
                    material=Material.HAIR,
                )
            )
    return meshes
