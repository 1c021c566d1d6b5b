"""Published weights on disk. Nothing is downloaded: a training machine may have no network, and must not guess."""

import os
from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor, nn

from pose.errors import UserError

FOLDER = "CABINSIGHT_WEIGHTS"
"""Environment variable; without it torch's own folder is looked at, where torchvision puts what it downloads."""


def find(file_name: str, source: str, also: tuple[Path, ...] = ()) -> Path:
    """Return the path of published weights.

    Parameters
    ----------
    file_name : as published, such as "resnet50-0676ba61.pth".
    source : what publishes it, for the message.
    also : where else it may lie; looked at last.

    Raises
    ------
    UserError : the file is not there; says its name, where it comes from and where it goes.
    """
    folder = Path(os.environ[FOLDER]) if FOLDER in os.environ else Path(torch.hub.get_dir()) / "checkpoints"
    path = folder / file_name
    for candidate in (path, *also):
        if candidate.is_file():
            return candidate
    raise UserError(f"{path}: not there; it is {source}. Put it there, or train with --from-scratch")


def read(file_name: str, source: str) -> dict[str, Tensor]:
    """Read published weights by name, on the CPU.

    Parameters
    ----------
    file_name, source : as in `find`.

    Raises
    ------
    UserError : no such file, or no weights in it.
    """
    path = find(file_name, source)
    try:
        stored = torch.load(path, weights_only=True, map_location="cpu")
    except Exception as error:  # torch.load raises whatever the bytes lead it to
        raise UserError(f"{path}: cannot be read ({type(error).__name__}); fetch it again, it is {source}") from error
    # MMPose puts the weights beside a description of how they were made.
    weights = stored.get("state_dict", stored) if isinstance(stored, dict) else None
    if not weights or not all(isinstance(value, Tensor) for value in weights.values()):
        raise UserError(f"{path}: holds no weights; fetch it again, it is {source}")
    return weights


def fill(network: nn.Module, weights: Mapping[str, Tensor], file_name: str) -> None:
    """Put weights into a network that has exactly those.

    Raises
    ------
    UserError : they belong to another network.
    """
    try:
        network.load_state_dict(weights)
    except RuntimeError as error:
        raise UserError(f"{file_name}: holds another network's weights; fetch it again under its own name") from error
