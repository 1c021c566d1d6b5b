"""Train what a recipe describes; run it again to go on where it stopped.

    python training/train.py training/recipes/driver_pose.toml --out runs/driver_pose
    torchrun --nproc-per-node 8 --nnodes 2 ... training/train.py RECIPE --devices 8 --nodes 2     # several machines

Writes into --out: checkpoints after every epoch, `metrics.csv` and TensorBoard's log of every phase, and at the end
`network.pt` (weights and the recipe's text). A run that was interrupted resumes at the last whole epoch, with the
samples it would have had.
"""

import argparse
import os
import sys
from pathlib import Path

import lightning
import torch
from lightning.pytorch.callbacks import Callback, ModelCheckpoint, TQDMProgressBar
from lightning.pytorch.loggers import CSVLogger, TensorBoardLogger
from lightning.pytorch.utilities import rank_zero_only
from torch import nn

from pose.errors import UserError
from training import branch_cache
from training.branch_cache import BranchCache
from training.checkpoint import blend, save, save_whole, start_from
from training.data.class_weights import class_weights, mixture_counts
from training.detector_training import DetectorTraining
from training.epoch_data import EpochData
from training.models.build import build, load_pretrained
from training.models.metamodel import Metamodel
from training.pose_training import PoseTraining
from training.recipe import PRETRAINED, Recipe, dumps, expand, load

NOTED = "recipe.toml"
"""In the run's folder: the whole recipe that it was begun with."""


def _fresh_network(recipe: Recipe, from_scratch: bool) -> nn.Module:
    lightning.seed_everything(recipe.seed, verbose=False)
    network = build(recipe)
    if recipe.start != PRETRAINED:
        start_from(network, expand(recipe.start))
    elif not from_scratch:
        load_pretrained(recipe, network)
    return network


def _lightning_module(
    recipe: Recipe, number: int, network: nn.Module, data: EpochData
) -> PoseTraining | DetectorTraining:
    phase = recipe.phases[number]
    if not isinstance(network, Metamodel):
        return DetectorTraining(network, recipe, phase, data.steps)
    weights = recipe.class_weights
    if not weights:
        weights = class_weights(mixture_counts(data.drawn)).tolist()
    print("class weights (absent, occluded, visible): " + ", ".join(f"{weight:.2f}" for weight in weights))
    return PoseTraining(network, recipe, phase, weights, data.steps, data.people)


def _trainer(recipe: Recipe, number: int, folder: Path, arguments: argparse.Namespace) -> lightning.Trainer:
    phase = recipe.phases[number]
    callbacks: list[Callback] = [
        ModelCheckpoint(folder, "last", every_n_epochs=1, save_on_train_epoch_end=True, enable_version_counter=False),
        TQDMProgressBar(refresh_rate=10),
    ]
    return lightning.Trainer(
        max_epochs=phase.epochs,
        accelerator=arguments.accelerator,
        devices=arguments.devices,
        num_nodes=arguments.nodes,
        precision=arguments.precision,
        callbacks=callbacks,
        logger=[
            CSVLogger(folder, name="", version="log"),
            TensorBoardLogger(folder, name="", version="tensorboard"),
        ],
        reload_dataloaders_every_n_epochs=1,
        check_val_every_n_epoch=phase.validate_every,
        gradient_clip_val=5.0,
        num_sanity_val_steps=0,
        enable_model_summary=False,
        log_every_n_steps=20,
    )


def _run_phase(recipe: Recipe, number: int, network: nn.Module, out: Path, arguments: argparse.Namespace) -> Path:
    """Train one phase to its end, in place; return the file of its weights."""
    phase = recipe.phases[number]
    folder = out / f"phase{number + 1}"
    finished = folder / "weights.pt"
    if finished.is_file():
        print(f"phase {number + 1}: finished before")
        network.load_state_dict(torch.load(finished, weights_only=True, map_location="cpu"))
        return finished
    lightning.seed_everything(recipe.seed, verbose=False)
    data = EpochData(recipe, number, arguments.workers, arguments.devices * arguments.nodes)
    if phase.cached_copies:
        if arguments.devices * arguments.nodes > 1:
            raise UserError("a phase with cached_copies runs on one device: use --devices 1")
        assert isinstance(network, Metamodel)
        cache, count = folder / "cache", data.count * phase.cached_copies
        branch_cache.fill(cache, network, data.samples, count, phase.batch, arguments.workers)
        data.cache = BranchCache(cache, phase.batch, recipe.seed)
    module = _lightning_module(recipe, number, network, data)
    begun = {name: value.clone() for name, value in network.state_dict().items()}
    last = folder / "last.ckpt"
    trainer = _trainer(recipe, number, folder, arguments)
    print(f"phase {number + 1}: {phase.height} x {phase.width}, {'resumed' if last.is_file() else 'started'}")
    trainer.fit(module, data, ckpt_path=last if last.is_file() else None, weights_only=True)
    if trainer.interrupted:
        raise KeyboardInterrupt
    network.load_state_dict(blend(begun, network.state_dict(), phase.learnt))
    if trainer.is_global_zero:
        save_whole(network.state_dict(), finished)
    trainer.strategy.barrier()
    return finished


def _claim(out: Path, recipe: Recipe) -> None:
    """Note the recipe in the run's folder, or refuse a folder that was begun with another one."""
    text, noted = dumps(recipe), out / NOTED
    if noted.is_file() and noted.read_text(encoding="utf-8") != text:
        raise UserError(f"{out}: was begun with another recipe; choose another --out or remove that folder")
    out.mkdir(parents=True, exist_ok=True)
    # Whole or not at all: with several processes each notes it, and reads what another one noted.
    part = out / f"{NOTED}.{os.getpid()}"
    part.write_text(text, encoding="utf-8")
    part.replace(noted)


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description="Train what a recipe describes")
    parser.add_argument("recipe", type=Path)
    parser.add_argument("--base-model", default="", help="train this one instead of the recipe's, such as sbl")
    parser.add_argument("--out", type=Path, help="folder of the run (default: runs/<recipe's name>)")
    parser.add_argument("--from-scratch", action="store_true", help="go on without the base model's published weights")
    parser.add_argument("--threads", type=int, default=2, help="CPU threads (default 2)")
    parser.add_argument("--workers", type=int, default=1, help="processes that prepare samples (default 1)")
    parser.add_argument("--accelerator", default="auto", help="auto, gpu or cpu")
    parser.add_argument("--devices", type=int, default=1, help="GPUs or processes on this machine (default 1)")
    parser.add_argument("--nodes", type=int, default=1, help="machines, under torchrun (default 1)")
    parser.add_argument("--precision", default="32-true", help="32-true, bf16-mixed or 16-mixed (default 32-true)")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    try:
        recipe = load(arguments.recipe, arguments.base_model)
        out = arguments.out or Path("runs") / recipe.name
        _claim(out, recipe)
        network = _fresh_network(recipe, arguments.from_scratch)
        for number in range(len(recipe.phases)):
            weights = _run_phase(recipe, number, network, out, arguments)
    except UserError as error:
        print(f"train: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped; the same command goes on from the last whole epoch", file=sys.stderr)
        return 1
    if getattr(rank_zero_only, "rank", 0) == 0:
        save(out / "network.pt", weights, recipe)
    print(f"trained: {out / 'network.pt'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
