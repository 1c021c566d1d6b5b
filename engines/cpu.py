"""The CPU engine: ONNX Runtime."""

import ctypes
import platform
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from engines import contract
from engines.engine import EngineIdentity
from pose.bundle import Bundle
from pose.errors import UserError

_DTYPES = {"tensor(uint8)": "uint8", "tensor(float)": "float32", "tensor(float16)": "float16"}

_ERRORS_ONLY = 3
"""ONNX Runtime's log severity: warnings about a graph's layout help nobody at the wheel."""


class CpuEngine:
    """Run a bundle's network, or a graph that was built from it, with ONNX Runtime.

    Parameters
    ----------
    bundle : what is run.
    model : the graph; by default the bundle's own, which is the fp32 reference.
    precision : what the graph computes in; named in the identity.
    threads : processor cores that one run may use. One: at 30 fps a second thread costs more than it saves.
    heatmaps : whether `run` also returns the heatmaps of a graph that has them. The monitor needs only what is decoded.

    Raises
    ------
    UserError : the graph cannot be read or is not the contract's.
    """

    def __init__(
        self,
        bundle: Bundle,
        model: Path | None = None,
        *,
        precision: str = "fp32",
        threads: int = 1,
        heatmaps: bool = False,
    ) -> None:
        path = bundle.model if model is None else model
        session = _open(path, threads)
        outputs = [_described(node) for node in session.get_outputs()]
        contract.check_graph(bundle.manifest, [_described(node) for node in session.get_inputs()], outputs, path)
        self._session: onnxruntime.InferenceSession | None = session
        self._bundle = bundle
        self._identity = EngineIdentity(
            backend="cpu", version=onnxruntime.__version__, precision=precision, device=_processor()
        )
        self._input = contract.network_input(bundle.manifest).name
        self._outputs = [tensor.name for tensor in outputs if heatmaps or tensor.name != contract.HEATMAPS]

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
        if self._session is None:
            raise RuntimeError("the engine is closed")
        contract.check_pictures(self._bundle.manifest, pictures)
        values = self._session.run(self._outputs, {self._input: pictures})
        return dict(zip(self._outputs, values, strict=True))

    def close(self) -> None:
        """Give back the session's memory. Closing twice is fine, running afterwards is not."""
        self._session = None


def _open(path: Path, threads: int) -> onnxruntime.InferenceSession:
    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Spinning between frames burns whole cores: at 30 fps with two threads 129% of a core instead of 53%.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = _ERRORS_ONLY
    # One picture at a time needs no arena: it would keep 5 MB for what is freed at once.
    options.enable_cpu_mem_arena = False
    if not path.is_file():
        raise UserError(f"{path}: no such file; rebuild the engine or restore the bundle")
    try:
        # It would quantise the biases that a graph for TensorRT leaves in float, and so change what is being verified.
        session = onnxruntime.InferenceSession(
            path, options, providers=["CPUExecutionProvider"], disabled_optimizers=["WeightBiasQuantization"]
        )
    # ONNX Runtime has no base class for its errors: a broken file gives one of a dozen of Exception's children.
    except Exception as error:
        reason = " ".join(str(error).split())
        raise UserError(f"{path}: ONNX Runtime cannot read it ({reason}); rebuild it or restore the bundle") from error
    _trim_heap()
    return session


def _trim_heap() -> None:
    """Give back to the system what reading a graph has left free, 10 MB each; other C libraries do so themselves."""
    if platform.libc_ver()[0] == "glibc":
        ctypes.CDLL(None).malloc_trim(0)


def _described(node: onnxruntime.NodeArg) -> contract.Tensor:
    # A size that is known only when running is a name or None.
    sizes = tuple(size if isinstance(size, int) else None for size in node.shape)
    return contract.Tensor(node.name, _DTYPES.get(node.type, node.type), sizes)


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.machine()
    names = [line.partition(":")[2].strip() for line in text.splitlines() if line.startswith("model name")]
    return names[0] if names else platform.machine()
