"""Training the driver detector with Lightning."""

import lightning
import torch
from lightning.pytorch.utilities.types import OptimizerLRScheduler
from torch import Tensor

from training.losses import box_loss, centre_loss
from training.models.driver_detector import DriverDetector
from training.normalisation import normalise
from training.optimisation import cosine_adamw, freeze, keep_frozen
from training.recipe import Phase, Recipe


class DetectorTraining(lightning.LightningModule):
    """Centres by focal loss, boxes by GIoU."""

    def __init__(self, recipe: Recipe, phase: Phase) -> None:
        super().__init__()
        self.recipe = recipe
        self.phase = phase
        self.network = DriverDetector()
        self.network.features.load_imagenet()
        freeze(self.network.features, recipe.frozen_stages)

    def on_train_epoch_start(self) -> None:
        """Frozen layers keep their statistics as well."""
        keep_frozen(self.network.features, self.recipe.frozen_stages)

    def _losses(self, batch: dict[str, Tensor]) -> dict[str, Tensor]:
        centre, sides = self.network.maps(normalise(batch["image"]))
        return {
            "centre": centre_loss(centre, batch["centre"]),
            "box": box_loss(sides, batch["sides"], batch["taught"]),
        }

    def training_step(self, batch: dict[str, Tensor], _: int) -> Tensor:
        """One step; GIoU counts double, since it is the smaller number."""
        losses = self._losses(batch)
        self.log_dict(losses, prog_bar=True)
        return losses["centre"] + 2 * losses["box"]

    @torch.no_grad()
    def validation_step(self, batch: dict[str, Tensor], _: int) -> None:
        """Log the losses on pictures that are never drawn."""
        self.log_dict({f"validation/{key}": value for key, value in self._losses(batch).items()})

    def configure_optimizers(self) -> OptimizerLRScheduler:
        """AdamW, falling along a cosine."""
        steps = self.phase.epochs * self.phase.steps_per_epoch
        return cosine_adamw(self.network, self.phase.learning_rate, self.recipe.weight_decay, steps)
