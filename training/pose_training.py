"""Training a pose metamodel with Lightning: one step, one look at the validation pictures."""

import lightning
import torch
from lightning.pytorch.utilities.types import OptimizerLRScheduler
from torch import Tensor

from pose import heatmap
from pose.crop import Crop
from pose.decision import Decision
from training.data.person import Person
from training.losses import place_loss, visibility_loss
from training.metrics.keypoints import Answer, summarise
from training.models.light_head import SIGMA
from training.models.metamodel import LightMetamodel
from training.normalisation import normalise
from training.optimisation import cosine_adamw, freeze, keep_frozen
from training.recipe import Phase, Recipe


class PoseTraining(lightning.LightningModule):
    """The light metamodel under the loss (1 - a) L_H + a L_V."""

    def __init__(self, recipe: Recipe, phase: Phase, validation: dict[str, list[Person]]) -> None:
        super().__init__()
        self.recipe = recipe
        self.phase = phase
        self.validation = validation
        self.network = LightMetamodel()
        self.network.features.load_imagenet()
        freeze(self.network.features, recipe.frozen_stages)
        self.class_weights = torch.tensor(recipe.class_weights)
        self.answers: dict[str, list[Answer]] = {name: [] for name in validation}

    def on_train_epoch_start(self) -> None:
        """Frozen layers keep their statistics as well."""
        keep_frozen(self.network.features, self.recipe.frozen_stages)

    def training_step(self, batch: dict[str, Tensor], _: int) -> Tensor:
        """One step: the weighted sum of both losses."""
        # Dropout's numbers follow from the step: a resumed run drops what it would have dropped.
        torch.manual_seed(self.recipe.seed + self.global_step)
        place, visibility = self.network.logits(normalise(batch["image"]))
        in_place = place_loss(place, batch["xy"], batch["located"], SIGMA)
        in_sight = visibility_loss(visibility, batch["classes"], self.class_weights.to(self.device))
        self.log_dict({"place": in_place, "visibility": in_sight}, prog_bar=True)
        return (1 - self.recipe.alpha) * in_place + self.recipe.alpha * in_sight

    def validation_step(self, batch: dict[str, Tensor], _: int, dataloader_idx: int = 0) -> None:
        """Collect answers on plain crops."""
        name = list(self.validation)[dataloader_idx]
        size = (self.phase.width, self.phase.height)
        maps, logits = self.network(normalise(batch["image"]))
        for number, one_map, one_logits in zip(batch["number"].tolist(), maps, logits, strict=True):
            person = self.validation[name][number]
            decoded = heatmap.decode(one_map.numpy(force=True))
            pose = Decision().pose(decoded, one_logits.numpy(force=True), Crop.around(person.box, *size))
            self.answers[name].append(Answer(pose.xy, pose.state, person.xy, person.labels(), person.area))

    def on_validation_epoch_end(self) -> None:
        """Log the figures of every validation set."""
        for name, answers in self.answers.items():
            if answers and not self.trainer.sanity_checking:
                figures = summarise(answers)
                self.log_dict({f"{name}/{key}": value for key, value in figures.items()})
            answers.clear()

    def configure_optimizers(self) -> OptimizerLRScheduler:
        """AdamW, falling along a cosine."""
        steps = self.phase.epochs * self.phase.steps_per_epoch
        return cosine_adamw(self.network, self.phase.learning_rate, self.recipe.weight_decay, steps)
