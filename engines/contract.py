"""The graph contract: what goes into a bundle's network and what comes out, the same for every backend."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pose.bundle import Manifest
from pose.errors import UserError
from pose.heatmap import STRIDE
from pose.keypoints import NUM_KEYPOINTS

HEATMAPS = "heatmaps"
"""The one output that a graph may lack: kept for training and review, pruned before an engine is built."""


@dataclass(frozen=True, slots=True)
class Tensor:
    """One input or output as a runtime describes it.

    Attributes
    ----------
    name : as in the graph.
    dtype : numpy's name, such as "uint8", "float32".
    shape : sizes; None where it is known only when running.
    """

    name: str
    dtype: str
    shape: tuple[int | None, ...]

    def __str__(self) -> str:
        sizes = ", ".join("N" if size is None else str(size) for size in self.shape)
        return f"{self.name} {self.dtype} ({sizes})"

    def fits(self, wanted: "Tensor") -> bool:
        """Tell whether this is `wanted`, whose None stands for any size."""
        return (
            (self.name, self.dtype) == (wanted.name, wanted.dtype)
            and len(self.shape) == len(wanted.shape)
            and all(w is None or s == w for s, w in zip(self.shape, wanted.shape, strict=True))
        )


def network_input(manifest: Manifest) -> Tensor:
    """Return the one input that the bundle's task has."""
    name = "crop" if manifest.task == "pose" else "frame"
    return Tensor(name, "uint8", (None, manifest.input.height, manifest.input.width, 3))


def network_outputs(manifest: Manifest) -> list[Tensor]:
    """Return the outputs that the bundle's task has, `heatmaps` included."""
    if manifest.task == "detection":
        return [Tensor("boxes", "float32", (None, None, 5))]
    rows, columns = manifest.input.height // STRIDE, manifest.input.width // STRIDE
    return [
        Tensor("keypoints", "float32", (None, NUM_KEYPOINTS, 3)),
        Tensor("visibility_logits", "float32", (None, NUM_KEYPOINTS, 3)),
        Tensor(HEATMAPS, "float32", (None, NUM_KEYPOINTS, rows, columns)),
    ]


def check_graph(manifest: Manifest, inputs: Iterable[Tensor], outputs: Iterable[Tensor], where: object) -> None:
    """Refuse a graph that is not the contract's.

    Parameters
    ----------
    where : the file, for the message.

    Raises
    ------
    UserError : an input or output is missing, extra, or of another type or shape.
    """
    _check_tensors("input", list(inputs), [network_input(manifest)], where)
    _check_tensors("output", list(outputs), network_outputs(manifest), where)


def _check_tensors(kind: str, found: list[Tensor], wanted: list[Tensor], where: object) -> None:
    by_name = {tensor.name: tensor for tensor in found}
    for tensor in wanted:
        got = by_name.pop(tensor.name, None)
        if got is None and tensor.name != HEATMAPS:
            raise UserError(f"{where}: the graph has no {kind} '{tensor.name}'; export the network again")
        if got is not None and not got.fits(tensor):
            raise UserError(f"{where}: {kind} is {got}, the bundle needs {tensor}; export the network again")
    if by_name:
        raise UserError(f"{where}: unknown {kind} '{next(iter(by_name))}'; export the network again")


def check_pictures(manifest: Manifest, pictures: NDArray[np.uint8]) -> None:
    """Refuse pictures that the network does not take: a mistake of the program, not of a person.

    Raises
    ------
    ValueError : not (N, height, width, 3) uint8 of the manifest's size, or no picture at all.
    """
    size = (manifest.input.height, manifest.input.width, 3)
    if pictures.dtype != np.uint8 or pictures.ndim != 4 or pictures.shape[1:] != size or not len(pictures):
        raise ValueError(f"needs (N, {size[0]}, {size[1]}, 3) uint8, got {pictures.shape} {pictures.dtype}")
