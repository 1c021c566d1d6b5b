"""A trained network on disk: weights, and the recipe that made them."""

import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn

from pose.errors import UserError
from training.models.driver_detector import DriverDetector
from training.models.metamodel import LightMetamodel
from training.recipe import Recipe, load

NETWORKS: dict[str, type[nn.Module]] = {"pose": LightMetamodel, "detection": DriverDetector}


@dataclass(frozen=True, slots=True, eq=False)
class Checkpoint:
    """A network in evaluation mode with its recipe."""

    network: nn.Module
    recipe: Recipe
    recipe_file: str


def save(path: Path, weights: Path, recipe_file: Path) -> None:
    """Put a finished phase's weights and its recipe's text into one file."""
    text = recipe_file.read_text(encoding="utf-8")
    network = torch.load(weights, weights_only=True)
    save_whole({"recipe": text, "recipe_file": recipe_file.name, "network": network}, path)


def save_whole(stored: dict[str, Any], path: Path) -> None:
    """Write a file whole or not at all: a training that is stopped while saving must not leave half a network."""
    part = path.with_suffix(".part")
    torch.save(stored, part)
    part.replace(path)


def read(path: Path) -> Checkpoint:
    """Read what `save` wrote.

    Raises
    ------
    UserError : no such file, or no checkpoint of ours.
    """
    try:
        stored = torch.load(path, weights_only=True, map_location="cpu")
        text, name, weights = stored["recipe"], stored["recipe_file"], stored["network"]
        tomllib.loads(text)
    except FileNotFoundError as error:
        raise UserError(f"{path}: no such checkpoint; train one with training/train.py") from error
    except Exception as error:  # torch.load raises whatever the bytes lead it to
        raise UserError(f"{path}: is not a checkpoint of training/train.py ({type(error).__name__})") from error
    with tempfile.TemporaryDirectory() as folder:
        recipe_path = Path(folder) / name
        recipe_path.write_text(text, encoding="utf-8")
        recipe = load(recipe_path)
    network = NETWORKS[recipe.task]()
    network.load_state_dict(weights)
    return Checkpoint(network.eval(), recipe, name)
