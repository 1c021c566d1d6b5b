"""What the driver does: each activity as a goal for the inverse kinematics."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from training.synthetic.body import AnnyBody, RestBody
from training.synthetic.kinematics import PoseGoal, Target, Vector
from training.synthetic.mesh import Array
from training.synthetic.scene import Car
from training.synthetic.wheel import Wheel


@dataclass(slots=True, kw_only=True)
class _Plan:
    """One activity in the making."""

    body: AnnyBody
    rest: RestBody
    wheel: Wheel
    rng: np.random.Generator
    recline: float
    side: str
    """Hand that is busy: `L` or `R`; the other one steers."""
    head: Array = field(default_factory=lambda: np.zeros(3))
    """Pitch, roll, yaw of the head, radians; spread over the neck."""
    spine: Array = field(default_factory=lambda: np.zeros(3))
    targets: list[Target] = field(default_factory=list)
    curl: dict[str, float] = field(default_factory=lambda: {"L": 0.9, "R": 0.9})
    bent: set[str] = field(default_factory=set)
    """Sides whose elbow is well bent from the start, so that the search doesn't end with a stretched arm."""

    @property
    def sign(self) -> int:
        return 1 if self.side == "L" else -1

    @property
    def other(self) -> str:
        return "R" if self.side == "L" else "L"

    def reach(self, bone: str, point: Array, weight: float = 1.0, frame: str | None = None) -> None:
        self.targets.append(Target(bone=bone, point=_vector(point), weight=weight, frame=frame))

    def jitter(self, size: float) -> Array:
        return self.rng.uniform(-size, size, 3)

    def grip(self, side: str) -> None:
        sign = 1 if side == "L" else -1
        clock = np.deg2rad(self.rng.uniform(-10, 55))
        point, outward, tangent = self.wheel.rim(clock if side == "L" else np.pi - clock)
        normal = self.wheel.normal
        self.reach(f"wrist.{side}", point + 0.055 * outward + 0.07 * normal - 0.012 * sign * tangent)
        self.reach(f"finger2-1.{side}", point + 0.035 * outward - 0.012 * normal + 0.035 * sign * tangent, 0.7)
        self.reach(f"finger5-1.{side}", point + 0.042 * outward - 0.035 * sign * tangent, 0.7)

    def rest_on_thigh(self, side: str) -> None:
        sign = 1 if side == "L" else -1
        thigh = np.array([sign * 0.13, self.rng.uniform(-0.32, -0.12), 0.14]) + self.jitter(0.03)
        self.reach(f"wrist.{side}", thigh)
        self.reach(f"finger3-1.{side}", thigh + np.array([-sign * 0.02, -0.09, -0.01]), 0.6)
        self.curl[side] = 0.35

    def at_head(self, wrist: Vector, knuckle: Vector, knuckles_back: Vector, weight: float = 1.5) -> None:
        """Hold the hand at the head: offsets from the ear in the head's rest frame, x outwards, y back, z up."""
        ear = self.rest.keypoints[3 if self.side == "L" else 4]
        outwards = np.array([self.sign, 1, 1])
        back = np.array(knuckles_back) * outwards
        centre = ear + np.array(knuckle) * outwards
        self.reach(f"wrist.{self.side}", ear + np.array(wrist) * outwards, weight, "head")
        self.reach(f"finger2-1.{self.side}", centre + back, weight, "head")
        self.reach(f"finger5-1.{self.side}", centre - back, weight, "head")
        # The elbow hangs: raised, it would be the shoulder that brings the hand up.
        elbow = np.array([self.sign * 0.27, -0.12, 0.22 + self.rng.uniform(0, 0.1)])
        self.reach(f"lowerarm01.{self.side}", elbow, 0.15)
        self.bent.add(self.side)

    def mouth(self) -> Array:
        return (self.rest.keypoints[0] + [0, 0, -0.045]) - self.rest.keypoints[3 if self.side == "L" else 4]


def _both_hands(plan: _Plan) -> None:
    plan.grip("L")
    plan.grip("R")


def _one_hand(plan: _Plan) -> None:
    plan.grip(plan.other)
    plan.rest_on_thigh(plan.side)


def _hands_in_lap(plan: _Plan) -> None:
    plan.rest_on_thigh("L")
    plan.rest_on_thigh("R")


def _phone_at_ear(plan: _Plan) -> None:
    plan.grip(plan.other)
    # The phone lies at the ear (`objects.py`); the palm is outside of it, the index finger towards the back.
    plan.at_head((0.06, -0.05, -0.135), (0.05, -0.03, -0.045), (0.0, 0.03, 0.006))
    plan.curl[plan.side] = 0.55
    plan.head += [0, -plan.sign * 0.12, 0]


def _texting(plan: _Plan) -> None:
    plan.grip(plan.other)
    hand = np.array([plan.sign * 0.10, -0.33, 0.22]) + plan.jitter(0.04)
    plan.reach(f"wrist.{plan.side}", hand)
    plan.reach(f"finger3-1.{plan.side}", hand + np.array([-plan.sign * 0.02, -0.06, 0.06]), 0.6)
    plan.head[0] += 0.5
    plan.curl[plan.side] = 0.7


def _drinking(plan: _Plan) -> None:
    plan.grip(plan.other)
    mouth = plan.mouth()
    x = plan.sign * mouth[0]
    plan.at_head(
        (x + 0.10, mouth[1] - 0.04, mouth[2] - 0.09), (x + 0.05, mouth[1] - 0.08, mouth[2] - 0.04), (0, 0.0, 0.03)
    )
    plan.head[0] -= 0.1
    plan.curl[plan.side] = 0.8


def _hand_at_head(plan: _Plan) -> None:
    plan.grip(plan.other)
    drop = plan.rng.uniform(-0.03, 0.05)
    plan.at_head((0.07, -0.03, -0.13 + drop), (0.035, -0.03, -0.045 + drop), (0.0, 0.03, 0.006))
    plan.curl[plan.side] = 0.3


def _reach_console(plan: _Plan) -> None:
    plan.side = "R"  # the console is on the driver's right: right-hand drive is made by mirroring
    plan.grip("L")
    plan.reach("wrist.R", np.array([-0.33, -0.33, 0.17]) + plan.jitter(0.05))
    plan.head += [0.3, 0, -0.4]
    plan.curl["R"] = 0.3


def _reach_glove_box(plan: _Plan) -> None:
    plan.side = "R"
    plan.grip("L")
    plan.reach("wrist.R", np.array([-0.62, -0.50, 0.14]) + plan.jitter(0.03))
    plan.spine += [0.25, -0.5, -0.25]
    plan.head += [0, 0, -0.5]
    plan.curl["R"] = 0.3


def _head_down(plan: _Plan) -> None:
    _both_hands(plan)
    plan.head[0] += plan.rng.uniform(0.45, 0.85)


def _look_aside(plan: _Plan) -> None:
    _both_hands(plan)
    plan.head[2] += plan.rng.uniform(0.6, 1.1) * plan.rng.choice([-1, 1])


def _lean(plan: _Plan) -> None:
    # Leans on the armrest or console on the busy hand's side; the wheel would hold both shoulders back.
    plan.grip(plan.other)
    plan.reach(f"wrist.{plan.side}", np.array([plan.sign * 0.36, -0.17, 0.13]) + plan.jitter(0.03))
    shoulder = np.array([plan.sign * plan.rng.uniform(0.36, 0.42), 0.02, 0.40])
    plan.reach(f"upperarm01.{plan.side}", shoulder, 0.8)
    plan.spine[1] += plan.sign * 0.4
    plan.curl[plan.side] = 0.3


def _turned_back(plan: _Plan) -> None:
    plan.side = "R"
    plan.grip("L")
    plan.spine[2] -= plan.rng.uniform(0.5, 0.8)
    plan.head[2] -= plan.rng.uniform(0.6, 0.9)
    plan.reach("wrist.R", np.array([-0.42, 0.0, 0.42]), 0.6)
    plan.curl["R"] = 0.3


def _slumped(plan: _Plan) -> None:
    _hands_in_lap(plan)
    plan.spine += [plan.rng.uniform(0.1, 0.3), 0, 0]
    plan.head += [plan.rng.uniform(0.3, 0.6), plan.rng.uniform(-0.35, 0.35), 0]


PLANS: dict[str, Callable[[_Plan], None]] = {
    "both_hands": _both_hands,
    "one_hand": _one_hand,
    "hands_in_lap": _hands_in_lap,
    "phone_at_ear": _phone_at_ear,
    "texting": _texting,
    "drinking": _drinking,
    "hand_at_head": _hand_at_head,
    "reach_console": _reach_console,
    "reach_glove_box": _reach_glove_box,
    "head_down": _head_down,
    "look_aside": _look_aside,
    "lean": _lean,
    "turned_back": _turned_back,
    "slumped": _slumped,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """An activity as a goal, and the hand it is done with."""

    goal: PoseGoal
    side: str


def intend(activity: str, body: AnnyBody, rest: RestBody, car: Car, wheel: Wheel, rng: np.random.Generator) -> Intent:
    """Turn an activity's name into what the body shall do."""
    plan = _Plan(
        body=body, rest=rest, wheel=wheel, rng=rng, recline=car.recline, side=str(rng.choice(["R", "L"], p=[0.6, 0.4]))
    )
    # Pitch within what eyes on the road allow, a slight roll, some glance to the side.
    plan.head = np.array([rng.uniform(-0.05, 0.2), rng.uniform(-0.08, 0.08), rng.normal(0, 0.18)])
    _feet(plan)
    PLANS[activity](plan)
    return Intent(goal=_goal(plan), side=plan.side)


def _feet(plan: _Plan) -> None:
    u = plan.rng.uniform
    hip, foot = (plan.rest.joints[plan.body.bone_index[name]] for name in ("upperleg01.L", "foot.L"))
    forward = -float(np.linalg.norm(hip - foot)) * u(0.80, 0.88)
    height = -u(0.22, 0.30)
    plan.reach("foot.R", np.array([-u(0.05, 0.12), forward, height]))
    plan.reach("foot.L", np.array([u(0.08, 0.2), forward + u(-0.03, 0.12), height]))


def _goal(plan: _Plan) -> PoseGoal:
    u, recline = plan.rng.uniform, plan.recline
    rotations: dict[str, Vector] = {"root": (-recline, 0.0, 0.0)}
    hinges: dict[str, float] = {}
    for side, sign in (("L", 1), ("R", -1)):
        rotations[f"upperleg01.{side}"] = (recline - 1.5, sign * u(-0.02, 0.05), -sign * u(-0.05, 0.12))
        forward = -0.3 if side in plan.bent else -0.9
        rotations[f"upperarm01.{side}"] = (forward, sign * 0.35, -sign * 0.3)
        hinges[f"lowerleg01.{side}"] = 55.0
        hinges[f"lowerarm01.{side}"] = 120.0 if side in plan.bent else 30.0
        rotations |= _curled_fingers(plan, side)
    for i in range(1, 6):
        rotations[f"spine0{i}"] = _vector(plan.spine / 5 + np.array([recline * 0.08, 0, 0]))
    # The neck takes back a part of the recline: the eyes are on the road.
    neck = plan.head + np.array([recline * 0.35, 0, 0])
    rotations["neck01"] = rotations["neck02"] = _vector(neck * 0.25)
    rotations["head"] = _vector(neck * 0.5)
    return PoseGoal(rotations=rotations, hinges=hinges, targets=tuple(plan.targets), keep_out=_keep_out(plan))


def _keep_out(plan: _Plan) -> tuple[tuple[str, str, float], ...]:
    """Fit capsules to trunk and thighs, as thick as this person, and 3 cm for the hand's own thickness."""
    body, rest = plan.body, plan.rest
    belly = rest.vertices[body.region("spine") & (np.arange(len(rest.vertices)) < 13380)]
    front = rest.joints[body.bone_index["spine04"]][1] - belly[:, 1].min()
    thigh = rest.vertices[body.region("upperleg01.L", "upperleg02.L")]
    girth = np.abs(thigh[:, 1] - rest.joints[body.bone_index["upperleg01.L"]][1]).mean()
    return (
        ("root", "spine02", float(front) + 0.03),
        ("upperleg01.L", "lowerleg01.L", float(girth) + 0.06),
        ("upperleg01.R", "lowerleg01.R", float(girth) + 0.06),
    )


def _curled_fingers(plan: _Plan, side: str) -> dict[str, Vector]:
    joints, index = plan.rest.joints, plan.body.bone_index
    axis = joints[index[f"finger5-1.{side}"]] - joints[index[f"finger2-1.{side}"]]
    axis /= np.linalg.norm(axis)
    finger = joints[index[f"finger3-2.{side}"]] - joints[index[f"finger3-1.{side}"]]
    if np.cross(axis, finger)[2] > 0:  # tips must move towards the palm, which looks down at rest
        axis = -axis
    curl = plan.curl[side]
    rotations = {
        f"finger{finger}-{joint}.{side}": _vector(axis * curl * (0.75 if joint == 1 else 0.9))
        for finger in range(2, 6)
        for joint in (1, 2, 3)
    }
    rotations[f"finger1-2.{side}"] = _vector(axis * 0.3)
    return rotations


def _vector(values: Array) -> Vector:
    x, y, z = (float(v) for v in values)
    return x, y, z
