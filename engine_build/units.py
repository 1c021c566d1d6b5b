"""What int8 may take or leave as a whole, and how much each of it hurts.

A unit is convolutions with nothing but an activation between them, such as the three of an inverted bottleneck: leaving
the middle one in float would cost two conversions of its wide maps and save little.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto

from engine_build import bias_correction, operations, precision

ACTIVATIONS = frozenset({"Clip", "Relu"})
CONVOLUTIONS = frozenset({"Conv", "ConvTranspose"})


@dataclass(frozen=True, slots=True)
class Unit:
    """Names of its convolutions in the order of the graph, and what they compute: MACs for one picture."""

    names: tuple[str, ...]
    macs: int


def units(model: ModelProto, names: list[str]) -> list[Unit]:
    """Return all convolutions among these nodes in units, in the order of the graph."""
    nodes = {node.name: node for node in model.graph.node}
    macs = operations.macs_by_node(model)
    chains: list[list[str]] = []
    for name in names:
        if nodes[name].op_type not in CONVOLUTIONS:
            continue
        before = _behind_an_activation(model, nodes[name])
        joined = [chain for chain in chains if chain[-1] == before]
        if joined:
            joined[0].append(name)
        else:
            chains.append([name])
    return [Unit(tuple(chain), sum(macs[name] for name in chain)) for chain in chains]


def _behind_an_activation(model: ModelProto, node: NodeProto) -> str | None:
    """Return the convolution whose activation this one reads, and nothing else does."""
    makers = {name: maker for maker in model.graph.node for name in maker.output}
    between = makers.get(node.input[0])
    if between is None or between.op_type not in ACTIVATIONS or _readers(model, between.output[0]) != 1:
        return None
    maker = makers.get(between.input[0])
    return maker.name if maker is not None and maker.op_type in CONVOLUTIONS else None


def _readers(model: ModelProto, name: str) -> int:
    return sum(name in node.input for node in model.graph.node)


def last_answers(model: ModelProto) -> list[str]:
    """Return what the last convolutions and matrix products answer: behind them nothing is weighted any more.

    Unlike decoded keypoints and boxes they change little by little, so that few crops tell how much.
    """
    feeds: set[str] = set()
    last = []
    for node in reversed(model.graph.node):
        weighted = node.op_type in precision.WEIGHTED
        if weighted and not feeds.intersection(node.output):
            last.append(node.output[0])
        if weighted or feeds.intersection(node.output):
            feeds.update(node.input)
    return last[::-1]


class Judge:
    """Tell how far a graph's last answers are from the fp32 graph's.

    Parameters
    ----------
    model : fp32.
    crops : (N, height, width, 3) uint8 RGB.
    """

    def __init__(self, model: ModelProto, crops: NDArray[np.uint8]) -> None:
        self._names = last_answers(model)
        self._source = model.graph.input[0].name
        self._crops = crops
        self._expected = self._answers(model)

    def damage(self, model: ModelProto) -> float:
        """Return the squared error over the variance, in the median of the crops, summed over the answers.

        The median: where two peaks are nearly equal a crop's answer may jump, by whatever it is touched.
        """
        total = 0.0
        for expected, got in zip(self._expected, self._answers(model), strict=True):
            inner = tuple(range(1, expected.ndim))
            spread = expected.var() + float(np.finfo(np.float32).tiny)
            total += float(np.median(((got - expected) ** 2).mean(axis=inner)) / spread)
        return total

    def _answers(self, model: ModelProto) -> list[NDArray[np.float32]]:
        session = bias_correction.opened(bias_correction.with_outputs(model, self._names))
        runs = [session.run(self._names, {self._source: self._crops[i : i + 1]}) for i in range(len(self._crops))]
        return [np.concatenate([run[k] for run in runs]).astype(np.float32) for k in range(len(self._names))]
