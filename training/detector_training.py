"""Training the driver detector with Lightning."""

import lightning
import torch
from lightning.pytorch.utilities.types import OptimizerLRScheduler
from torch import Tensor, nn

from training.losses import box_loss, centre_loss
from training.models.driver_detector import DriverDetector
from training.normalisation import normalise
from training.optimisation import freeze, keep_frozen, optimisation
from training.recipe import Phase, Recipe


class DetectorTraining(lightning.LightningModule):
    """Centres by focal loss, boxes by GIoU."""

    def __init__(self, network: nn.Module, recipe: Recipe, phase: Phase, steps: int) -> None:
        super().__init__()
        assert isinstance(network, DriverDetector)
        self.network = network
        self.recipe = recipe
        self.phase = phase
        self.steps = steps
        self.frozen = freeze(network, phase.frozen)

    def on_train_epoch_start(self) -> None:
        """Frozen layers keep their statistics as well."""
        keep_frozen(self.frozen)

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
        self.log_dict({f"validation/{key}": value for key, value in self._losses(batch).items()}, sync_dist=True)

    def configure_optimizers(self) -> OptimizerLRScheduler:
        """As the phase says."""
        return optimisation(self.network, self.phase, self.recipe.weight_decay, self.steps)
