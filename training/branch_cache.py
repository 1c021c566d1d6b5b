"""What the visibility branch sees, computed once: with the rest frozen nothing else changes (the paper's S3)."""

from pathlib import Path

import numpy as np
import torch
from numpy.lib.format import open_memmap
from torch.utils.data import DataLoader, Dataset
from tqdm import tqdm

from training.data.endless_samples import EndlessSamples, Item
from training.models.metamodel import Metamodel
from training.normalisation import normalise

SEEN, CLASSES, PROGRESS = "seen.npy", "classes.npy", "done.txt"

SHUFFLE_STREAM = 9
"""Keeps the order of rows apart from the samples' own random numbers."""


class BranchCache(Dataset[Item]):
    """Rows of a cache in an endless row of shuffled passes; an item is a whole batch.

    An item holds `seen` (batch, ...) float32 and `classes` (batch, 17, 3) float32. `start` and `length` say which
    batches, as with `EndlessSamples`.
    """

    def __init__(self, folder: Path, batch: int, seed: int) -> None:
        self.seen = np.load(folder / SEEN, mmap_mode="r", allow_pickle=False)
        self.classes = np.load(folder / CLASSES, allow_pickle=False)
        self.batch = batch
        self.seed = seed
        self.start = 0
        self.length = 0

    @property
    def batches_per_pass(self) -> int:
        """How many batches it takes to see every row about once."""
        return max(len(self.classes) // self.batch, 1)

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, index: int) -> Item:
        """Return batch number `start + index` of the passes."""
        number, place = divmod(self.start + index, self.batches_per_pass)
        order = np.random.default_rng([self.seed, SHUFFLE_STREAM, number]).permutation(len(self.classes))
        # Sorted: neighbouring rows of a file are read together.
        rows = np.sort(order[place * self.batch : (place + 1) * self.batch])
        return {
            "seen": torch.from_numpy(self.seen[rows].astype(np.float32)),
            "classes": torch.from_numpy(self.classes[rows]),
        }


@torch.no_grad()
def fill(folder: Path, network: Metamodel, samples: EndlessSamples, count: int, batch: int, workers: int) -> None:
    """Write what the branch sees of the first `count` samples; goes on where an earlier call was stopped.

    `seen.npy` is float16: features of about unit size lose no more than a training's noise.
    """
    folder.mkdir(parents=True, exist_ok=True)
    progress = folder / PROGRESS
    done = int(progress.read_text()) if progress.is_file() else 0
    if done >= count:
        return
    # channels_last: on a CPU depthwise convolutions take half the time.
    network.eval().to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    device = next(network.parameters()).device
    samples.start, samples.length = done, count - done
    loader = DataLoader(samples, batch_size=batch, num_workers=workers)
    stores: tuple[np.memmap, np.memmap] | None = None
    with tqdm(total=count, initial=done, unit="sample", desc="cache") as bar:
        for items in loader:
            image = normalise(items["image"].to(device), network.features.mean, network.features.deviation)
            features, coordinates = network.locate(image.contiguous(memory_format=torch.channels_last))
            seen = network.visibility.look(features, coordinates).to(torch.float16).cpu().numpy()
            if stores is None:
                stores = _open(folder, count, seen.shape[1:], new=done == 0)
            stores[0][done : done + len(seen)] = seen
            stores[1][done : done + len(seen)] = items["classes"].numpy()
            done += len(seen)
            for store in stores:
                store.flush()
            progress.write_text(str(done))
            bar.update(len(seen))


def _open(folder: Path, count: int, shape: tuple[int, ...], new: bool) -> tuple[np.memmap, np.memmap]:
    mode = "w+" if new else "r+"
    seen = open_memmap(folder / SEEN, mode=mode, dtype=np.float16, shape=(count, *shape))
    return seen, open_memmap(folder / CLASSES, mode=mode, dtype=np.float32, shape=(count, 17, 3))
