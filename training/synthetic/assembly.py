"""A described scene becomes surfaces and keypoints: body posed and dressed, cabin built around it."""

from dataclasses import dataclass

import numpy as np
import torch

from training.synthetic.car.cabin import CabinMeasures, furnish, measure
from training.synthetic.car.wheel import Wheel, place_wheel
from training.synthetic.mesh import Array, Mesh
from training.synthetic.people import objects
from training.synthetic.people.belt import seat_belt
from training.synthetic.people.body import AnnyBody, PosedBody, RestBody
from training.synthetic.people.clothes import Dress, dress
from training.synthetic.people.hair import grow_hair
from training.synthetic.people.head import measure_head
from training.synthetic.people.headwear import wear
from training.synthetic.people.skin import draw_skin
from training.synthetic.postures.collisions import Collision, Obstacles, before_the_nose
from training.synthetic.postures.intent import Intent, intend
from training.synthetic.postures.kinematics import solve
from training.synthetic.scene.driver import Driver
from training.synthetic.scene.scene import Scene, random_stream
from training.synthetic.seating import seat_passengers

POSE_STREAM, CLOTHES_STREAM = 1, 2
POSE_ATTEMPTS = 6
UNBELTED = ("reach_glove_box", "reach_back")
"""Nobody reaches that far in a locked belt."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try at an activity: the pose, the busy hand, and what collides."""

    side: str
    posed: PosedBody
    collisions: list[Collision]

    @property
    def badness(self) -> float:
        """The sum of all collisions' shares; 0 is a possible pose."""
        return sum(collision.share for collision in self.collisions)


def set_stage(body: AnnyBody, scene: Scene) -> Stage:
    """Build the cabin around the scene's driver, who isn't in it yet, with the people and things on other seats."""
    rest = body.rest(scene.driver.phenotypes, scene.driver.features)
    wheel = place_wheel(body, rest, scene.car, scene.steering)
    measures = measure(body, rest, scene.car, wheel)
    cabin = furnish(body, rest, scene.car, wheel, measures)
    others = seat_passengers(body, rest, scene)
    return Stage(rest=rest, wheel=wheel, measures=measures, cabin=cabin + others)


def seat_driver(body: AnnyBody, scene: Scene, stage: Stage) -> Person:
    """Pose the scene's driver for its activity: the first attempt without a collision, else the one with the least."""
    attempts = try_poses(body, scene, stage)
    best = min(attempts, key=lambda attempt: attempt.badness)
    return clothe(body, scene, stage, best.posed, best.side, scene.activity)


def try_poses(body: AnnyBody, scene: Scene, stage: Stage) -> list[Attempt]:
    """Return the attempts at the scene's activity, up to the first without a collision."""
    obstacles = Obstacles(stage.cabin)
    attempts: list[Attempt] = []
    for number in range(POSE_ATTEMPTS):
        intent, rotations = solve_activity(body, scene, stage, scene.activity, number)
        posed = body.posed(stage.rest, rotations)
        found = obstacles.collisions(body, posed)
        if scene.activity in ("phone_at_ear", "texting"):
            phone = _held(body, stage.rest, posed, intent.side, scene.activity, np.random.default_rng(0))
            if before_the_nose(posed, phone):
                found.append(Collision(limb="phone", obstacle="face", share=1.0))
        attempts.append(Attempt(side=intent.side, posed=posed, collisions=found))
        if not found:
            break
    return attempts


def clothe(body: AnnyBody, scene: Scene, stage: Stage, posed: PosedBody, side: str, activity: str) -> Person:
    """Dress a posed body and give it what the activity needs in the hand of that side."""
    # The same numbers whatever the pose, so that folds and hair stay while the driver moves.
    rng = random_stream(scene.seed, CLOTHES_STREAM, scene.index)
    driver, rest = scene.driver, stage.rest
    worn, meshes = make_person(body, rest, posed, driver, rng)
    outline = np.concatenate([mesh.vertices[np.unique(mesh.faces)] for mesh in meshes])
    if driver.belt and activity not in UNBELTED:
        meshes += seat_belt(body, posed, worn.meshes, scene.car.belt_colour, stage.measures.belt_anchor)
    meshes += _held(body, rest, posed, side, activity, rng)
    bones = {name: posed.bone_poses[i, :3, 3] for name, i in body.bone_index.items()}
    ends = [bones[name] for name in ("finger3-1.L", "finger3-1.R", "toe1-1.L", "toe1-1.R")]
    return Person(meshes=meshes, keypoints=posed.keypoints, extremities=np.array(ends), outline=outline)


def make_person(
    body: AnnyBody, rest: RestBody, posed: PosedBody, driver: Driver, rng: np.random.Generator
) -> tuple[Dress, list[Mesh]]:
    """Return a posed person's clothes, and everything that is seen of it: clothes, skin, hair, what is on the head."""
    head = measure_head(body, rest)
    worn = dress(body, rest, posed, driver.outfit, rng)
    meshes = [*worn.meshes, *draw_skin(body, rest, posed, driver, head, worn.covered)]
    meshes += grow_hair(body, rest, posed, driver, head, rng)
    meshes += wear(body, rest, posed, driver, head)
    if driver.watch:
        lift = 0.003 if driver.outfit.sleeve < 1.5 and driver.outfit.outer in ("none", "vest") else 0.0
        meshes += objects.watch(body, rest, posed, lift)
    return worn, meshes


def _held(
    body: AnnyBody, rest: RestBody, posed: PosedBody, side: str, activity: str, rng: np.random.Generator
) -> list[Mesh]:
    if activity == "phone_at_ear":
        return objects.phone_at_ear(body, rest, posed, side)
    if activity == "texting":
        return objects.phone_in_hand(body, posed, side)
    if activity == "drinking":
        return objects.cup(body, posed, side, rng)
    if activity == "eating":
        return objects.snack(body, posed, side, rng)
    if activity == "smoking":
        return objects.cigarette(body, posed, side)
    return []


def intend_activity(body: AnnyBody, scene: Scene, stage: Stage, activity: str, attempt: int) -> Intent:
    """Return what the body shall do in one activity, not yet solved."""
    rng = random_stream(scene.seed, POSE_STREAM, scene.index, attempt)
    return intend(activity, body, stage.rest, scene.car, stage.wheel, stage.measures, rng)


def solve_activity(
    body: AnnyBody, scene: Scene, stage: Stage, activity: str, attempt: int
) -> tuple[Intent, torch.Tensor]:
    """Return intent and bone rotations of one activity."""
    intent = intend_activity(body, scene, stage, activity, attempt)
    return intent, solve(body, stage.rest, intent.goal)
