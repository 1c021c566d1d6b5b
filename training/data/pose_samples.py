"""Training samples for the pose network, and plain crops to validate on."""

import numpy as np
import torch
from torch.utils.data import Dataset

from pose.crop import Crop
from pose.heatmap import STRIDE
from training.data import augmentation
from training.data.augmentation import Sample
from training.data.augmentation_settings import DRIVERS, AugmentationSettings
from training.data.cut_picture import cut_picture
from training.data.endless_samples import EndlessSamples, Item
from training.data.person import Person
from training.data.pictures import read_picture
from training.data.sources import people_of
from training.recipe import DataSource


def as_tensors(sample: Sample) -> Item:
    """Turn a sample into tensors: image (3, h, w) uint8, xy (17, 2) heatmap pixels, located (17,), classes (17, 3)."""
    return {
        "image": torch.from_numpy(np.ascontiguousarray(sample.image.transpose(2, 0, 1))),
        "xy": torch.from_numpy((sample.xy + 0.5) / STRIDE - 0.5).float(),
        "located": torch.from_numpy(sample.located),
        "classes": torch.from_numpy(sample.classes),
    }


class PoseSamples(EndlessSamples):
    """Augmented crops of people: the items of `as_tensors`, and `anchored`, whether the source is."""

    def __init__(
        self,
        sources: list[DataSource],
        size: tuple[int, int],
        seed: int,
        settings: AugmentationSettings = DRIVERS,
    ) -> None:
        super().__init__(sources, size, seed, settings)
        self.people = [people_of(source) for source in sources]
        self.upright = [source.upright for source in sources]
        self.anchored = [source.anchored for source in sources]

    def draw(self, rng: np.random.Generator) -> Item:
        """Warp, mirror, occlude and light one person."""
        source = self.draw_source(rng)
        person = self._draw(source, rng)
        picture = read_picture(person.picture)
        if rng.random() < self.settings.cut:
            person, picture = cut_picture(person, picture, rng)
        matrix = augmentation.random_warp(person, self.size, self.upright[source], self.settings, rng)
        sample = augmentation.warp(person, picture, matrix, self.size)
        if rng.random() < self.settings.flip:
            sample = augmentation.flip(sample)
        one, two = self.settings.one_occluder, self.settings.two_occluders
        for _ in range(rng.choice(3, p=[1 - one - two, one, two])):
            texture = read_picture(self._draw(rng.choice(len(self.people)), rng).picture)
            sample = augmentation.occlude(sample, texture, rng)
        image = augmentation.photometric(sample.image, rng, self.settings)
        item = as_tensors(Sample(image, sample.xy, sample.located, sample.classes))
        return item | {"anchored": torch.tensor(self.anchored[source])}

    def _draw(self, source: int, rng: np.random.Generator) -> Person:
        people = self.people[source]
        return people[rng.integers(len(people))]


class PlainCrops(Dataset[Item]):
    """Every person once, cut by the labelled box as the monitor would cut a detected one."""

    def __init__(self, people: list[Person], size: tuple[int, int]) -> None:
        self.people = people
        self.size = size

    def __len__(self) -> int:
        return len(self.people)

    def __getitem__(self, index: int) -> Item:
        """Return the tensors of `as_tensors`, and `number`, the person's index."""
        person = self.people[index]
        crop = Crop.around(person.box, *self.size)
        image = crop.cut(read_picture(person.picture))
        sample = Sample(image, crop.to_crop(person.xy), person.located, person.classes)
        return as_tensors(sample) | {"number": torch.tensor(index)}
