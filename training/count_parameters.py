"""Print the parameters of the paper's four base models with its visibility branch, beside the paper's own totals.

    python training/count_parameters.py

The paper (Guesdon et al. 2022, table 5) gives totals only, and no widths of its branch. Ours is the same for every base
model; what the paper's totals leave for the branch beside our base models suggests that its own was not.
"""

from dataclasses import dataclass

import torch
from torch import nn

from training.models.build import build_metamodel

HEIGHT, WIDTH = 256, 192
"""Pixels, the paper's crops."""

PAPER = {"sbl": 71.2, "efficientnet_b0": 55.6, "efficientnet_b6": 95.5, "mspn_2_stage": 104.6}
"""Millions of parameters, table 5."""

WHY = {
    "sbl": "the branch's widths were chosen for this total",
    "efficientnet_b0": "the paper leaves the branch more than on SBl, on fewer channels: likely another branch",
    "efficientnet_b6": "likely other widths in the branch, or the classifier's 2.3M counted",
    "mspn_2_stage": "likely other widths in the branch; the base is the published one (MMPose)",
}


@dataclass(frozen=True, slots=True)
class Count:
    """Parameters of the base model (features and coordinate head) and of the branch."""

    base: int
    branch: int


def count(base_model: str) -> Count:
    """Count the paper's branch on a base model; nothing is allocated for it."""
    with torch.device("meta"):
        network = build_metamodel(base_model, "paper", HEIGHT, WIDTH)
    return Count(_parameters(network.features) + _parameters(network.coordinates), _parameters(network.visibility))


def _parameters(module: nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())


def main() -> None:
    """Print the table."""
    print("Millions of parameters; 'left' is the paper's total less our base model: what it leaves for the branch.\n")
    print(f"{'base model':<16} {'base':>6} {'branch':>7} {'total':>6} {'paper':>6} {'differs':>8} {'left':>6}  why")
    for name, paper in PAPER.items():
        counted = count(name)
        base, branch = counted.base / 1e6, counted.branch / 1e6
        row = f"{name:<16} {base:6.2f} {branch:7.2f} {base + branch:6.2f} {paper:6.1f}"
        print(f"{row} {(base + branch) / paper - 1:+8.1%} {paper - base:6.1f}  {WHY[name]}")


if __name__ == "__main__":
    main()
