"""What is frozen, and how the learning rate falls."""

from collections.abc import Sequence

import torch
from lightning.pytorch.utilities.types import OptimizerLRScheduler
from torch import nn

from pose.errors import UserError
from training.recipe import Phase, Schedule

WARM_UP = 200
"""Steps; a fresh head's first gradients are larger than any later ones."""


def freeze(network: nn.Module, names: Sequence[str]) -> list[nn.Module]:
    """Take the named parts out of training and return them; `keep_frozen` them after every `train()`.

    All else is trained, also what an earlier phase had frozen.

    Raises
    ------
    UserError : the network has no part of that name.
    """
    network.requires_grad_(True)
    parts = []
    for name in names:
        try:
            part = network.get_submodule(name)
        except AttributeError as error:
            known = ", ".join(name for name, _ in network.named_children())
            raise UserError(f"frozen: the network has no part '{name}'; its parts are {known} and theirs") from error
        part.requires_grad_(False)
        parts.append(part)
    return parts


def keep_frozen(parts: Sequence[nn.Module]) -> None:
    """Keep the frozen parts' batch-norm statistics as well."""
    for part in parts:
        part.eval()


def optimisation(network: nn.Module, phase: Phase, weight_decay: float, steps_per_epoch: int) -> OptimizerLRScheduler:
    """Return the phase's optimiser and schedule over whatever is not frozen, as Lightning wants them told."""
    trained = [p for p in network.parameters() if p.requires_grad]
    if phase.optimiser == "adam":
        optimiser: torch.optim.Optimizer = torch.optim.Adam(trained, lr=phase.learning_rate)
    else:
        optimiser = torch.optim.AdamW(trained, lr=phase.learning_rate, weight_decay=weight_decay)
    if phase.schedule is Schedule.STEPS:
        milestones = [epoch * steps_per_epoch for epoch in phase.milestones]
        schedule: torch.optim.lr_scheduler.LRScheduler = torch.optim.lr_scheduler.MultiStepLR(optimiser, milestones)
    else:
        steps = phase.epochs * steps_per_epoch
        warm = torch.optim.lr_scheduler.LinearLR(optimiser, 0.05, 1.0, min(WARM_UP, max(1, steps // 10)))
        fall = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps, eta_min=phase.learning_rate / 100)
        schedule = torch.optim.lr_scheduler.ChainedScheduler([warm, fall], optimizer=optimiser)
    return {"optimizer": optimiser, "lr_scheduler": {"scheduler": schedule, "interval": "step"}}
