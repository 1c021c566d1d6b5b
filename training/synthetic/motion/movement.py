"""How the body moves: from pose to pose with eased ends, breathing, and in and out of the picture."""

from bisect import bisect_right

import numpy as np
import roma
import torch

from training.synthetic.motion.script import Phase
from training.synthetic.people.body import AnnyBody


def progress(seconds: float, phases: tuple[Phase, ...]) -> tuple[int, float]:
    """Return the phase that is on or was last, and how far on the way to the next: 0 in a phase, up to 1, eased."""
    number = max(0, bisect_right([phase.start for phase in phases], seconds) - 1)
    phase = phases[number]
    if seconds <= phase.end or number + 1 == len(phases):
        return number, 0.0
    t = (seconds - phase.end) / (phases[number + 1].start - phase.end)
    return number, t * t * (3 - 2 * t)


def rotations_at(seconds: float, phases: tuple[Phase, ...], poses: dict[str, torch.Tensor]) -> torch.Tensor:
    """Return the bone rotations `(104, 3, 3)` at a time: a phase's pose, or on the way to the next."""
    number, way = progress(seconds, phases)
    start = poses[phases[number].activity]
    if way == 0.0:
        return start
    turn = roma.rotmat_to_rotvec(start.transpose(1, 2) @ poses[phases[number + 1].activity])
    return start @ roma.rotvec_to_rotmat(turn * way)


def presence(seconds: float, phases: tuple[Phase, ...]) -> float:
    """Return how much of the driver is in the picture: 0 an empty seat, 1; between, one fades into the other."""
    return _without("empty_seat", seconds, phases)


def light(seconds: float, phases: tuple[Phase, ...]) -> float:
    """Return how much light reaches the camera: 0 none, a covered lens; 1 all of it."""
    return _without("camera_dark", seconds, phases)


def _without(activity: str, seconds: float, phases: tuple[Phase, ...]) -> float:
    number, way = progress(seconds, phases)
    here, there = (float(phases[min(n, len(phases) - 1)].activity != activity) for n in (number, number + 1))
    return here + (there - here) * way


def alive(rotations: torch.Tensor, body: AnnyBody, seconds: float) -> torch.Tensor:
    """Return the rotations with breath and small head movements: nobody sits like a statue."""
    sway = {
        "spine03": (0.012 * np.sin(1.6 * seconds), 0.008 * np.sin(0.7 * seconds), 0.0),
        "neck02": (0.02 * np.sin(0.9 * seconds), 0.015 * np.sin(0.6 * seconds + 1), 0.04 * np.sin(0.5 * seconds)),
        "head": (0.02 * np.sin(1.1 * seconds + 2), 0.0, 0.05 * np.sin(0.8 * seconds + 1)),
    }
    moved = rotations.clone()
    for bone, vector in sway.items():
        index = body.bone_index[bone]
        moved[index] = rotations[index] @ roma.rotvec_to_rotmat(torch.tensor(vector, dtype=torch.float32))
    return moved
