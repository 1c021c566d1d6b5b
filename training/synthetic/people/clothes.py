"""What a person wears: outlines of garments on the standing body, and the collars, hoods and stripes that make them."""

import dataclasses

import numpy as np

from training.synthetic.mesh import Array, Material, Mesh, clip, loft, plain, tube, used, vertex_normals
from training.synthetic.people.body import FIRST_HELPER, AnnyBody, PosedBody, RestBody, move
from training.synthetic.people.fabric import ARMS, Cut, Fitting, along_the_arm, fit, sew
from training.synthetic.scene.draws import Colour, as_colour
from training.synthetic.scene.driver import Outfit

_REFLECTIVE = (0.75, 0.76, 0.78)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Dress:
    """Clothes, and which of the body's vertices `(19158,)` they cover so deep that no skin is drawn."""

    meshes: list[Mesh]
    covered: np.ndarray


def dress(body: AnnyBody, rest: RestBody, posed: PosedBody, outfit: Outfit, rng: np.random.Generator) -> Dress:
    """Return the clothes of a person in a pose."""
    fitting = fit(body, rest, posed)
    lines = _Lines(body, rest, fitting.standing, fitting.arm, fitting.sleeve)
    # What lies under a jacket is tight: it would poke through.
    loose = outfit.looseness if outfit.outer == "none" else 0.0
    top = sew(
        fitting,
        lines.top(outfit),
        Cut(
            lift=0.006 + 0.008 * loose,
            folds=0.0012 + 0.0024 * loose,
            bridging=int(5 + 14 * loose),
            colour=outfit.top_colour,
            pattern=outfit.top_pattern,
        ),
        rng,
    )
    # Tight under the shirt's hem, wide below.
    snug = np.clip((lines.waist + 0.03 - fitting.standing[:, 2]) / 0.10, 0.15, 1.0)
    trousers = Cut(
        lift=0.005 + 0.005 * outfit.looseness, folds=0.0025, bridging=8, colour=outfit.bottom_colour, snug=snug
    )
    shoes = Cut(lift=0.009, folds=0.0, bridging=10, colour=outfit.shoe_colour, material=Material.PLASTIC)
    meshes = [top, sew(fitting, lines.trousers(outfit), trousers, rng), sew(fitting, lines.shoes(), shoes, rng)]
    if outfit.top == "shirt":
        meshes += [_placket(top, outfit.top_colour), _collar(body, rest, posed, outfit.top_colour, 0.010, 0.034)]
    if outfit.outer != "none":
        meshes += _outer(lines, fitting, body, rest, posed, outfit, rng)
    vertices = rest.vertices
    skin = _Lines(body, rest, vertices, body.weight(*ARMS), along_the_arm(body, rest, vertices))
    fields = [skin.top(outfit), skin.trousers(outfit), skin.shoes()]
    if outfit.outer not in ("none", "vest") and outfit.outer_open == 0:
        fields.append(skin.outer(outfit))
    # A ring of skin stays under every hem; deeper in, skin would only poke through the cloth.
    covered = np.maximum.reduce(fields) > 0.03
    covered[FIRST_HELPER:] = False
    return Dress(meshes=meshes, covered=covered)


class _Lines:
    """Outlines as signed fields (metres, positive inside) over points `(N, 3)` of the standing body."""

    def __init__(self, body: AnnyBody, rest: RestBody, points: Array, arm: Array, sleeve: Array) -> None:
        self._joint = {name: rest.joints[i] for name, i in body.bone_index.items()}
        self._points, self._arm, self._sleeve = points, arm, sleeve
        self.waist = self._joint["root"][2] + 0.05
        self._neck = self._joint["neck01"]

    def top(self, outfit: Outfit) -> Array:
        """Return the shirt's outline; a turtleneck reaches up to the chin."""
        height = {"turtleneck": 0.065, "shirt": 0.012, "pullover": 0.005, "t_shirt": -0.004}[outfit.top]
        slope = 0.75 if outfit.top == "turtleneck" else 0.5
        return self._upper(outfit.sleeve, self.waist - 0.025, height, slope)

    def outer(self, outfit: Outfit) -> Array:
        """Return the jacket's outline; an open one leaves a gap that widens downwards."""
        x, y, z = self._points.T
        hem = {"coat": -0.14, "vest": 0.0, "jacket": -0.03, "hoodie": -0.02}[outfit.outer] + self.waist
        field = self._upper(0.12 if outfit.outer == "vest" else 1.93, hem, -0.008, 0.5)
        chest = self._joint["spine02"][2]
        gap = outfit.outer_open * np.clip(1 + 1.6 * (chest - z), 0.35, 1.8)
        if outfit.outer == "vest":  # wide armholes, a low neck
            gap = np.maximum(gap, 0.07 * np.clip((z - chest) * 9, 0, 1))
            field = np.minimum(field, self._joint["upperarm01.L"][0] - 0.025 - np.abs(x))
        opening = np.where(y < self._neck[1], np.abs(x) - gap, 1.0)
        return np.minimum(field, opening) if gap.max() > 0 else field

    def trousers(self, outfit: Outfit) -> Array:
        """Return the trousers' outline; shorts end above the knee."""
        z = self._points[:, 2]
        hem = self._joint["lowerleg01.L"][2] + 0.04 if outfit.shorts else self._joint["foot.L"][2] + 0.025
        return np.where(self._arm > 0.5, -1.0, np.minimum(self.waist + 0.02 - z, z - hem))

    def shoes(self) -> Array:
        """Return the shoes' outline."""
        return np.where(self._arm > 0.5, -1.0, self._joint["foot.L"][2] + 0.015 - self._points[:, 2])

    def _upper(self, sleeve: float, hem: float, height: float, slope: float) -> Array:
        _, y, z = self._points.T
        # The collar is a plane that is lower in front (-y) than at the nape.
        collar = self._neck[2] + height - (z - slope * (y - self._neck[1]))
        # Arms hang beside the hips: their end is the cuff's business, the trunk's the hem's.
        lower = np.where(self._arm > 0.5, (sleeve - self._sleeve) * 0.25, z - hem)
        return np.minimum(collar, lower)


def _outer(
    lines: _Lines,
    fitting: Fitting,
    body: AnnyBody,
    rest: RestBody,
    posed: PosedBody,
    outfit: Outfit,
    rng: np.random.Generator,
) -> list[Mesh]:
    kind, loose, colour = outfit.outer, outfit.looseness, outfit.outer_colour
    thick = {"coat": 0.026, "jacket": 0.020, "hoodie": 0.020, "vest": 0.019}[kind] + 0.008 * loose
    folds = {"coat": 0.004, "jacket": 0.004, "hoodie": 0.0035, "vest": 0.002}[kind]
    cut = Cut(lift=thick, folds=folds, bridging=22, colour=colour)
    mesh = sew(fitting, lines.outer(outfit), cut, rng)
    if kind == "vest":
        return _with_stripes(mesh)
    meshes = [mesh]
    if outfit.outer_open == 0:  # a zip
        meshes.append(_strip(mesh, 0.006, as_colour(0.45 * np.array(colour)), Material.GLOSS))
    if kind == "hoodie":
        meshes.append(_hood(body, rest, posed, colour))
    else:
        meshes.append(_collar(body, rest, posed, colour, thick, 0.04 if kind == "jacket" else 0.055))
    return meshes


def _split(mesh: Mesh, field: Array) -> Mesh:
    """Return the part of a mesh where `field` (one per vertex) is positive."""
    attributes = np.concatenate([mesh.vertices, mesh.colours, mesh.rest], axis=1)
    faces, attributes = clip(mesh.faces, field, attributes)
    kept, faces = used(faces)
    # New points lie on the cut; the label only asks for the bone, and the first corner's does.
    part = np.full(len(attributes), mesh.part[mesh.faces[0, 0]])
    part[: len(mesh.part)] = mesh.part
    a = attributes[kept]
    return dataclasses.replace(mesh, vertices=a[:, :3], colours=a[:, 3:6], rest=a[:, 6:], faces=faces, part=part[kept])


def _strip(mesh: Mesh, half: float, colour: Colour, material: Material) -> Mesh:
    """Return a band down the front, as wide as a zip or a row of buttons, a millimetre before the cloth."""
    front = np.where(mesh.rest[:, 1] < -0.03, half - np.abs(mesh.rest[:, 0]), -1.0)
    band = _split(mesh, front)
    lifted = band.vertices + vertex_normals(band.vertices, band.faces) * 0.0015
    return dataclasses.replace(
        band, vertices=lifted, colours=np.tile(colour, (len(lifted), 1)), material=material, pattern=0
    )


def _placket(top: Mesh, colour: Colour) -> Mesh:
    return _strip(top, 0.014, as_colour(0.85 * np.array(colour)), Material.FABRIC)


def _with_stripes(vest: Mesh) -> list[Mesh]:
    """Cut reflecting bands into a high-visibility vest: two around the trunk, one over each shoulder."""
    bottom = vest.rest[:, 2].min()
    around = ((bottom + 0.07, bottom + 0.12), (bottom + 0.19, bottom + 0.24))
    levels = [level for band in around for level in band]
    # Plane after plane: only a cut along one plane is a straight line.
    pieces = [vest]
    for axis, cuts in ((2, levels), (0, [-0.137, -0.093, 0.093, 0.137])):
        for cut in cuts:
            pieces = [half for piece in pieces for half in _halves(piece, axis, cut)]
    coloured = []
    for piece in pieces:
        x, _, z = piece.rest[np.unique(piece.faces)].mean(axis=0)
        over = z > levels[-1] and 0.093 < abs(x) < 0.137
        reflects = over or any(low < z < high for low, high in around)
        colours = np.tile(_REFLECTIVE, (len(piece.vertices), 1)) if reflects else piece.colours
        coloured.append(dataclasses.replace(piece, colours=colours))
    return coloured


def _halves(mesh: Mesh, axis: int, at: float) -> list[Mesh]:
    """Return a mesh's two halves, cut at a coordinate of the standing body; an empty one is left out."""
    field = mesh.rest[:, axis] - at
    if field.min() > 0 or field.max() <= 0:
        return [mesh]
    return [half for half in (_split(mesh, field), _split(mesh, -field)) if len(half.faces)]


def _neck_ring(body: AnnyBody, rest: RestBody, height: float, slope: float) -> tuple[Array, Array]:
    """Return centre `(3,)` and radii (aside, front to back) of the neck where a tilted plane cuts it."""
    neck = rest.joints[body.bone_index["neck01"]]
    near = rest.vertices[:FIRST_HELPER]
    level = near[:, 2] - neck[2] - height - slope * (near[:, 1] - neck[1])
    ring = near[(np.abs(level) < 0.012) & (np.abs(near[:, 0]) < 0.085)]
    low, high = ring.min(axis=0), ring.max(axis=0)
    return np.array([0, (low[1] + high[1]) / 2, neck[2] + height]), (high - low)[:2] / 2


def _collar(body: AnnyBody, rest: RestBody, posed: PosedBody, colour: Colour, lift: float, height: float) -> Mesh:
    """Return a folded collar: a band that stands at the neck and turns down outside, open in front."""
    slope = 0.5
    centre, radii = _neck_ring(body, rest, 0.01, slope)
    angles = np.linspace(0.22, 2 * np.pi - 0.22, 48)  # 0 is the front, where it opens
    # Three lines: foot of the band, the fold, the outer edge; the points in front hang lower.
    front = np.exp(-((np.minimum(angles, 2 * np.pi - angles) / 0.6) ** 2))
    rows = [(-0.012, lift + 0.001, 0.0), (0.45 * height, lift + 0.002, 0.0), (0.62 * height, lift + 0.006, 0.0)]
    rows += [(0.45 * height, lift + 0.012, 0.0), (-0.25 * height, lift + 0.020, 1.0)]
    points = []
    for up, out, tip in rows:
        x = (radii[0] + out) * np.sin(angles)
        y = -(radii[1] + out) * np.cos(angles)
        z = up + slope * y - 0.022 * tip * front
        points.append(np.stack([x, y, z], axis=1) + centre)
    vertices, faces = loft(np.array(points))
    vertices = _carry(body, rest, posed, vertices, "neck01", "spine01")
    mesh = plain((vertices, faces), colour, Material.FABRIC)
    return dataclasses.replace(mesh, part=np.full(len(vertices), body.bone_index["neck01"]))


def _hood(body: AnnyBody, rest: RestBody, posed: PosedBody, colour: Colour) -> Mesh:
    """Return a hood that hangs down the back: a roll around the nape that thins out towards the front."""
    centre, radii = _neck_ring(body, rest, -0.005, 0.5)
    angles = np.linspace(0.35, 2 * np.pi - 0.35, 40)
    back = np.clip((1 - np.cos(angles)) / 2, 0, 1)
    thick = 0.014 + 0.032 * back**2
    out = 0.020 + 0.7 * thick
    x, y = (radii[0] + out) * np.sin(angles), -(radii[1] + out) * np.cos(angles)
    path = centre + np.stack([x, y, 0.5 * y - 0.02 * back + 0.004], axis=1)
    vertices, faces = tube(path, thick * (1 + 0.12 * np.sin(angles * 9)), sides=12)
    vertices = _carry(body, rest, posed, vertices, "neck01", "spine01")
    mesh = plain((vertices, faces), colour, Material.FABRIC)
    return dataclasses.replace(mesh, part=np.full(len(vertices), body.bone_index["spine01"]))


def _carry(body: AnnyBody, rest: RestBody, posed: PosedBody, points: Array, *bones: str) -> Array:
    """Carry points of the standing body into the pose with the mean of some bones' movements."""
    return np.mean([move(body.attachment(rest, posed, bone), points) for bone in bones], axis=0)
