"""Cloth over the body: MakeHuman's tights, made finer, loosened, folded, and cut to a garment's outline."""

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from training.synthetic.mesh import Array, Material, Mesh, clip, used, vertex_normals
from training.synthetic.people.body import AnnyBody, PosedBody, RestBody
from training.synthetic.people.suit import Suit
from training.synthetic.scene.draws import Colour

ARMS = ("upperarm", "lowerarm", "wrist", "finger", "metacarpal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """How a garment is made. `lift` and `folds` (metres) are distance from the skin and depth of its folds."""

    lift: float
    folds: float
    bridging: int
    """Rounds of smoothing: how far the cloth spans hollows instead of following the body."""
    colour: Colour
    snug: Array | None = None
    """Share of lift and folds per point `(N,)`: waistbands are tight where hems are wide."""
    pattern: int = 0
    material: Material = Material.FABRIC


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitting:
    """One person in the suit: where its points are on the standing body and in the pose, and lengths along limbs."""

    suit: Suit
    standing: Array
    posed: Array
    normals: Array
    arm: Array
    """How much each point moves with an arm; `(N,)`, 0 to 1."""
    sleeve: Array
    """Along the arm: 0 shoulder, 1 elbow, 2 wrist; `(N,)`."""
    slack: Array
    """How much shorter than at rest the cloth is: there it folds; `(N,)`, 0 to 0.4."""


def fit(body: AnnyBody, rest: RestBody, posed: PosedBody) -> Fitting:
    """Put the suit on a person."""
    suit = body.suit
    standing, there = suit.spread(rest.vertices), suit.spread(posed.vertices)
    slack = np.clip(1 - suit.stretch(standing, there), 0, 0.4)
    return Fitting(
        suit=suit,
        standing=standing,
        posed=there,
        normals=vertex_normals(there, suit.faces),
        arm=suit.spread(body.weight(*ARMS)),
        sleeve=along_the_arm(body, rest, standing),
        slack=suit.smooth(slack[:, None], 3)[:, 0],
    )


def sew(fitting: Fitting, field: Array, cut: Cut, rng: np.random.Generator) -> Mesh:
    """Return the garment where `field` `(N,)` (metres, signed) is positive."""
    suit, standing = fitting.suit, fitting.standing
    lift = cut.lift * (np.ones(len(standing)) if cut.snug is None else cut.snug)
    lifted = fitting.posed + fitting.normals * lift[:, None]
    cloth = suit.smooth(lifted, cut.bridging)
    normals = vertex_normals(cloth, suit.faces) if cut.bridging else fitting.normals
    # Smoothing shrinks bulges: what came too near to the skin is pushed out again.
    depth = ((cloth - fitting.posed) * fitting.normals).sum(axis=1)
    height = _folds(fitting, rng) * cut.folds * lift / cut.lift
    missing = np.maximum(0.7 * lift - depth, 0)
    # Folds stand off the skin, they don't dip into it.
    cloth = cloth + normals * np.maximum(height, 0.55 * lift - depth - missing)[:, None]
    cloth += fitting.normals * missing[:, None]
    attributes = np.concatenate([cloth, standing, field[:, None]], axis=1)
    faces, attributes = clip(suit.faces, field, attributes)
    kept, faces = used(faces)
    attributes = attributes[kept]
    # Points made by the cut belong to the bone of their nearest neighbour.
    part = suit.bone[np.minimum(kept, len(field) - 1)]
    new = kept >= len(field)
    part[new] = suit.bone[cKDTree(standing).query(attributes[new, 3:6])[1]]
    hem = np.clip(attributes[:, 6] / 0.012, 0, 1)  # a seam of 1.2 cm, a little darker
    return Mesh(
        vertices=attributes[:, :3],
        faces=faces,
        colours=np.asarray(cut.colour) * (0.75 + 0.25 * hem)[:, None],
        rest=attributes[:, 3:6],
        part=part,
        material=cut.material,
        pattern=cut.pattern,
    )


def _folds(fitting: Fitting, rng: np.random.Generator) -> Array:
    """Return the folds' heights `(N,)`, about -1 to 1: rings across the limb where cloth is slack, else long waves."""
    x, y, z = fitting.standing.T
    phase = rng.uniform(0, 6, 6)
    warp = np.sin(x * 19 + phase[0]) + np.sin(y * 23 + phase[1] + 2 * np.sin(z * 11 + phase[2]))
    along = np.where(fitting.arm > 0.5, fitting.sleeve * 0.26, z)
    # Rings some 4.5 cm apart, never straight; over slack cloth three times as deep.
    rings = np.sin(along * 140 + 1.9 * warp + phase[3]) + 0.4 * np.sin(along * 250 + 3 * warp + phase[4])
    waves = np.sin(x * 31 + 1.5 * warp + phase[5]) * np.sin(z * 17 + warp)
    return (0.25 + np.minimum(6 * fitting.slack, 1.1)) * rings * 0.5 + 0.8 * waves


def along_the_arm(body: AnnyBody, rest: RestBody, points: Array) -> Array:
    """Return how far along the arms points `(N, 3)` of the standing body are: 0 shoulder, 1 elbow, 2 wrist."""
    joint = {name: rest.joints[i] for name, i in body.bone_index.items()}

    def along(a: str, b: str) -> Array:
        left, right = (
            ((points - joint[f"{a}.{s}"]) @ (joint[f"{b}.{s}"] - joint[f"{a}.{s}"]))
            / np.sum((joint[f"{b}.{s}"] - joint[f"{a}.{s}"]) ** 2)
            for s in "LR"
        )
        return np.where(points[:, 0] > 0, left, right)

    return np.clip(along("upperarm01", "lowerarm01"), 0, 1) + np.clip(along("lowerarm01", "wrist"), 0, 1.4)
