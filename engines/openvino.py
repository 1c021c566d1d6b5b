"""The OpenVINO engine: another runtime for the CPU. An option; ONNX Runtime is what always runs."""

import importlib
import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines import contract
from engines.engine import EngineIdentity
from pose.bundle import Bundle
from pose.errors import UserError

OPENVINO = "openvino"

TELEMETRY = "openvino_telemetry"

_DTYPES = {"u8": "uint8", "f32": "float32", "f16": "float16"}


def module() -> Any:  # noqa: ANN401 - a lazy module
    """Import OpenVINO without its telemetry; None where it is not installed.

    Importing it would report so to a server. It has a stub of its own for where its telemetry package is not
    installed: for this process, it is not.
    """
    if OPENVINO not in sys.modules:
        sys.modules[TELEMETRY] = None  # type: ignore[assignment]
    try:
        found = importlib.import_module(OPENVINO)
    # OSError: the package is there, a library that it loads is not.
    except (ImportError, OSError):
        return None
    # An empty namespace package can answer to the name.
    return found if hasattr(found, "Core") else None


def version(ov: Any) -> str:  # noqa: ANN401 - a lazy module
    """Return the release, such as "2026.4.1", without the build's number behind it."""
    return str(ov.__version__).partition("-")[0]


class OpenVinoEngine:
    """Run a graph with OpenVINO on the CPU.

    Parameters
    ----------
    bundle : what is run.
    model : the typed or quantised graph.
    ov : the module, from `module()`.
    precision : what the graph computes in; named in the identity.
    threads : processor cores that one run may use.

    Raises
    ------
    UserError : the graph cannot be read or is not the contract's.
    """

    def __init__(self, bundle: Bundle, model: Path, *, ov: Any, precision: str = "fp32", threads: int = 1) -> None:  # noqa: ANN401 - a lazy module
        core = ov.Core()
        compiled = _compiled(core, model, threads)
        inputs, outputs = ([_described(port) for port in ports] for ports in (compiled.inputs, compiled.outputs))
        contract.check_graph(bundle.manifest, inputs, outputs, model)
        self._bundle = bundle
        self._identity = EngineIdentity(
            backend=OPENVINO,
            version=version(ov),
            precision=precision,
            device=str(core.get_property("CPU", "FULL_DEVICE_NAME")),
        )
        self._ports = {
            tensor.name: port
            for tensor, port in zip(outputs, compiled.outputs, strict=True)
            if tensor.name != contract.HEATMAPS
        }
        self._request: Any = compiled.create_infer_request()

    @property
    def bundle(self) -> Bundle:
        """The bundle that it runs."""
        return self._bundle

    @property
    def identity(self) -> EngineIdentity:
        """What it runs on and how."""
        return self._identity

    def run(self, pictures: NDArray[np.uint8]) -> dict[str, NDArray[np.float32]]:
        """Run the network: see `engines.engine.Engine.run`.

        Raises
        ------
        ValueError : the pictures are not of the size and type that the bundle names.
        RuntimeError : the engine is closed.
        """
        if self._request is None:
            raise RuntimeError("the engine is closed")
        contract.check_pictures(self._bundle.manifest, pictures)
        # The picture is read where it lies; the answers are copied, the next run writes over them.
        answers = self._request.infer([np.ascontiguousarray(pictures)], share_inputs=True, share_outputs=True)
        return {name: answers[port].copy() for name, port in self._ports.items()}

    def close(self) -> None:
        """Give back the network's memory. Closing twice is fine, running afterwards is not."""
        self._request = None


def _compiled(core: Any, model: Path, threads: int) -> Any:  # noqa: ANN401 - a lazy module's class
    settings = {
        "INFERENCE_NUM_THREADS": threads,
        "NUM_STREAMS": 1,
        "PERFORMANCE_HINT": "LATENCY",
        # Processors that have bf16 would compute in it unasked; precision lives in the graph.
        "INFERENCE_PRECISION_HINT": "f32",
        # Other threads of the monitor need cores, too.
        "ENABLE_CPU_PINNING": False,
    }
    if not model.is_file():
        raise UserError(f"{model}: no such file; rebuild the engine or restore the bundle")
    try:
        return core.compile_model(str(model), "CPU", settings)
    except RuntimeError as error:
        reason = " ".join(str(error).split())
        raise UserError(f"{model}: OpenVINO cannot read it ({reason}); rebuild it or restore the bundle") from error


def _described(port: Any) -> contract.Tensor:  # noqa: ANN401 - a lazy module's class
    kind = port.get_element_type().get_type_name()
    sizes = tuple(int(size.get_length()) if size.is_static else None for size in port.get_partial_shape())
    return contract.Tensor(port.get_any_name(), _DTYPES.get(kind, kind), sizes)
