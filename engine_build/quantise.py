"""The int8 graph of a bundle: ranges, biases, and a measured choice of what stays in float.

How much a unit hurts is measured with that unit alone in int8. Errors of different units add up as squares do, so that
leaving out those that hurt most for what they compute, one after the other, comes near to the fastest graph that is
within tolerance. Order and end are decided on the crops of the calibration: those that the engine is verified on must
not choose. The same bundle and crops give the same graph.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import ModelProto

from calibration import int8 as int8_ranges
from calibration.int8 import Ranges
from engine_build import bias_correction, int8, units, verify
from engine_build.units import Judge, Unit
from engines.cpu import CpuEngine
from pose.bundle import Bundle

STEP = 0.02
"""Share of the work that goes back to float at least before it is tried again: what hurts most for what it computes is
the decoder's, whose many small convolutions cost nothing in float."""

JUDGED = 8
"""Crops, evenly chosen, that units are ranked by; each unit costs a pass over them."""


def write(source: Bundle, crops: NDArray[np.uint8], flavour: str, graph: Path, method: str, cache: Path) -> None:
    """Replace an fp32 graph without heatmaps by its int8 graph, with as little in float as is within tolerance.

    Parameters
    ----------
    source : whose graph it is.
    crops : (N, height, width, 3) uint8 RGB to calibrate on.
    flavour : see `int8.OPERATORS`.
    graph : the file.
    method : one of `calibration.int8.METHODS`.
    cache : folder for the ranges.

    Raises
    ------
    UserError : no convolution may become int8, or the graph cannot be run on these crops.
    """
    ranges = int8_ranges.calibrate(graph, crops, method, cache=cache)
    fp32 = int8.prepared(onnx.load(graph))
    work = _Work(fp32, flavour, ranges, bias_correction.mean_inputs(fp32, crops))
    taken = units.units(fp32, int8.convolutions(fp32, flavour))
    faults = _written(source, work.quantised(taken), crops, graph)
    # Ranked only where something must go. Where nothing is left to go, the last one stays, and verification decides.
    left = _ranked(work, taken, crops[:: max(len(crops) // JUDGED, 1)])[::-1] if faults else taken
    while faults and len(left) > 1:
        print(f"  {len(taken) - len(left)} of {len(taken)} groups of convolutions in float: {faults[0]}", flush=True)
        back = 0
        while back < STEP * sum(unit.macs for unit in taken) and len(left) > 1:
            back += left.pop().macs
        faults = _written(source, work.quantised(left), crops, graph)
    print(f"  {len(taken) - len(left)} of {len(taken)} groups of convolutions stay in float", flush=True)


def _written(source: Bundle, quantised: ModelProto, crops: NDArray[np.uint8], graph: Path) -> list[str]:
    """Write the graph; say what of it is over tolerance on these crops."""
    onnx.save(quantised, graph)
    candidate = CpuEngine(source, graph, precision="int8")
    return verify.verify(CpuEngine(source), candidate, crops, "calibration").over_tolerance


@dataclass(frozen=True, slots=True)
class _Work:
    """An fp32 graph with all that was measured of it."""

    fp32: ModelProto
    flavour: str
    ranges: Ranges
    means: dict[str, NDArray[np.float32]]

    def quantised(self, taken: Sequence[Unit]) -> ModelProto:
        """Return the graph with these units in int8."""
        names = {name for unit in taken for name in unit.names}
        corrected = bias_correction.corrected(self.fp32, names, self.means)
        return int8.int8_graph(corrected, self.ranges, self.flavour, names)


def _ranked(work: _Work, taken: list[Unit], crops: NDArray[np.uint8]) -> list[Unit]:
    """Return the units, those first that hurt most for what they compute."""
    judge = Judge(work.fp32, crops)
    hurt = {unit: judge.damage(work.quantised([unit])) / unit.macs for unit in taken}
    return sorted(taken, key=lambda unit: -hurt[unit])
