"""The words activities are made of: grip here, rest there, hold the hand at the head."""

from dataclasses import dataclass, field

import numpy as np

from training.synthetic.car.cabin import CabinMeasures
from training.synthetic.car.wheel import Wheel
from training.synthetic.mesh import Array
from training.synthetic.people.body import FIRST_HELPER, AnnyBody, RestBody
from training.synthetic.postures.fingers import GRASPS, bend_fingers
from training.synthetic.postures.kinematics import PoseGoal, Target, Vector

OUT, NEAR = 0.030, -0.008
"""Where knuckles are off the rim's middle line (metres, outwards and towards the driver), so that fingers of common
length close around a rim of 3 cm without going through it."""


@dataclass(slots=True, kw_only=True)
class Plan:
    """One activity in the making."""

    body: AnnyBody
    rest: RestBody
    wheel: Wheel
    measures: CabinMeasures
    rng: np.random.Generator
    recline: float
    side: str
    """Hand that is busy: `L` or `R`; the other one steers."""
    head: Array = field(default_factory=lambda: np.zeros(3))
    """Pitch, roll, yaw of the head, radians; spread over the neck."""
    spine: Array = field(default_factory=lambda: np.zeros(3))
    targets: list[Target] = field(default_factory=list)
    grasp: dict[str, str] = field(default_factory=lambda: {"L": "relaxed", "R": "relaxed"})
    bent: set[str] = field(default_factory=set)
    """Sides whose elbow is well bent from the start, so that the search doesn't end with a stretched arm."""
    limber: float = 1.0
    feet: bool = True

    @property
    def sign(self) -> int:
        """1 if the busy hand is the left one, else -1: its outward direction."""
        return 1 if self.side == "L" else -1

    @property
    def other(self) -> str:
        """The hand that isn't busy."""
        return "R" if self.side == "L" else "L"

    def between(self, low: float, high: float) -> float:
        """Draw a number."""
        return float(self.rng.uniform(low, high))

    def reach(self, bone: str, point: Array, weight: float = 1.0, frame: str | None = None) -> None:
        """Bring a bone's head to a point: in the car, or at rest in the frame of another bone."""
        self.targets.append(Target(bone=bone, point=as_vector(point), weight=weight, frame=frame))

    def grip(self, side: str, clock: float | None = None) -> None:
        """Grip the rim; `clock` in degrees above the horizontal on that hand's side, 90 is the top."""
        sign = 1 if side == "L" else -1
        if clock is None:  # quarter to three, ten to two, twenty past eight
            clock = self.rng.choice([2.0, 32.0, -22.0], p=[0.45, 0.35, 0.2]) + self.rng.normal(0, 7)
        angle = np.deg2rad(clock)
        point, outward, tangent = self.wheel.rim(angle if side == "L" else np.pi - angle)
        normal = self.wheel.normal
        up = sign * tangent
        # The knuckles outside of the rim and a little before it, so that the fingers close around it behind.
        self.reach(f"wrist.{side}", point + (OUT + 0.018) * outward + (NEAR + 0.108) * normal - 0.012 * up)
        self.reach(f"finger2-1.{side}", point + OUT * outward + NEAR * normal + 0.034 * up, 0.8)
        self.reach(f"finger5-1.{side}", point + (OUT + 0.006) * outward + (NEAR + 0.008) * normal - 0.032 * up, 0.8)
        self.grasp[side] = "rim" if self.rng.random() < 0.7 else "loose_rim"

    def rest_on_thigh(self, side: str) -> None:
        """Lay the hand on its thigh, palm down, or into the lap."""
        sign = 1 if side == "L" else -1
        inner = self.rng.random() < 0.4
        place = np.array([sign * (0.06 if inner else 0.14), self.between(-0.34, -0.14), self._thigh() + 0.035])
        self.lay(
            side, place + self.rng.uniform(-0.02, 0.02, 3), np.array([-sign * (0.05 if inner else 0.01), -0.085, 0])
        )
        self.grasp[side] = str(self.rng.choice(["relaxed", "flat"]))

    def lay(self, side: str, wrist: Array, along: Array, weight: float = 1.0) -> None:
        """Lay a hand down: wrist there, knuckles `along` from it, the palm below."""
        sign = 1 if side == "L" else -1
        knuckles = wrist + along
        across = np.cross(along, [0, 0, 1.0])
        across *= -sign * 0.032 / np.linalg.norm(across)  # from index to little finger
        self.reach(f"wrist.{side}", wrist, weight)
        self.reach(f"finger2-1.{side}", knuckles - across, 0.6 * weight)
        self.reach(f"finger5-1.{side}", knuckles + across, 0.6 * weight)

    def hold_up(self, side: str, wrist: Array) -> None:
        """Hold a phone: fingers up and inwards, the palm to the face."""
        sign = 1 if side == "L" else -1
        knuckles = wrist + np.array([-sign * 0.03, -0.055, 0.06])
        # The palm looks up and back when the index finger is outside.
        outwards = np.array([sign * 0.030, 0.006, 0.008])
        self.reach(f"wrist.{side}", wrist)
        self.reach(f"finger2-1.{side}", knuckles + outwards, 0.9)
        self.reach(f"finger5-1.{side}", knuckles - outwards, 0.9)
        self.grasp[side] = "phone"

    def at_head(self, wrist: Array, knuckle: Array, knuckles_back: Vector, raised: bool = False) -> None:
        """Hold the busy hand at the head: offsets from the ear in the head's rest frame, x outwards, y back, z up."""
        weight = 1.5
        ear = self.ear()
        outwards = np.array([self.sign, 1, 1])
        back = np.array(knuckles_back) * outwards
        centre = ear + np.asarray(knuckle) * outwards
        self.reach(f"wrist.{self.side}", ear + np.asarray(wrist) * outwards, weight, "head")
        self.reach(f"finger2-1.{self.side}", centre + back, weight, "head")
        self.reach(f"finger5-1.{self.side}", centre - back, weight, "head")
        # The elbow hangs: raised, it would be the shoulder that brings the hand up.
        height = 0.55 if raised else self.between(0.22, 0.34)
        elbow = np.array([self.sign * (self.between(0.24, 0.32) + 0.06 * raised), -0.12 - 0.1 * raised, height])
        self.reach(f"lowerarm01.{self.side}", elbow, 0.15)
        self.bent.add(self.side)

    def ear(self) -> Array:
        """Return the ear on the busy side, on the standing body."""
        return self.rest.keypoints[3 if self.side == "L" else 4]

    def mouth(self) -> Array:
        """Return the mouth's place from that ear, x outwards."""
        return ((self.rest.keypoints[0] + [0, 0.006, -0.045]) - self.ear()) * [self.sign, 1, 1]

    def goal(self) -> PoseGoal:
        """Return what the inverse kinematics shall do."""
        u, recline = self.rng.uniform, self.recline
        if self.feet:
            self._feet()
        rotations: dict[str, Vector] = {"root": (-recline, 0.0, 0.0)}
        hinges: dict[str, float] = {}
        knees = u(-0.04, 0.16)
        for side, sign in (("L", 1), ("R", -1)):
            rotations[f"upperleg01.{side}"] = (recline - 1.5, sign * u(-0.02, 0.05), -sign * (knees + u(-0.05, 0.05)))
            forward = -0.3 if side in self.bent else -0.9
            rotations[f"upperarm01.{side}"] = (forward, sign * 0.35, -sign * 0.3)
            hinges[f"lowerleg01.{side}"] = 55.0
            hinges[f"lowerarm01.{side}"] = 120.0 if side in self.bent else 30.0
            rotations |= bend_fingers(self.body, self.rest, side, GRASPS[self.grasp[side]], self.rng)
        for i in range(1, 6):
            rotations[f"spine0{i}"] = as_vector(self.spine / 5 + np.array([recline * 0.08, 0, 0]))
        # The neck takes back a part of the recline: the eyes are on the road.
        neck = self.head + np.array([recline * 0.35, 0, 0])
        rotations["neck01"] = rotations["neck02"] = as_vector(neck * 0.25)
        rotations["head"] = as_vector(neck * 0.5)
        return PoseGoal(
            rotations=rotations,
            hinges=hinges,
            targets=tuple(self.targets),
            keep_out=self._keep_out(),
            limber=self.limber,
        )

    def _feet(self) -> None:
        hip, foot = (self.rest.joints[self.body.bone_index[name]] for name in ("upperleg01.L", "foot.L"))
        forward = -float(np.linalg.norm(hip - foot)) * self.between(0.76, 0.88)
        height = -self.between(0.20, 0.30)
        self.reach("foot.R", np.array([-self.between(0.03, 0.12), forward, height]))
        self.reach("foot.L", np.array([self.between(0.08, 0.2), forward + self.between(-0.03, 0.16), height]))

    def _thigh(self) -> float:
        """Return how far (metres) the thigh's upper side is from its bone, seated."""
        own = np.arange(len(self.rest.vertices)) < FIRST_HELPER
        thigh = self.rest.vertices[self.body.region("upperleg01.L", "upperleg02.L") & own]
        joint = self.rest.joints[self.body.bone_index["upperleg01.L"]]
        return float(np.percentile(joint[1] - thigh[:, 1], 95))

    def _keep_out(self) -> tuple[tuple[str, str, float], ...]:
        """Fit capsules to trunk and thighs, as thick as this person, and 3 cm for the hand's own thickness."""
        body, rest = self.body, self.rest
        own = np.arange(len(rest.vertices)) < FIRST_HELPER
        belly = rest.vertices[body.region("spine") & own]
        front = rest.joints[body.bone_index["spine04"]][1] - belly[:, 1].min()
        girth = self._thigh() - 0.02  # the bone lies nearer to the front than the thickest place
        return (
            ("root", "spine02", float(front) + 0.03),
            ("upperleg01.L", "lowerleg01.L", float(girth) + 0.06),
            ("upperleg01.R", "lowerleg01.R", float(girth) + 0.06),
        )


def as_vector(values: Array) -> Vector:
    """Return three plain numbers."""
    x, y, z = (float(v) for v in values)
    return x, y, z
