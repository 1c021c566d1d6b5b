"""A described scene becomes surfaces and keypoints: body posed and dressed, cabin built around it."""

from dataclasses import dataclass

import numpy as np
import torch
from scipy.spatial import cKDTree

from training.synthetic.activities import Intent, intend
from training.synthetic.body import AnnyBody, PosedBody, RestBody
from training.synthetic.cabin import CabinMeasures, furnish, measure
from training.synthetic.clothes import FIRST_HELPER, dress
from training.synthetic.hair import grow_hair
from training.synthetic.kinematics import solve
from training.synthetic.mesh import Array, Mesh, vertex_normals
from training.synthetic.objects import cup, glasses, phone_at_ear, phone_in_hand, seat_belt
from training.synthetic.scene import Scene, random_stream
from training.synthetic.wheel import Wheel, place_wheel

POSE_STREAM, CLOTHES_STREAM = 1, 2
POSE_ATTEMPTS = 3
DEEPEST_HAND = 0.02
"""Metres that a hand's joint may lie under the skin of trunk or thigh: cloth and flesh give way that much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What stays the same while the driver moves: the person's shape, the wheel, the cabin's surfaces."""

    rest: RestBody
    wheel: Wheel
    measures: CabinMeasures
    cabin: list[Mesh]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A driver in place: surfaces (objects in hand and belt included) and what labels need.

    `keypoints (17, 3)`, `extremities (4, 3)` (left and right hand, left and right foot), `outline (N, 3)`: the points
    whose projection spans the driver's box.
    """

    meshes: list[Mesh]
    keypoints: Array
    extremities: Array
    outline: Array


def set_stage(body: AnnyBody, scene: Scene) -> Stage:
    """Build the cabin around the scene's driver, who isn't in it yet."""
    rest = body.rest(scene.driver.phenotypes)
    wheel = place_wheel(body, rest, scene.car)
    measures = measure(body, rest, scene.car, wheel)
    return Stage(rest=rest, wheel=wheel, measures=measures, cabin=furnish(body, rest, scene.car, wheel, measures))


def seat_driver(body: AnnyBody, scene: Scene, stage: Stage) -> Person:
    """Pose the scene's driver for its activity; of a few attempts, the first whose hands aren't inside the body."""
    attempts = []
    for attempt in range(POSE_ATTEMPTS):
        rng = random_stream(scene.seed, POSE_STREAM, scene.index, attempt)
        intent = intend(scene.activity, body, stage.rest, scene.car, stage.wheel, rng)
        posed = body.posed(stage.rest, solve(body, stage.rest, intent.goal))
        depth = hand_depth(body, posed)
        attempts.append((depth, intent, posed))
        if depth < DEEPEST_HAND:
            break
    _, intent, posed = min(attempts, key=lambda entry: entry[0])
    return clothe(body, scene, stage, posed, intent.side, scene.activity)


def clothe(body: AnnyBody, scene: Scene, stage: Stage, posed: PosedBody, side: str, activity: str) -> Person:
    """Dress a posed body and give it what the activity needs in the hand of that side."""
    # The same numbers whatever the pose, so that folds and hair stay while the driver moves.
    rng = random_stream(scene.seed, CLOTHES_STREAM, scene.index)
    driver, rest = scene.driver, stage.rest
    clothes = dress(body, rest, posed, driver, rng)
    meshes = [*clothes, *grow_hair(body, rest, posed, driver, rng)]
    outline = np.concatenate([mesh.vertices[np.unique(mesh.faces)] for mesh in meshes])
    if driver.glasses:
        meshes += glasses(body, rest, posed)
    if driver.belt and activity != "reach_glove_box":  # nobody reaches that far in a locked belt
        meshes += seat_belt(body, posed, clothes, scene.car, stage.measures.belt_anchor)
    if activity == "phone_at_ear":
        meshes.append(phone_at_ear(body, rest, posed, side))
    elif activity == "texting":
        meshes.append(phone_in_hand(body, posed, side))
    elif activity == "drinking":
        meshes.append(cup(body, posed, side, rng.uniform(0.1, 0.8, 3)))
    bones = {name: posed.bone_poses[i, :3, 3] for name, i in body.bone_index.items()}
    ends = [bones[name] for name in ("finger3-1.L", "finger3-1.R", "toe1-1.L", "toe1-1.R")]
    return Person(meshes=meshes, keypoints=posed.keypoints, extremities=np.array(ends), outline=outline)


def solve_activity(
    body: AnnyBody, scene: Scene, stage: Stage, activity: str, attempt: int
) -> tuple[Intent, torch.Tensor]:
    """Return intent and bone rotations of one activity, for drives that move between several."""
    rng = random_stream(scene.seed, POSE_STREAM, scene.index, attempt)
    intent = intend(activity, body, stage.rest, scene.car, stage.wheel, rng)
    return intent, solve(body, stage.rest, intent.goal)


def hand_depth(body: AnnyBody, posed: PosedBody) -> float:
    """Return how deep (metres) the deepest joint of a hand lies inside trunk or thighs; negative is free."""
    own = np.arange(len(posed.vertices)) < FIRST_HELPER
    trunk = np.flatnonzero(body.region("spine", "pelvis", "root", "upperleg") & own)
    normals = vertex_normals(posed.vertices, body.faces["body"])[trunk]
    surface = posed.vertices[trunk]
    joints = [body.bone_index[f"{bone}.{side}"] for side in "LR" for bone in ("wrist", "finger3-1", "finger3-3")]
    hands = posed.bone_poses[joints, :3, 3]
    nearest = cKDTree(surface).query(hands)[1]
    return float((-((hands - surface[nearest]) * normals[nearest]).sum(axis=1)).max())
