"""What the driver does: each activity by what it makes of a plan. Left-hand drive; the rest is mirrored."""

from collections.abc import Callable

import numpy as np

from training.synthetic.car.doors import SILL
from training.synthetic.postures.plan import Plan

_DOOR = 0.44
"""Metres from the driver's middle to the door."""


def _both_hands(plan: Plan) -> None:
    plan.grip("L")
    plan.grip("R")


def _turning_the_wheel(plan: Plan) -> None:
    # Both hands have followed the rim the same way; at the far end arms begin to cross.
    turn = np.rad2deg(plan.wheel.turn)
    plan.grip("L", 10 + turn)
    plan.grip("R", 10 - turn)
    plan.head[2] += 0.006 * turn


def _one_hand(plan: Plan) -> None:
    clock = plan.rng.choice([5.0, 40.0, 85.0, -35.0], p=[0.3, 0.3, 0.25, 0.15])
    plan.grip(plan.other, clock + plan.rng.normal(0, 8))
    if plan.side == "R" and plan.rng.random() < 0.3:
        _on_the_lever(plan)
    else:
        plan.rest_on_thigh(plan.side)


def _on_the_lever(plan: Plan) -> None:
    knob = np.array([-0.37, -0.36, 0.10]) + plan.rng.uniform(-0.02, 0.02, 3)
    plan.lay("R", knob + np.array([0.02, 0.07, 0.055]), np.array([-0.015, -0.075, -0.005]))
    plan.grasp["R"] = "knob"


def _hands_in_lap(plan: Plan) -> None:
    plan.rest_on_thigh("L")
    plan.rest_on_thigh("R")


def _phone_at_ear(plan: Plan) -> None:
    plan.grip(plan.other)
    # The phone lies at the ear (`objects.py`); the palm is outside of it, the index finger towards the back.
    plan.at_head(np.array([0.065, -0.05, -0.135]), np.array([0.055, -0.03, -0.045]), (0.0, 0.03, 0.006))
    plan.grasp[plan.side] = "phone"
    plan.head += [0, -plan.sign * 0.12, 0]


def _texting(plan: Plan) -> None:
    plan.grip(plan.other)
    low = plan.rng.random() < 0.5
    hand = np.array([plan.sign * 0.11, -0.30, 0.20]) if low else np.array([plan.sign * 0.14, -0.36, 0.33])
    hand = hand + plan.rng.uniform(-0.03, 0.03, 3)
    plan.hold_up(plan.side, hand)
    plan.head[0] += plan.between(0.4, 0.6) if low else plan.between(0.15, 0.35)


def _at_mouth(plan: Plan, away: float) -> None:
    """Bring the hand to the mouth, `away` metres before it."""
    plan.grip(plan.other)
    x, y, z = plan.mouth()
    plan.at_head(
        np.array([x + 0.10, y - away + 0.005, z - 0.085]),
        np.array([x + 0.045, y - away - 0.03, z - 0.035]),
        (0, 0, 0.03),
    )


def _drinking(plan: Plan) -> None:
    _at_mouth(plan, 0.05)
    plan.head[0] -= plan.between(0.0, 0.25)
    plan.grasp[plan.side] = "cup"


def _eating(plan: Plan) -> None:
    _at_mouth(plan, 0.055)
    plan.grasp[plan.side] = "pinch"


def _smoking(plan: Plan) -> None:
    _at_mouth(plan, 0.06)
    plan.grasp[plan.side] = "relaxed"


def _hand_at_head(plan: Plan) -> None:
    plan.grip(plan.other)
    drop = plan.between(-0.03, 0.05)
    plan.at_head(np.array([0.075, -0.03, -0.13 + drop]), np.array([0.042, -0.03, -0.045 + drop]), (0.0, 0.03, 0.006))
    plan.grasp[plan.side] = str(plan.rng.choice(["flat", "relaxed", "fist"]))


def _hand_on_hair(plan: Plan) -> None:
    plan.grip(plan.other)
    plan.at_head(np.array([0.09, -0.05, 0.05]), np.array([0.03, 0.0, 0.10]), (0.0, -0.03, 0.0), raised=True)
    plan.head += [0.1, plan.sign * 0.1, 0]
    plan.grasp[plan.side] = "relaxed"


def _hand_at_chin(plan: Plan) -> None:
    plan.grip(plan.other)
    x, y, z = plan.mouth()
    plan.at_head(np.array([x + 0.075, y + 0.0, z - 0.13]), np.array([x + 0.03, y - 0.02, z - 0.06]), (0, 0.0, 0.03))
    plan.grasp[plan.side] = str(plan.rng.choice(["fist", "relaxed"]))


def _reach_console(plan: Plan) -> None:
    plan.side = "R"  # the console is on the driver's right
    plan.grip("L")
    if plan.rng.random() < 0.4:
        _on_the_lever(plan)
    else:
        place = np.array([-0.34, plan.between(-0.45, -0.22), 0.17])
        plan.lay("R", place, np.array([-0.02, -0.08, -0.02]))
        plan.grasp["R"] = "pinch"
    plan.head += [plan.between(0.1, 0.35), 0, -plan.between(0.1, 0.45)]


def _radio(plan: Plan) -> None:
    plan.side = "R"
    plan.grip("L")
    screen = np.array([-0.36, plan.measures.dash_edge + 0.05, plan.measures.dash_height - 0.06])
    knuckles = screen + np.array([0.02, 0.085, -0.01]) + plan.rng.uniform(-0.02, 0.02, 3)
    plan.reach("wrist.R", knuckles + np.array([0.03, 0.08, -0.02]))
    plan.reach("finger2-1.R", knuckles + np.array([0.02, 0, 0.02]), 0.8)
    plan.reach("finger5-1.R", knuckles + np.array([-0.015, 0.015, -0.03]), 0.5)
    plan.grasp["R"] = "pointing"
    plan.limber = 0.4
    plan.head += [plan.between(0.1, 0.3), 0, -plan.between(0.2, 0.5)]


def _reach_glove_box(plan: Plan) -> None:
    plan.side = "R"
    plan.grip("L")
    box = np.array([-0.68, plan.measures.dash_edge + 0.17, plan.measures.dash_height - 0.22])
    plan.reach("wrist.R", box + plan.rng.uniform(-0.03, 0.03, 3))
    plan.spine += [0.25, -0.5, -0.25]
    plan.limber = 0.5
    plan.head += [0.2, 0, -0.5]
    plan.grasp["R"] = "knob"


def _reach_back(plan: Plan) -> None:
    plan.side = "R"
    plan.grip("L", 60)
    plan.spine[2] -= plan.between(0.5, 0.8)
    plan.head[2] -= plan.between(0.6, 0.9)
    plan.reach("wrist.R", np.array([-0.38, plan.between(0.28, 0.42), 0.30]), 0.8)
    plan.limber = 0.4
    plan.grasp["R"] = "relaxed"


def _reversing(plan: Plan) -> None:
    # The arm lies behind the other seat's shoulder, the eyes on the rear window.
    plan.side = "R"
    plan.grip("L", 75)
    plan.spine[2] -= plan.between(0.45, 0.7)
    plan.head[2] -= plan.between(0.8, 1.1)
    plan.reach("wrist.R", np.array([-0.52, plan.between(-0.02, 0.08), 0.66]), 0.7)
    plan.limber = 0.5
    plan.grasp["R"] = "flat"


def _visor(plan: Plan) -> None:
    plan.grip(plan.other)
    visor = np.array([plan.sign * 0.10, plan.measures.header + 0.10, plan.measures.roof - 0.08])
    plan.reach(f"wrist.{plan.side}", visor + np.array([plan.sign * 0.03, 0.09, -0.08]))
    plan.reach(f"finger3-1.{plan.side}", visor + np.array([0, 0.03, -0.03]), 0.7)
    plan.head[0] -= 0.15
    plan.limber = 0.5
    plan.grasp[plan.side] = "pinch"


def _mirror(plan: Plan) -> None:
    plan.side = "R"
    plan.grip("L")
    mirror = np.array([-0.35, plan.measures.header + 0.02, plan.measures.roof - 0.15])
    plan.reach("wrist.R", mirror + np.array([0.10, 0.13, -0.07]))
    plan.reach("finger3-1.R", mirror + np.array([0.06, 0.06, -0.03]), 0.7)
    plan.head += [-0.15, 0, -0.35]
    plan.limber = 0.5
    plan.grasp["R"] = "pinch"


def _head_down(plan: Plan) -> None:
    _both_hands(plan)
    plan.head[0] += plan.between(0.45, 0.85)


def _look_aside(plan: Plan) -> None:
    _both_hands(plan) if plan.rng.random() < 0.7 else _one_hand(plan)
    plan.head[2] += plan.between(0.6, 1.15) * plan.rng.choice([-1, 1])
    plan.spine[2] += 0.15 * np.sign(plan.head[2])


def _window_sill(plan: Plan) -> None:
    # The elbow on the sill, the hand hangs, holds the roof's frame or props the head.
    plan.side = "L"
    plan.grip("R", plan.between(0, 60))
    elbow = np.array([_DOOR - 0.04, plan.between(-0.12, 0.05), SILL + 0.055])
    plan.reach("lowerarm01.L", elbow, 1.0)
    if plan.rng.random() < 0.45:
        drop = plan.between(-0.02, 0.02)
        ear = plan.ear()
        plan.reach("wrist.L", ear + np.array([0.08, -0.04, -0.10 + drop]), 0.8, "head")
        plan.reach("finger3-1.L", ear + np.array([0.045, -0.03, -0.03 + drop]), 0.6, "head")
        plan.head[1] += 0.18
        plan.bent.add("L")
    else:
        plan.lay("L", elbow + np.array([-0.03, -0.235, plan.between(0.0, 0.05)]), np.array([-0.03, -0.08, -0.02]), 0.6)
    plan.grasp["L"] = "relaxed"


def _lean(plan: Plan) -> None:
    # Leans on the armrest or console on the busy hand's side; the wheel would hold both shoulders back.
    plan.grip(plan.other)
    plan.reach(f"wrist.{plan.side}", np.array([plan.sign * 0.34, -0.17, 0.15]) + plan.rng.uniform(-0.03, 0.03, 3))
    shoulder = np.array([plan.sign * plan.between(0.34, 0.40), 0.02, 0.42])
    plan.reach(f"upperarm01.{plan.side}", shoulder, 0.8)
    plan.spine[1] += plan.sign * 0.4
    plan.grasp[plan.side] = "relaxed"


def _in_lap(activity: Callable[[Plan], None]) -> Callable[[Plan], None]:
    """Return the activity with the other hand in the lap, not at the wheel."""

    def planned(plan: Plan) -> None:
        activity(plan)
        steering = {f"{bone}.{plan.other}" for bone in ("wrist", "finger2-1", "finger5-1")}
        plan.targets = [target for target in plan.targets if target.bone not in steering]
        plan.rest_on_thigh(plan.other)

    return planned


def _slumped(plan: Plan) -> None:
    _hands_in_lap(plan)
    plan.spine += [plan.between(0.1, 0.3), plan.between(-0.15, 0.15), 0]
    plan.head += [plan.between(0.3, 0.6), plan.between(-0.35, 0.35), 0]


def _collapsed(plan: Plan) -> None:
    # Sunk forward and to a side as no one who is awake sits: the shoulders, too, are lower.
    _hands_in_lap(plan)
    plan.spine += [plan.between(0.45, 0.6), plan.between(0.2, 0.3) * plan.rng.choice([-1, 1]), 0]
    plan.head += [plan.between(0.3, 0.5), plan.between(-0.3, 0.3), 0]


PLANS: dict[str, Callable[[Plan], None]] = {
    "both_hands": _both_hands,
    "turning_the_wheel": _turning_the_wheel,
    "one_hand": _one_hand,
    "hands_in_lap": _hands_in_lap,
    "phone_at_ear": _phone_at_ear,
    "texting": _texting,
    "drinking": _drinking,
    "eating": _eating,
    "smoking": _smoking,
    "hand_at_head": _hand_at_head,
    "hand_on_hair": _hand_on_hair,
    "hand_at_chin": _hand_at_chin,
    "reach_console": _reach_console,
    "radio": _radio,
    "reach_glove_box": _reach_glove_box,
    "reach_back": _reach_back,
    "reversing": _reversing,
    "visor": _visor,
    "mirror": _mirror,
    "head_down": _head_down,
    "look_aside": _look_aside,
    "window_sill": _window_sill,
    "lean": _lean,
    "slumped": _slumped,
    # In drives only: nobody steers.
    "collapsed": _collapsed,
    "phone_at_ear_in_lap": _in_lap(_phone_at_ear),
    "lean_in_lap": _in_lap(_lean),
}
