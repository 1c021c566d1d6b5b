"""An activity's name becomes a goal for the inverse kinematics."""

from dataclasses import dataclass

import numpy as np

from training.synthetic.car.cabin import CabinMeasures
from training.synthetic.car.wheel import Wheel
from training.synthetic.people.body import AnnyBody, RestBody
from training.synthetic.postures.activities import PLANS
from training.synthetic.postures.kinematics import PoseGoal
from training.synthetic.postures.plan import Plan
from training.synthetic.scene.car import Car


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """An activity as a goal, and the hand it is done with."""

    goal: PoseGoal
    side: str


def intend(
    activity: str,
    body: AnnyBody,
    rest: RestBody,
    car: Car,
    wheel: Wheel,
    measures: CabinMeasures,
    rng: np.random.Generator,
) -> Intent:
    """Turn an activity's name into what the body shall do."""
    side = str(rng.choice(["R", "L"], p=[0.6, 0.4]))
    plan = Plan(body=body, rest=rest, wheel=wheel, measures=measures, rng=rng, recline=car.recline, side=side)
    # Pitch within what eyes on the road allow, a slight roll, some glance to the side; nobody sits quite straight.
    plan.head = np.array([rng.uniform(-0.05, 0.2), rng.uniform(-0.08, 0.08), rng.normal(0, 0.18)])
    plan.spine = np.array([rng.uniform(-0.05, 0.12), rng.normal(0, 0.05), rng.normal(0, 0.06)])
    PLANS[activity](plan)
    return Intent(goal=plan.goal(), side=plan.side)
