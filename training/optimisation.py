"""What is frozen, and how the learning rate falls."""

import torch
from lightning.pytorch.utilities.types import OptimizerLRScheduler
from torch import nn

from training.models.efficientnet_lite import EfficientNetLite0

WARM_UP = 200
"""Steps; a fresh head's first gradients are larger than any later ones."""


def _frozen(features: EfficientNetLite0, stages: int) -> list[nn.Module]:
    return [features.stem, *features.stages[:stages]]


def freeze(features: EfficientNetLite0, stages: int) -> None:
    """Take the stem and the first `stages` stages out of training."""
    for module in _frozen(features, stages):
        module.requires_grad_(False)


def keep_frozen(features: EfficientNetLite0, stages: int) -> None:
    """Keep the frozen layers' batch-norm statistics: call it after every `train()`."""
    for module in _frozen(features, stages):
        module.eval()


def cosine_adamw(network: nn.Module, learning_rate: float, weight_decay: float, steps: int) -> OptimizerLRScheduler:
    """AdamW that warms up, then falls to a hundredth along a cosine, as Lightning wants it told."""
    trained = [p for p in network.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(trained, lr=learning_rate, weight_decay=weight_decay)
    warm = torch.optim.lr_scheduler.LinearLR(optimiser, 0.05, 1.0, min(WARM_UP, max(1, steps // 10)))
    fall = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps, eta_min=learning_rate / 100)
    schedule = torch.optim.lr_scheduler.ChainedScheduler([warm, fall], optimizer=optimiser)
    return {"optimizer": optimiser, "lr_scheduler": {"scheduler": schedule, "interval": "step"}}
