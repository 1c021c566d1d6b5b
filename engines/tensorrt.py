"""TensorRT and TensorRT-RTX: one class, the module is given.

Only calls that are in TensorRT 10.3 to 11.4 are used. A plan is code: whoever opens one has checked its hash.
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines import contract
from engines.cuda_buffers import Buffer, Stream
from engines.engine import EngineIdentity
from engines.fingerprint import Gpu
from engines.tensorrt_log import collecting_logger
from pose.bundle import Bundle
from pose.errors import UserError

BACKENDS = ("tensorrt", "tensorrt_rtx")


class TensorRtEngine:
    """Run a serialised plan.

    Parameters
    ----------
    bundle : what is run.
    plan : the serialised engine's bytes, whose hash was checked.
    trt : the module `tensorrt` or `tensorrt_rtx`.
    cuda : the module `cuda.bindings.runtime`.
    backend : the module's name, for the identity.
    gpu : what it runs on.
    precision : what the plan computes in; named in the identity.
    jit_cache : TensorRT-RTX compiles its kernels on the first start: this file, in the user's own cache, keeps them.

    Raises
    ------
    UserError : the plan cannot be loaded, is not the contract's, or the GPU has no room for it.
    """

    def __init__(
        self,
        bundle: Bundle,
        plan: bytes,
        *,
        trt: Any,  # noqa: ANN401 - a lazy module
        cuda: Any,  # noqa: ANN401 - a lazy module
        backend: str,
        gpu: Gpu,
        precision: str,
        jit_cache: Path | None = None,
    ) -> None:
        self._bundle = bundle
        self._identity = EngineIdentity(
            backend=backend, version=str(trt.__version__), precision=precision, device=gpu.name
        )
        self._log = collecting_logger(trt)
        self._runtime = trt.Runtime(self._log)
        self._engine = self._runtime.deserialize_cuda_engine(plan)
        if self._engine is None:
            raise self._failure("the plan cannot be loaded")
        names = [self._engine.get_tensor_name(i) for i in range(self._engine.num_io_tensors)]
        inputs = [self._described(name) for name in names if self._is_input(name)]
        outputs = [self._described(name) for name in names if not self._is_input(name)]
        contract.check_graph(bundle.manifest, inputs, outputs, f"{backend} plan")
        self._input = inputs[0].name
        least, _, most = self._engine.get_tensor_profile_shape(self._input, 0)
        self._least, self._most = int(least[0]), int(most[0])
        self._jit_cache = jit_cache
        self._cache: Any = None
        self._compiled = b""
        self._context = self._new_context()
        if self._context is None:
            raise self._failure("the GPU cannot take the plan")
        self._batch = 0
        self._device_ms = self._host_ms = 0.0
        self._no_graph = ""
        self._closing = ExitStack()
        try:
            self._stream = Stream(cuda)
            self._closing.callback(self._stream.close)
            self._buffers: dict[str, Buffer] = {}
            for tensor in (*inputs, *outputs):
                self._add_buffer(cuda, tensor)
        except BaseException:
            self._closing.close()
            raise
        self._outputs = [tensor.name for tensor in outputs if tensor.name != contract.HEATMAPS]

    @property
    def bundle(self) -> Bundle:
        """The bundle that it runs."""
        return self._bundle

    @property
    def identity(self) -> EngineIdentity:
        """What it runs on and how."""
        return self._identity

    @property
    def device_ms(self) -> float:
        """Milliseconds that the GPU took for the last run, copies included."""
        return self._device_ms

    @property
    def host_ms(self) -> float:
        """Milliseconds that the caller waited for the last run."""
        return self._host_ms

    @property
    def no_graph(self) -> str:
        """Why runs are not replayed as a CUDA graph; "" where they are, or where none was tried yet."""
        return self._no_graph

    def run(self, pictures: NDArray[np.uint8]) -> dict[str, NDArray[np.float32]]:
        """Run the network: see `engines.engine.Engine.run`. More pictures than the plan takes go in parts.

        Raises
        ------
        ValueError : the pictures are not of the size and type that the bundle names.
        RuntimeError : the engine is closed.
        UserError : the GPU fails.
        """
        if self._context is None:
            raise RuntimeError("the engine is closed")
        contract.check_pictures(self._bundle.manifest, pictures)
        started = time.perf_counter_ns()
        self._device_ms = 0.0
        parts = [self._run_part(part) for part in self._parts(pictures)]
        outputs = {name: np.concatenate([part[name] for part in parts]) for name in self._outputs}
        self._host_ms = (time.perf_counter_ns() - started) / 1e6
        return outputs

    def close(self) -> None:
        """Free the GPU's memory. Closing twice is fine, running afterwards is not."""
        if self._context is None:
            return
        self._closing.close()
        # In this order: a context lives in its engine, an engine in its runtime.
        self._context = self._cache = None
        self._engine = None
        self._runtime = None

    def _parts(self, pictures: NDArray[np.uint8]) -> Iterator[NDArray[np.uint8]]:
        for start in range(0, len(pictures), self._most):
            yield pictures[start : start + self._most]

    def _run_part(self, pictures: NDArray[np.uint8]) -> dict[str, NDArray[np.float32]]:
        # A plan for four pictures at least gets four: what is left in the buffer from before fills it up.
        batch = max(len(pictures), self._least)
        new_size = batch != self._batch
        if new_size:
            self._set_batch(batch)
        elif not self._stream.has_graph and not self._no_graph:
            # On the second run of a size: the first one is what TensorRT needs to get ready outside of a graph.
            self._no_graph = self._stream.capture(self._enqueue)
        self._buffers[self._input].host[: len(pictures)] = pictures
        self._device_ms += self._stream.run(self._enqueue)
        if new_size:
            self._keep_compiled()
        return {name: self._buffers[name].host[: len(pictures)].copy() for name in self._outputs}

    def _keep_compiled(self) -> None:
        # At once, not at the end: a car's ignition ends a program without asking.
        if self._cache is None or self._jit_cache is None:
            return
        compiled = bytes(self._cache.serialize())
        if compiled != self._compiled:
            self._compiled = compiled
            _write(self._jit_cache, compiled)

    def _set_batch(self, batch: int) -> None:
        self._stream.forget()
        self._batch = 0
        size = self._bundle.manifest.input
        if not self._context.set_input_shape(self._input, (batch, size.height, size.width, 3)):
            raise self._failure(f"a batch of {batch} is refused")
        # Names of inputs that are still without a shape.
        if self._context.infer_shapes():
            raise self._failure(f"shapes stay unknown for a batch of {batch}")
        for name, buffer in self._buffers.items():
            got, wanted = tuple(self._context.get_tensor_shape(name)), (batch, *buffer.host.shape[1:])
            if got != wanted:
                raise self._failure(f"{name} is {got}, expected {wanted}")
        self._batch = batch

    def _enqueue(self) -> None:
        self._buffers[self._input].upload(self._batch, self._stream.handle)
        # TensorRT takes the stream as a plain number.
        if not self._context.execute_async_v3(int(self._stream.handle)):
            raise self._failure("the run failed")
        for name in self._outputs:
            self._buffers[name].download(self._batch, self._stream.handle)

    def _add_buffer(self, cuda: Any, tensor: contract.Tensor) -> None:  # noqa: ANN401 - a lazy module
        inner = [size for size in tensor.shape[1:] if size is not None]
        if len(inner) != len(tensor.shape) - 1:
            raise UserError(f"{self._identity.backend} plan: {tensor} has a size that is not fixed; build it again")
        buffer = Buffer(cuda, (self._most, *inner), tensor.dtype)
        self._closing.callback(buffer.close)
        if not self._context.set_tensor_address(tensor.name, buffer.device):
            raise self._failure(f"no place for {tensor.name}")
        self._buffers[tensor.name] = buffer

    def _new_context(self) -> Any:  # noqa: ANN401 - a lazy module's class
        if self._jit_cache is None or not hasattr(self._engine, "create_runtime_config"):
            return self._engine.create_execution_context()
        runtime_config = self._engine.create_runtime_config()
        if not hasattr(runtime_config, "create_runtime_cache"):
            return self._engine.create_execution_context()
        self._cache = runtime_config.create_runtime_cache()
        self._compiled = _read(self._jit_cache)
        if self._compiled:
            # Refused (another driver, another GPU), it stays empty and is filled anew.
            self._cache.deserialize(self._compiled)
        runtime_config.set_runtime_cache(self._cache)
        return self._engine.create_execution_context(runtime_config)

    def _is_input(self, name: str) -> bool:
        return bool(self._engine.get_tensor_mode(name).name == "INPUT")

    def _described(self, name: str) -> contract.Tensor:
        kind = self._engine.get_tensor_dtype(name).name
        dtype = {"FLOAT": "float32", "HALF": "float16"}.get(kind, kind.lower())
        sizes = tuple(int(size) if size >= 0 else None for size in self._engine.get_tensor_shape(name))
        return contract.Tensor(name, dtype, sizes)

    def _failure(self, what: str) -> UserError:
        # The first is the cause, the others follow from it. Cleared: the next failure has its own.
        words = " ".join(self._log.errors[0].split()) if self._log.errors else "no reason given"
        self._log.errors.clear()
        identity = self._identity
        return UserError(
            f"{identity.backend} {identity.version}: {what} ({words}); build the engine again on this machine, "
            "or remove it and the CPU runs"
        )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _write(path: Path, data: bytes) -> None:
    # A full disk costs the next start some seconds, not this one its engine.
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(data)
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
