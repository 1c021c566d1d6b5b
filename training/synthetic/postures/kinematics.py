"""Inverse kinematics: the bone rotations that bring hands and feet where an activity wants them."""

from dataclasses import dataclass, field

import numpy as np
import roma
import torch

from training.synthetic.people.body import AnnyBody, RestBody

Vector = tuple[float, float, float]

# How unwilling a bone is to leave its starting rotation: trunk and head stiff, arms and legs free.
# A soft neck would bring the ear to the phone instead of the phone to the ear.
STIFFNESS = {
    "root": 20.0,
    **{f"spine0{i}": 9.0 for i in range(1, 6)},
    **{f"{bone}.{side}": value for side in "LR" for bone, value in {
        "clavicle": 2.0,
        "shoulder01": 3.0,
        "upperarm01": 0.05,
        "wrist": 0.6,
        "upperleg01": 0.2,
        "foot": 0.5,
    }.items()},
    "neck01": 60.0,
    "neck02": 60.0,
    "head": 60.0,
}  # fmt: skip

STEPS = 130
MAX_ELBOW = MAX_KNEE = 2.5
"""Radians; flesh meets flesh beyond."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a bone's head shall be: in the car (metres), or in the rest frame of another bone that moves."""

    bone: str
    point: Vector
    weight: float = 1.0
    frame: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PoseGoal:
    """Where the search starts (`rotations` as rotation vectors, `hinges` in degrees) and what it shall reach."""

    rotations: dict[str, Vector]
    hinges: dict[str, float]
    targets: tuple[Target, ...]
    keep_out: tuple[tuple[str, str, float], ...] = field(default=())
    """Capsules (bone, bone, radius in metres) that hands stay out of: trunk and thighs."""
    limber: float = 1.0
    """How much less stiff the trunk is: 1 leans on the seat, 0.1 follows a far reach."""


def solve(body: AnnyBody, rest: RestBody, goal: PoseGoal) -> torch.Tensor:
    """Return bone rotations `(104, 3, 3)` that fulfil `goal` as well as the skeleton can."""
    search = _Search(body, rest, goal)
    optimizer = torch.optim.Adam(search.parameters, lr=0.05)
    for step in range(STEPS):
        if step == STEPS * 2 // 3:
            optimizer.param_groups[0]["lr"] = 0.015
        optimizer.zero_grad()
        search.loss().backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    return search.rotations().detach()


class _Search:
    def __init__(self, body: AnnyBody, rest: RestBody, goal: PoseGoal) -> None:
        self._body, self._rest, self._goal = body, rest, goal
        index = body.bone_index
        joints = torch.tensor(rest.joints, dtype=torch.float32)

        def hinge_axis(a: str, b: str, c: str) -> torch.Tensor:
            across = torch.linalg.cross(joints[index[b]] - joints[index[a]], joints[index[c]] - joints[index[b]])
            return across / across.norm()

        def direction(a: str, b: str) -> torch.Tensor:
            along = joints[index[b]] - joints[index[a]]
            return along / along.norm()

        def ids(names: list[str]) -> torch.Tensor:
            return torch.tensor([index[name] for name in names])

        free, hinges = list(STIFFNESS), [f"lower{limb}01.{side}" for limb in ("arm", "leg") for side in "LR"]
        fixed = [name for name in goal.rotations if name not in STIFFNESS]
        self._free, self._hinges = ids(free), ids(hinges)
        self._twists = ids([f"lowerarm02.{side}" for side in "LR"])
        self._fixed = ids(fixed)
        self._fixed_rotations = roma.rotvec_to_rotmat(torch.tensor([goal.rotations[name] for name in fixed]))
        trunk = goal.limber
        stiffness = [STIFFNESS[name] * (trunk if name.startswith(("spine", "clavicle")) else 1.0) for name in free]
        self._stiffness = torch.tensor(stiffness)[:, None]
        self._hinge_axes = torch.stack(
            [hinge_axis(f"upperarm01.{s}", f"lowerarm01.{s}", f"wrist.{s}") for s in "LR"]
            + [torch.tensor([1.0, 0.0, 0.0])] * 2
        )
        self._twist_axes = torch.stack([direction(f"lowerarm01.{s}", f"wrist.{s}") for s in "LR"])
        self._start = torch.tensor([goal.rotations.get(name, (0.0, 0.0, 0.0)) for name in free])
        self._hinge_start = torch.tensor([np.deg2rad(goal.hinges.get(name, 0.0)) for name in hinges]).float()
        self._x = self._start.clone().requires_grad_(True)
        self._hinge = self._hinge_start.clone().requires_grad_(True)
        self._twist = torch.zeros(2, requires_grad=True)
        self.parameters = [self._x, self._hinge, self._twist]

        self._target_bones = ids([target.bone for target in goal.targets])
        self._target_frames = ids([target.frame or "root" for target in goal.targets])
        self._in_car = torch.tensor([target.frame is None for target in goal.targets])[:, None]
        self._points = torch.tensor([target.point for target in goal.targets])
        self._weights = torch.tensor([target.weight for target in goal.targets])
        self._rest_inverse = torch.linalg.inv(rest.bone_poses[0])
        self._hands = ids([f"{bone}.{s}" for s in "LR" for bone in ("wrist", "finger3-1", "finger3-3", "lowerarm02")])
        self._capsule_from = ids([capsule[0] for capsule in goal.keep_out])
        self._capsule_to = ids([capsule[1] for capsule in goal.keep_out])
        self._capsule_radius = torch.tensor([capsule[2] for capsule in goal.keep_out])

    def rotations(self) -> torch.Tensor:
        all_bones = torch.eye(3)[None].repeat(self._body.model.bone_count, 1, 1)
        all_bones = all_bones.index_copy(0, self._free, roma.rotvec_to_rotmat(self._x))
        bend = roma.rotvec_to_rotmat(self._hinge_axes * self._hinge[:, None])
        all_bones = all_bones.index_copy(0, self._hinges, bend)
        twist = roma.rotvec_to_rotmat(self._twist_axes * self._twist[:, None])
        all_bones = all_bones.index_copy(0, self._twists, twist)
        return all_bones.index_copy(0, self._fixed, self._fixed_rotations)

    def loss(self) -> torch.Tensor:
        poses = self._body.bone_poses(self._rest, self.rotations())
        heads = poses[:, :3, 3]
        frames = poses[self._target_frames] @ self._rest_inverse[self._target_frames]
        carried = (frames[:, :3, :3] @ self._points[:, :, None])[:, :, 0] + frames[:, :3, 3]
        goals = torch.where(self._in_car, self._points, carried)
        miss = ((heads[self._target_bones] - goals) ** 2).sum(dim=1)
        elbow, knee = self._hinge[:2], self._hinge[2:]
        limits = (
            torch.relu(-elbow - 0.1).square().sum()
            + torch.relu(elbow - MAX_ELBOW).square().sum()
            + torch.relu(-knee).square().sum()
            + torch.relu(knee - MAX_KNEE).square().sum()
            + torch.relu(self._twist.abs() - 1.4).square().sum()
        )
        return (
            200 * (self._weights * miss).sum()
            + 0.25 * (self._stiffness * (self._x - self._start) ** 2).sum()
            + 0.1 * (self._twist**2).sum()
            + 0.02 * ((self._hinge - self._hinge_start) ** 2).sum()
            + 50 * limits
            + 300 * self._intrusion(heads)
        )

    def _intrusion(self, heads: torch.Tensor) -> torch.Tensor:
        if not len(self._capsule_radius):
            return torch.zeros(())
        start, end = heads[self._capsule_from], heads[self._capsule_to]
        axis, hands = (end - start)[None], heads[self._hands][:, None]
        along = (((hands - start) * axis).sum(-1) / (axis**2).sum(-1)).clamp(0, 1)[..., None]
        distance = (hands - start - along * axis).norm(dim=-1)
        return torch.relu(self._capsule_radius - distance).square().sum()
