"""Training a metamodel with Lightning: one step, one look at the validation pictures."""

import copy

import lightning
import torch
from lightning.pytorch.utilities.types import OptimizerLRScheduler
from torch import Tensor

from pose.crop import Crop
from pose.decision import Decision
from training.data.person import Person
from training.losses import visibility_loss
from training.metrics.answer import Answer
from training.metrics.keypoints import summarise
from training.models.metamodel import Metamodel
from training.models.parts import Coordinates
from training.normalisation import normalise
from training.optimisation import freeze, keep_frozen, optimisation
from training.recipe import Phase, Recipe


class PoseTraining(lightning.LightningModule):
    """A metamodel under the loss (1 - a) L_H + a L_V (Guesdon et al. 2022, section 3).

    Parameters
    ----------
    class_weights : of absent, occluded, visible in L_V.
    steps : an epoch.
    validation : name of a data set -> its people.
    """

    def __init__(
        self,
        network: Metamodel,
        recipe: Recipe,
        phase: Phase,
        class_weights: list[float],
        steps: int,
        validation: dict[str, list[Person]],
    ) -> None:
        super().__init__()
        self.network = network
        self.recipe = recipe
        self.phase = phase
        self.steps = steps
        self.validation = validation
        self.frozen = freeze(network, phase.frozen)
        # In a list: no part of what is trained, saved or counted.
        self.before = [copy.deepcopy(network).requires_grad_(False).eval()] if phase.anchor else []
        self.class_weights = torch.tensor(class_weights)
        self.answers: dict[str, list[Answer]] = {name: [] for name in validation}

    def on_train_epoch_start(self) -> None:
        """Frozen layers keep their statistics as well."""
        keep_frozen(self.frozen)

    def training_step(self, batch: dict[str, Tensor], _: int) -> Tensor:
        """One step: the weighted sum of both losses; on cached features L_V alone."""
        # Dropout's numbers follow from the step: a resumed run drops what it would have dropped.
        torch.manual_seed(self.recipe.seed + self.global_step)
        alpha = self.phase.alpha_at(self.current_epoch)
        if "seen" in batch:
            in_sight = self._visibility_loss(self.network.visibility(batch["seen"]), batch["classes"])
            self.log("visibility", in_sight, prog_bar=True)
            return alpha * in_sight
        features, coordinates = self.network.locate(self._crops(batch))
        logits = self.network.visibility(self.network.visibility.look(features, coordinates))
        in_place = self.network.coordinates.loss(features, coordinates, batch["xy"], batch["located"])
        in_sight = self._visibility_loss(logits, batch["classes"])
        self.log_dict({"place": in_place, "visibility": in_sight, "alpha": alpha}, prog_bar=True)
        loss = (1 - alpha) * in_place + alpha * in_sight
        if self.before and bool(batch["anchored"].any()):
            departure = self._departure(batch, coordinates)
            self.log("departure", departure, prog_bar=True)
            loss = loss + self.phase.anchor * departure
        return loss

    def _departure(self, batch: dict[str, Tensor], now: Coordinates) -> Tensor:
        """Compare the anchored samples' answers to those at the phase's start, weighted by their share of the batch."""
        anchored = batch["anchored"]
        before = self.before[0].to(anchored.device)
        with torch.no_grad():
            _, then = before.locate(self._crops(batch)[anchored])
        kept = Coordinates(now.heatmaps[anchored], now.evidence[anchored], tuple(raw[anchored] for raw in now.raw))
        return self.network.coordinates.departure(kept, then) * anchored.float().mean()

    def _visibility_loss(self, logits: Tensor, classes: Tensor) -> Tensor:
        return visibility_loss(logits.float(), classes, self.class_weights.to(logits.device))

    def _crops(self, batch: dict[str, Tensor]) -> Tensor:
        return normalise(batch["image"], self.network.features.mean, self.network.features.deviation)

    def validation_step(self, batch: dict[str, Tensor], _: int, dataloader_idx: int = 0) -> None:
        """Collect answers on plain crops."""
        name = list(self.validation)[dataloader_idx]
        size = (self.phase.width, self.phase.height)
        outputs = self.network(self._crops(batch))
        keypoints = outputs.keypoints.float().numpy(force=True)
        logits = outputs.visibility_logits.float().numpy(force=True)
        for number, one, its_logits in zip(batch["number"].tolist(), keypoints, logits, strict=True):
            person = self.validation[name][number]
            self.answers[name].append(
                Answer.to(person, Decision().pose(one, its_logits, Crop.around(person.box, *size)))
            )

    def on_validation_epoch_end(self) -> None:
        """Log the figures of every validation set; with several processes the mean over their shares."""
        for name, answers in self.answers.items():
            if answers and not self.trainer.sanity_checking:
                figures = summarise(answers)
                self.log_dict({f"{name}/{key}": value for key, value in figures.items()}, sync_dist=True)
            answers.clear()

    def configure_optimizers(self) -> OptimizerLRScheduler:
        """As the phase says."""
        return optimisation(self.network, self.phase, self.recipe.weight_decay, self.steps)
