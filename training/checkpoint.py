"""A trained network on disk: weights, and the recipe that made them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from pose.errors import UserError
from training.models.build import build
from training.recipe import Recipe, dumps, loads


@dataclass(frozen=True, slots=True, eq=False)
class Checkpoint:
    """A network in evaluation mode with its recipe."""

    network: nn.Module
    recipe: Recipe


def save(path: Path, weights: Path, recipe: Recipe) -> None:
    """Put a finished phase's weights and the whole recipe into one file."""
    network = torch.load(weights, weights_only=True, map_location="cpu")
    save_whole({"recipe": dumps(recipe), "network": network}, path)


def save_whole(stored: dict[str, Any], path: Path) -> None:
    """Write a file whole or not at all: a training that is stopped while saving must not leave half a network."""
    part = path.with_suffix(".part")
    torch.save(stored, part)
    part.replace(path)


def blend(begun: dict[str, Tensor], trained: dict[str, Tensor], share: float) -> dict[str, Tensor]:
    """Return the weights that lie `share` of the way from the first to the second; whole numbers (counts of steps) are
    the second's.
    """
    return {
        name: torch.lerp(begun[name].to(value.device), value, share) if value.is_floating_point() else value
        for name, value in trained.items()
    }


def read(path: Path) -> Checkpoint:
    """Read what `save` wrote.

    Raises
    ------
    UserError : no such file, or no checkpoint of ours.
    """
    try:
        stored = torch.load(path, weights_only=True, map_location="cpu")
        weights, recipe = stored["network"], loads(stored["recipe"], f"{path}'s recipe")
    except FileNotFoundError as error:
        raise UserError(f"{path}: no such checkpoint; train one with training/train.py") from error
    except UserError:
        raise
    except Exception as error:  # torch.load raises whatever the bytes lead it to
        raise UserError(f"{path}: is not a checkpoint of training/train.py ({type(error).__name__})") from error
    network = build(recipe)
    network.load_state_dict(weights)
    return Checkpoint(network.eval(), recipe)


def start_from(network: nn.Module, path: Path) -> None:
    """Put an earlier training's weights into a fresh network; the visibility branch may be another one, and stay fresh.

    Raises
    ------
    UserError : no such checkpoint, or another base model.
    """
    weights = read(path).network.state_dict()
    own = network.state_dict()
    base = [name for name in own if not name.startswith("visibility.")]
    if not all(name in weights and weights[name].shape == own[name].shape for name in base):
        raise UserError(f"{path}: was trained with another base model; start from one of the same kind")
    whole = all(name in weights and weights[name].shape == own[name].shape for name in own)
    network.load_state_dict({name: weights[name] for name in (own if whole else base)}, strict=whole)
