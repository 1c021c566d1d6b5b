"""What an epoch draws: the next stretch of an endless row, so that a resumed run draws what it would have drawn."""

import lightning
from torch.utils.data import DataLoader

from training.branch_cache import BranchCache
from training.data.detection_samples import DetectionSamples
from training.data.person import Person
from training.data.pose_samples import PlainCrops, PoseSamples
from training.data.sources import people_of
from training.recipe import Recipe

VALIDATION_MOSAICS = 256
"""Pictures; enough to see the loss fall, few enough to cost nothing."""


class EpochData(lightning.LightningDataModule):
    """Training samples of one phase, and the validation sets.

    Parameters
    ----------
    number : of the phase, from 0.
    workers : processes that prepare samples.
    processes : how many take a batch each at every step.

    Attributes
    ----------
    drawn : people and share of the draws, source by source; for poses.
    people : name of a validation set -> its people; for poses.
    """

    def __init__(self, recipe: Recipe, number: int, workers: int, processes: int) -> None:
        super().__init__()
        self.phase = recipe.phases[number]
        self.workers, self.processes = workers, processes
        size = (self.phase.width, self.phase.height)
        seed = recipe.seed * 1000 + number
        sources = [s for s in recipe.sources if not self.phase.sources or s.name in self.phase.sources]
        self.samples: PoseSamples | DetectionSamples
        self.cache: BranchCache | None = None
        self.drawn: list[tuple[list[Person], float]] = []
        self.people: dict[str, list[Person]] = {}
        self.validation: list[PlainCrops | DetectionSamples] = []
        if recipe.task == "pose":
            poses = PoseSamples(sources, size, seed, recipe.augmentation)
            self.samples = poses
            self.drawn = [(people, s.weight) for people, s in zip(poses.people, sources, strict=True)]
            self.count = sum(len(people) for people in poses.people)
            self.people = {source.name: people_of(source) for source in recipe.validation}
            self.validation = [PlainCrops(people, size) for people in self.people.values()]
        else:
            mosaics = DetectionSamples(sources, size, seed, recipe.augmentation)
            self.samples = mosaics
            self.count = sum(len(pictures) for pictures in mosaics.pictures)
            if recipe.validation:
                held_out = DetectionSamples(recipe.validation, size, seed=0)
                held_out.length = VALIDATION_MOSAICS
                self.validation = [held_out]

    @property
    def steps(self) -> int:
        """Batches an epoch: the phase's, or as many as it takes to draw as many samples as there are people."""
        if self.cache is not None:
            return self.cache.batches_per_pass
        return self.phase.steps_per_epoch or max(self.count // (self.phase.batch * self.processes), 1)

    def train_dataloader(self) -> DataLoader:
        """Return this epoch's stretch."""
        assert self.trainer is not None
        # By steps, not by epochs: on resuming, the epoch is counted up only after the loader was made.
        step = self.trainer.global_step
        if self.cache is not None:
            self.cache.start, self.cache.length = step, self.steps
            return DataLoader(self.cache, batch_size=None)
        batches = self.phase.batch * self.processes
        self.samples.start, self.samples.length = step * batches, self.steps * batches
        return DataLoader(self.samples, batch_size=self.phase.batch, num_workers=self.workers)

    def val_dataloader(self) -> list[DataLoader]:
        """Return one loader per validation set."""
        return [DataLoader(data, batch_size=self.phase.batch) for data in self.validation]
