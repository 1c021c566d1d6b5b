"""The processor: the engine is the typed graph itself, run by ONNX Runtime or, on request, by OpenVINO."""

from pathlib import Path

from engines import openvino
from engines.cpu import CpuEngine
from engines.engine import Engine
from engines.fingerprint import CPU
from engines.openvino import OpenVinoEngine
from pose.bundle import Bundle
from pose.errors import UserError

TARGET = CPU


def available(backend: str) -> bool:
    """Tell whether one of both is installed. ONNX Runtime always is."""
    return backend == CPU or openvino.module() is not None


def opened(source: Bundle, graph: Path, backend: str, precision: str) -> Engine:
    """Open a typed graph.

    Raises
    ------
    UserError : OpenVINO is not installed, or the graph cannot be run.
    """
    if backend == CPU:
        return CpuEngine(source, graph, precision=precision)
    found = openvino.module()
    if found is None:
        raise UserError("OpenVINO is not installed; pip install 'cabinsight[openvino]'")
    return OpenVinoEngine(source, graph, ov=found, precision=precision)
