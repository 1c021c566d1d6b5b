"""A trained network becomes an fp32 graph that fulfils the contract: uint8 pictures in, decoded numbers out.

The only module of `engine_build` that knows torch, and only inside its functions: a car PC builds without it.
"""

from __future__ import annotations

import copy
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engines import contract
from pose.imagenet import DEVIATION, MEAN

if TYPE_CHECKING:
    import onnx
    import torch

OPSET = 18
"""The first with ONNX's present reductions (axes as an input); TensorRT 10.3 reads up to 20."""

EXAMPLE_BATCH = 2
"""A batch of one would be taken for a constant by the exporter."""

AGREEMENT = 1e-3
"""Largest difference of a heatmap, score or logit between torch and the graph: both add in fp32, in another order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What a checkpoint held: the task, the input's size in pixels, and where it came from."""

    task: str
    height: int
    width: int
    recipe: str
    data: tuple[str, ...]


def export_checkpoint(checkpoint: Path, path: Path) -> Exported:
    """Write the graph of a network that `training/train.py` trained.

    Raises
    ------
    UserError : the file is no such checkpoint.
    """
    from training import checkpoint as checkpoints

    stored = checkpoints.read(checkpoint)
    last = stored.recipe.phases[-1]
    export = export_pose if stored.recipe.task == "pose" else export_detector
    export(stored.network, last.height, last.width, path)
    data = tuple(f"{source.name} ({source.weight:g} of the draws)" for source in stored.recipe.sources)
    return Exported(task=stored.recipe.task, height=last.height, width=last.width, recipe=stored.recipe.name, data=data)


def export_pose(network: torch.nn.Module, height: int, width: int, path: Path) -> None:
    """Write a metamodel's graph.

    Parameters
    ----------
    network : a `training.models.metamodel.Metamodel`, or what answers like one and has its `features.mean` and
        `features.deviation`.
    height, width : pixels of the crop.
    path : the file to write: `crop` uint8 (N, height, width, 3) RGB in; `keypoints`, `visibility_logits` and `heatmaps`
        out, as `engines.engine.Engine.run` describes them.
    """
    from torch import Tensor, nn

    class PoseGraph(nn.Module):
        """From a crop to decoded keypoints."""

        def __init__(self) -> None:
            super().__init__()
            features = network.features
            self.normalise = _normalisation(features.mean, features.deviation)  # type: ignore[arg-type, union-attr]
            self.network = network

        def forward(self, crop: Tensor) -> tuple[Tensor, Tensor, Tensor]:
            keypoints, logits, heatmaps = self.network(self.normalise(crop))
            return keypoints, logits, heatmaps

    _export(PoseGraph(), "crop", (height, width), ["keypoints", "visibility_logits", contract.HEATMAPS], path)


def export_detector(network: torch.nn.Module, height: int, width: int, path: Path) -> None:
    """Write a detector's graph.

    Parameters
    ----------
    network : (N, 3, height, width) float32 RGB, normalised as for poses, to boxes (N, K, 5): x1 y1 x2 y2 score, input
        pixels.
    height, width : pixels of the frame.
    path : the file to write: `frame` uint8 (N, height, width, 3) RGB in; `boxes` out.
    """
    from torch import Tensor, nn

    class DetectorGraph(nn.Module):
        """From a frame to boxes."""

        def __init__(self) -> None:
            super().__init__()
            self.normalise = _normalisation(MEAN, DEVIATION)
            self.network = network

        def forward(self, frame: Tensor) -> Tensor:
            boxes: Tensor = self.network(self.normalise(frame))
            return boxes

    _export(DetectorGraph(), "frame", (height, width), ["boxes"], path)


def _normalisation(mean: tuple[float, ...], deviation: tuple[float, ...]) -> torch.nn.Module:
    import torch
    from torch import Tensor, nn

    class Normalisation(nn.Module):
        """(N, H, W, 3) uint8 to (N, 3, H, W) float32 by one multiplication and one addition."""

        def __init__(self) -> None:
            super().__init__()
            scale = 1 / torch.tensor(deviation).reshape(1, 3, 1, 1)
            self.register_buffer("scale", scale)
            self.register_buffer("shift", -torch.tensor(mean).reshape(1, 3, 1, 1) * scale)

        def forward(self, pictures: Tensor) -> Tensor:
            # TensorRT takes uint8 into a Cast only, so the Cast comes before the Transpose.
            planes = pictures.to(torch.float32).permute(0, 3, 1, 2)
            return planes * self.scale + self.shift  # type: ignore[operator]

    return Normalisation()


def _export(graph: torch.nn.Module, source: str, size: tuple[int, int], outputs: list[str], path: Path) -> None:
    import onnx
    import torch

    # A copy: exporting must not take a network out of training, or off its device.
    graph = copy.deepcopy(graph).cpu().eval()
    example = torch.randint(0, 256, (EXAMPLE_BATCH, *size, 3), dtype=torch.uint8, generator=torch.Generator())
    with warnings.catch_warnings():
        # The exporter warns of its own deprecations; what matters is checked below.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            graph,
            (example,),
            path,
            input_names=[source],
            output_names=outputs,
            opset_version=OPSET,
            dynamo=True,
            dynamic_shapes=({0: torch.export.Dim("N")},),
            external_data=False,
            optimize=True,
            verbose=False,
        )
    model = onnx.load(path)
    _forget_origin(model)
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, path)
    _check_agreement(graph, example, outputs, path)


def _forget_origin(model: onnx.ModelProto) -> None:
    # The exporter notes every line of source it passed, with this machine's paths.
    for part in (model, model.graph, *model.graph.node, *model.graph.value_info, *model.graph.initializer):
        part.ClearField("doc_string")
        part.ClearField("metadata_props")
    for value in (*model.graph.input, *model.graph.output):
        value.ClearField("doc_string")
        value.ClearField("metadata_props")


def _check_agreement(graph: torch.nn.Module, example: torch.Tensor, outputs: list[str], path: Path) -> None:
    """Refuse a graph that answers other than torch does: then the exporter has a fault."""
    import onnxruntime
    import torch

    with torch.inference_mode():
        answers = graph(example)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    exported = session.run(outputs, {session.get_inputs()[0].name: example.numpy()})
    for name, torchs, onnxs in zip(outputs, answers if len(outputs) > 1 else [answers], exported, strict=True):
        # Of places and boxes the score only: between two equal peaks rounding may choose either.
        scores = slice(-1, None) if name in ("keypoints", "boxes") else slice(None)
        difference = float(np.abs(torchs.numpy()[..., scores] - onnxs[..., scores]).max())
        if not difference <= AGREEMENT:
            raise RuntimeError(f"{path}: {name} differs by {difference:.3g} between torch and ONNX Runtime")
