"""Passengers in their seats: a few poses, solved once, that fit every body; and bags."""

import dataclasses
import functools
from collections.abc import Callable

import numpy as np
import torch

from training.synthetic.car.cabin import NO_REAR_SEATS, PASSENGER, CabinMeasures
from training.synthetic.car.wheel import Wheel
from training.synthetic.mesh import Array, Mesh, Part
from training.synthetic.people import objects
from training.synthetic.people.belt import seat_belt
from training.synthetic.people.body import FIRST_HELPER, AnnyBody, RestBody
from training.synthetic.people.clothes import dress
from training.synthetic.people.hair import grow_hair
from training.synthetic.people.head import measure_head
from training.synthetic.people.headwear import wear
from training.synthetic.people.skin import draw_skin
from training.synthetic.postures.kinematics import solve
from training.synthetic.postures.plan import Plan
from training.synthetic.scene.passengers import Passenger
from training.synthetic.scene.scene import Scene, random_stream

SEATING_STREAM = 6
_REAR_BACK, _REAR_CUSHION = 1.235, -0.045
"""Where the rear bench's back is at the pelvis (y) and its cushion's surface (z), metres."""
_REAR = {"rear_left": 0.0, "rear_middle": -0.37, "rear_right": -0.74}
_RECLINE = float(np.deg2rad(18))
_MEAN = dict.fromkeys(
    ("gender", "muscle", "weight", "height", "proportions", "cupsize", "firmness", "african", "asian", "caucasian"), 0.5
) | {"age": 0.7}


# Nobody steers from these seats: the plan's wheel and cabin are never asked.
_NO_WHEEL = Wheel(centre=np.zeros(3), radius=0.0, across=np.zeros(3), up=np.zeros(3), normal=np.zeros(3))
_NO_CABIN = CabinMeasures(
    roof=0.0, crown=0.0, dash_height=0.0, dash_edge=0.0, header=0.0, lean=0.0, belt_anchor=np.zeros(3)
)


def seat_passengers(body: AnnyBody, driver: RestBody, scene: Scene) -> list[Mesh]:
    """Return the surfaces of everyone and everything on the seats beside and behind the driver.

    All of it is `Part.CABIN` to the label rays: it hides the driver, and it is never labelled.
    """
    rng = random_stream(scene.seed, SEATING_STREAM, scene.index)
    meshes: list[Mesh] = []
    taken = set()
    for passenger in scene.passengers:
        if passenger.seat != "front" and scene.car.kind in NO_REAR_SEATS:
            continue
        taken.add(passenger.seat)
        meshes += _person(body, driver, passenger, scene, rng)
    if scene.bag and "front" not in taken:
        thigh = _thickness(body, driver)[1]
        meshes += objects.bag(np.array([PASSENGER + rng.uniform(-0.05, 0.05), -0.12, -thigh + 0.01]), rng)
    return meshes


def _person(
    body: AnnyBody,
    driver: RestBody,
    passenger: Passenger,
    scene: Scene,
    rng: np.random.Generator,
) -> list[Mesh]:
    person = passenger.person
    rest = body.rest(person.phenotypes, person.features)
    rotations = _pose(body, passenger.pose, int(rng.integers(2)), passenger.seat != "front")
    posed = body.posed(rest, rotations)
    head = measure_head(body, rest)
    worn = dress(body, rest, posed, person.outfit, rng)
    meshes = [*worn.meshes, *draw_skin(body, rest, posed, person, head, worn.covered)]
    meshes += [*grow_hair(body, rest, posed, person, head, rng), *wear(body, rest, posed, person, head)]
    if passenger.pose == "texting":
        meshes += objects.phone_in_hand(body, posed, "R")
    if person.belt:
        meshes += seat_belt(body, posed, worn.meshes, scene.car.belt_colour, np.array([0.30, 0.28, 0.58]))
    back, thigh = _thickness(body, rest)
    if passenger.seat == "front":
        own_back, own_thigh = _thickness(body, driver)
        place = np.array([PASSENGER, own_back - back, thigh - own_thigh])
    else:
        place = np.array([_REAR[passenger.seat], _REAR_BACK - back - 0.08, _REAR_CUSHION + thigh])
    return [_moved(mesh, place) for mesh in meshes]


def _moved(mesh: Mesh, place: Array) -> Mesh:
    part = np.full(len(mesh.part), int(Part.CABIN))
    return dataclasses.replace(mesh, vertices=mesh.vertices + place, part=part)


def _thickness(body: AnnyBody, rest: RestBody) -> tuple[float, float]:
    """Return how far (metres) back and underside of the thighs are from the pelvis' joint."""
    own = np.arange(len(rest.vertices)) < FIRST_HELPER
    root = rest.joints[body.bone_index["root"]]
    back = rest.vertices[body.region("spine", "pelvis", "root") & own][:, 1].max() - root[1]
    hip = rest.joints[body.bone_index["upperleg01.L"]]
    thigh = np.abs(rest.vertices[body.region("upperleg01.L") & own][:, 1] - hip[1]).max()
    return float(back), float(thigh)


@functools.lru_cache(maxsize=32)
def _pose(body: AnnyBody, pose: str, variant: int, rear: bool) -> torch.Tensor:
    """Return a pose's bone rotations `(104, 3, 3)`: solved for a mean body, which others take over well enough."""
    rest = body.rest(_MEAN)
    plan = Plan(
        body=body,
        rest=rest,
        wheel=_NO_WHEEL,
        measures=_NO_CABIN,
        rng=np.random.default_rng([variant, *pose.encode()]),
        recline=_RECLINE,
        side="R",
        feet=False,
    )
    _POSES[pose](plan)
    forward, height = (-0.46, -0.34) if rear else (-0.68, -0.30)
    for side, x in (("L", 0.11), ("R", -0.11)):
        plan.reach(f"foot.{side}", np.array([x, forward + plan.between(-0.04, 0.04), height]))
    return solve(body, rest, plan.goal())


def _lap(plan: Plan) -> None:
    plan.rest_on_thigh("L")
    plan.rest_on_thigh("R")
    plan.head = np.array([plan.between(-0.05, 0.2), plan.between(-0.1, 0.1), plan.between(-0.3, 0.3)])


def _phone(plan: Plan) -> None:
    plan.rest_on_thigh("L")
    plan.rest_on_thigh("R")
    del plan.targets[3:]
    plan.hold_up("R", np.array([-0.10, -0.30, 0.22]))
    plan.head = np.array([plan.between(0.35, 0.6), 0.0, 0.0])


def _aside(plan: Plan) -> None:
    _lap(plan)
    plan.head[2] = plan.between(0.6, 1.0) * plan.rng.choice([-1, 1])


def _slumped(plan: Plan) -> None:
    _lap(plan)
    plan.spine = np.array([0.15, plan.between(-0.2, 0.2), 0.0])
    plan.head = np.array([plan.between(0.3, 0.5), plan.between(-0.4, 0.4), 0.0])


_POSES: dict[str, Callable[[Plan], None]] = {
    "hands_in_lap": _lap,
    "texting": _phone,
    "look_aside": _aside,
    "slumped": _slumped,
}
