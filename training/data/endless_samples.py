"""An endless row of samples, each decided by its number alone: a resumed training draws what it would have drawn."""

from abc import abstractmethod

import numpy as np
from torch import Tensor
from torch.utils.data import Dataset

from training.data.augmentation_settings import DRIVERS, AugmentationSettings
from training.recipe import DataSource

Item = dict[str, Tensor]


class EndlessSamples(Dataset[Item]):
    """Samples `start` to `start + length` of the row that a seed defines.

    Parameters
    ----------
    sources : drawn by their weights.
    size : width, height of a sample's picture, pixels.
    seed : which row.
    settings : how samples are varied.

    Attributes
    ----------
    start, length : which stretch of it; set anew for every epoch.
    """

    def __init__(
        self,
        sources: list[DataSource],
        size: tuple[int, int],
        seed: int,
        settings: AugmentationSettings = DRIVERS,
    ) -> None:
        weights = np.array([source.weight for source in sources])
        self.shares = weights / weights.sum()
        self.size = size
        self.seed = seed
        self.settings = settings
        self.start = 0
        self.length = 0

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, index: int) -> Item:
        """Return sample number `start + index`."""
        return self.draw(np.random.default_rng([self.seed, self.start + index]))

    def draw_source(self, rng: np.random.Generator) -> int:
        """Draw the index of a source by the weights."""
        return int(rng.choice(len(self.shares), p=self.shares))

    @abstractmethod
    def draw(self, rng: np.random.Generator) -> Item:
        """Make one sample; `rng` is all that decides it."""
