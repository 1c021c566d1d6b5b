"""Train what a recipe describes; run it again to go on where it stopped.

    python training/train.py training/recipes/driver_pose.toml --out runs/driver_pose

Writes into --out: checkpoints after every epoch, `metrics.csv` of every phase, and at the end `network.pt` (weights and
the recipe's text). A run that was interrupted resumes at the last whole epoch, with the samples it would have had.
"""

import argparse
import sys
from pathlib import Path

import lightning
import torch
from lightning.pytorch.callbacks import Callback, ModelCheckpoint, TQDMProgressBar
from lightning.pytorch.loggers import CSVLogger
from torch.utils.data import DataLoader

from pose.errors import UserError
from training.checkpoint import save, save_whole
from training.data.detection_samples import DetectionSamples
from training.data.pose_samples import PlainCrops, PoseSamples
from training.data.sources import people_of
from training.detector_training import DetectorTraining
from training.pose_training import PoseTraining
from training.recipe import Phase, Recipe, load

VALIDATION_MOSAICS = 256
"""Pictures; enough to see the loss fall, few enough to cost nothing."""


class EpochData(lightning.LightningDataModule):
    """Every epoch draws the next stretch of the endless row of samples, so a resumed run draws what it would have."""

    def __init__(self, recipe: Recipe, phase: Phase, number: int, workers: int) -> None:
        super().__init__()
        size = (phase.width, phase.height)
        kind = PoseSamples if recipe.task == "pose" else DetectionSamples
        self.phase, self.workers = phase, workers
        drawn = [s for s in recipe.sources if not phase.sources or s.name in phase.sources]
        self.samples = kind(drawn, size, recipe.seed * 1000 + number)
        self.samples.length = phase.steps_per_epoch * phase.batch
        self.validation: list[PlainCrops | DetectionSamples] = []
        if recipe.task == "pose":
            self.validation = [PlainCrops(people_of(source), size) for source in recipe.validation]
        elif recipe.validation:
            held_out = DetectionSamples(recipe.validation, size, seed=0)
            held_out.length = VALIDATION_MOSAICS
            self.validation = [held_out]

    def train_dataloader(self) -> DataLoader:
        """Return this epoch's stretch."""
        assert self.trainer is not None
        # By steps, not by epochs: on resuming, the epoch is counted up only after the loader was made.
        self.samples.start = self.trainer.global_step * self.phase.batch
        return DataLoader(self.samples, batch_size=self.phase.batch, num_workers=self.workers)

    def val_dataloader(self) -> list[DataLoader]:
        """Return one loader per validation set."""
        return [DataLoader(data, batch_size=self.phase.batch) for data in self.validation]


def _lightning_module(recipe: Recipe, phase: Phase, data: EpochData) -> PoseTraining | DetectorTraining:
    if recipe.task == "detection":
        return DetectorTraining(recipe, phase)
    named = zip(recipe.validation, data.validation, strict=True)
    return PoseTraining(recipe, phase, {s.name: d.people for s, d in named if isinstance(d, PlainCrops)})


def _run_phase(recipe: Recipe, number: int, out: Path, start: Path | None, arguments: argparse.Namespace) -> Path:
    """Train one phase to its end; return the file of its weights."""
    phase = recipe.phases[number]
    folder = out / f"phase{number + 1}"
    finished = folder / "weights.pt"
    if finished.is_file():
        print(f"phase {number + 1}: finished before")
        return finished
    lightning.seed_everything(recipe.seed, verbose=False)
    data = EpochData(recipe, phase, number, arguments.workers)
    module = _lightning_module(recipe, phase, data)
    if start is not None:
        module.network.load_state_dict(torch.load(start, weights_only=True))
    last = folder / "last.ckpt"
    callbacks: list[Callback] = [
        ModelCheckpoint(folder, "last", every_n_epochs=1, save_on_train_epoch_end=True, enable_version_counter=False),
        TQDMProgressBar(refresh_rate=10),
    ]
    trainer = lightning.Trainer(
        max_epochs=phase.epochs,
        accelerator="auto",
        callbacks=callbacks,
        logger=CSVLogger(folder, name="", version="log"),
        reload_dataloaders_every_n_epochs=1,
        gradient_clip_val=5.0,
        num_sanity_val_steps=0,
        enable_model_summary=False,
        log_every_n_steps=20,
    )
    print(f"phase {number + 1}: {phase.height} x {phase.width}, {'resumed' if last.is_file() else 'started'}")
    trainer.fit(module, data, ckpt_path=last if last.is_file() else None, weights_only=True)
    if trainer.interrupted:
        raise KeyboardInterrupt
    save_whole(module.network.state_dict(), finished)
    return finished


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description="Train what a recipe describes")
    parser.add_argument("recipe", type=Path)
    parser.add_argument("--out", type=Path, help="folder of the run (default: runs/<recipe's name>)")
    parser.add_argument("--threads", type=int, default=2, help="CPU threads (default 2)")
    parser.add_argument("--workers", type=int, default=1, help="processes that prepare samples (default 1)")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    try:
        recipe = load(arguments.recipe)
        out = arguments.out or Path("runs") / recipe.name
        weights: Path | None = None
        for number in range(len(recipe.phases)):
            weights = _run_phase(recipe, number, out, weights, arguments)
    except UserError as error:
        print(f"train: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped; the same command goes on from the last whole epoch", file=sys.stderr)
        return 1
    assert weights is not None
    save(out / "network.pt", weights, arguments.recipe)
    print(f"trained: {out / 'network.pt'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
