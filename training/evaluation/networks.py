"""Who answers: a bundle's engine or a checkpoint in torch. Only a checkpoint needs torch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import onnx
from numpy.typing import NDArray

from engines import contract
from engines.catalogue import find_bundle, open_engine
from pose.boxes import Box
from pose.bundle import Bundle, InputSize
from pose.crop import Crop
from pose.decision import Decision
from pose.errors import UserError
from pose.heatmap import decode
from pose.pose import Pose
from training.evaluation import flip_test
from training.evaluation.dark import decode_dark
from training.evaluation.options import Options

if TYPE_CHECKING:
    from training.models.metamodel import Metamodel

BASE = "base"
"""Name of the network whose visibility branch was not trained: tables 3 and 4 compare with it."""

CHECKPOINT = ".pt"

SAME_PLACE = 1.001
"""Crop pixels, to an axis: a graph that leaves out the quarter pixel (a quarter of stride 4) and rounds still decodes
from its heatmaps alone; one that adds offsets of its own ends farther away."""

Run = Callable[[NDArray[np.uint8]], dict[str, NDArray[np.float32]]]
"""(N, height, width, 3) uint8 RGB to the graph contract's outputs by name (`engines.engine.Engine.run`)."""

Estimate = Callable[[NDArray[np.uint8], Box], Pose]
"""Picture (H, W, 3) uint8 RGB and a person's box to a pose in picture pixels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Somebody who can be asked for poses.

    Attributes
    ----------
    name : as the tables call it.
    parameters : learned numbers; in an ONNX graph batch norms are folded away, so it holds a few less.
    branch : whether it has a visibility branch that was trained.
    estimate : ask it.
    """

    name: str
    parameters: int
    branch: bool
    estimate: Estimate


def split_name(text: str) -> tuple[str, str]:
    """Split NAME=WHERE; the name is "" where none was given."""
    name, equals, where = text.partition("=")
    return (name.strip(), where) if equals and not Path(text).exists() else ("", text)


def is_checkpoint(where: str) -> bool:
    """Tell a checkpoint's file from a bundle's name or folder."""
    return where.endswith(CHECKPOINT)


def open_network(text: str, options: Options) -> Network:
    """Open a pose bundle or a checkpoint.

    Parameters
    ----------
    text : a bundle's name or folder, or a checkpoint's file; NAME= before it says what the tables call it.

    Raises
    ------
    UserError : nothing of the kind is there, or it is a detector.
    """
    name, where = split_name(text)
    if is_checkpoint(where):
        return _open_checkpoint(name, Path(where), options)
    found = find_bundle(where)
    if found.manifest.task != "pose":
        raise UserError(f"{where}: is a detector; measure it alone")
    return _open_bundle(name or found.manifest.name, found, options)


def onnx_parameters(path: Path) -> int:
    """Count the floating-point numbers that an ONNX graph holds."""
    kinds = (onnx.TensorProto.FLOAT, onnx.TensorProto.FLOAT16)
    weights = onnx.load(path, load_external_data=False).graph.initializer
    return sum(int(np.prod(weight.dims)) for weight in weights if weight.data_type in kinds)


def _open_bundle(name: str, bundle: Bundle, options: Options) -> Network:
    engine = open_engine(bundle, heatmaps=options.need_heatmaps)
    return Network(
        name=name,
        parameters=onnx_parameters(bundle.model),
        branch=name.lower() != BASE,
        estimate=estimate_with(engine.run, bundle.manifest.input, bundle.decision, options, name),
    )


def _open_checkpoint(name: str, path: Path, options: Options) -> Network:
    if not path.is_file():
        raise UserError(f"{path}: no such checkpoint; train one with training/train.py")
    try:
        from training import checkpoint
        from training.models.metamodel import Metamodel
    except ModuleNotFoundError as error:
        raise UserError(f"{path}: a checkpoint needs {error.name}; install the training extra") from error

    stored = checkpoint.read(path)
    if not isinstance(stored.network, Metamodel):
        raise UserError(f"{path}: is a detector; make a bundle of it and measure that")
    last = stored.recipe.phases[-1]
    size = InputSize(height=last.height, width=last.width)
    return metamodel_network(name or stored.recipe.name, stored.network, size, options)


def metamodel_network(name: str, network: Metamodel, size: InputSize, options: Options) -> Network:
    """Ask a network in torch; a checkpoint has no decision of its own yet, so the default one decides."""
    import torch

    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    network = network.to(device).eval()
    mean = torch.tensor(network.features.mean, device=device).view(1, 3, 1, 1)
    deviation = torch.tensor(network.features.deviation, device=device).view(1, 3, 1, 1)

    def run(pictures: NDArray[np.uint8]) -> dict[str, NDArray[np.float32]]:
        with torch.inference_mode():
            planes = torch.from_numpy(pictures).to(device).permute(0, 3, 1, 2).float()
            outputs = network((planes - mean) / deviation)
        return {name: value.detach().float().cpu().numpy() for name, value in outputs._asdict().items()}

    branch = name.lower() != BASE
    counted = [network] if branch else [network.features, network.coordinates]
    return Network(
        name=name,
        parameters=sum(p.numel() for part in counted for p in part.parameters()),
        branch=branch,
        estimate=estimate_with(run, size, Decision(), options, name),
    )


def estimate_with(run: Run, size: InputSize, decision: Decision, options: Options, name: str) -> Estimate:
    """Cut the crop, run the network and decide.

    The returned function raises a `UserError` where an option needs heatmaps and the network has none, or adds to them.
    """

    def estimate(picture: NDArray[np.uint8], box: Box) -> Pose:
        crop = Crop.around(box, size.width, size.height)
        pixels = crop.cut(picture)
        outputs = run(flip_test.with_mirror(pixels) if options.flip else pixels[None])
        keypoints, logits = outputs["keypoints"][0], outputs["visibility_logits"][0]
        if options.need_heatmaps:
            heatmaps = _heatmaps(outputs, name)
            if options.flip:
                merged, logits = flip_test.merge(heatmaps, outputs["visibility_logits"])
            else:
                merged = heatmaps[0]
            keypoints = decode_dark(merged) if options.dark else decode(merged)
        return decision.pose(keypoints, logits, crop)

    return estimate


def _heatmaps(outputs: dict[str, NDArray[np.float32]], name: str) -> NDArray[np.float32]:
    """Return the heatmaps if they are all that the network decodes from."""
    heatmaps = outputs.get(contract.HEATMAPS)
    if heatmaps is None:
        raise UserError(f"{name}: its graph has no heatmaps; measure it without --flip and --dark")
    if np.abs(decode(heatmaps[0])[:, :2] - outputs["keypoints"][0, :, :2]).max() > SAME_PLACE:
        raise UserError(f"{name}: does not decode from its heatmaps alone; measure it without --flip and --dark")
    return heatmaps
