"""CUDA through cuda-bindings: memory, one stream, one graph; every error in words.

Its runtime calls return an error code, they do not raise.
"""

import ctypes
import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pose.errors import UserError


def checked(cuda: Any, result: tuple[Any, ...], doing: str) -> Any:  # noqa: ANN401 - a lazy module's values
    """Return what a runtime call gave beside its error code.

    Raises
    ------
    UserError : the code is not success.
    """
    error, *values = result
    if int(error):
        text = cuda.cudaGetErrorString(error)[1].decode()
        raise UserError(
            f"{doing}: cudaError {int(error)}: {text}; check the GPU with nvidia-smi, or use the CPU engine"
        )
    return values[0] if values else None


class Buffer:
    """One tensor twice: pinned on the host, which copies need to be asynchronous, and on the device.

    Parameters
    ----------
    shape : with the largest batch first.

    Raises
    ------
    UserError : no memory.
    """

    def __init__(self, cuda: Any, shape: tuple[int, ...], dtype: str) -> None:  # noqa: ANN401 - a lazy module
        self._cuda = cuda
        self._bytes = math.prod(shape) * np.dtype(dtype).itemsize
        self._pinned = int(checked(cuda, cuda.cudaMallocHost(self._bytes), "pinned memory"))
        try:
            self.device = int(checked(cuda, cuda.cudaMalloc(self._bytes), "GPU memory"))
        except UserError:
            cuda.cudaFreeHost(self._pinned)
            raise
        memory = (ctypes.c_uint8 * self._bytes).from_address(self._pinned)
        self.host: NDArray[Any] = np.ctypeslib.as_array(memory).view(dtype).reshape(shape)

    def upload(self, count: int, stream: Any) -> None:  # noqa: ANN401 - a lazy module's value
        """Queue the copy of the first `count` items to the device."""
        kind = self._cuda.cudaMemcpyKind.cudaMemcpyHostToDevice
        copy = self._cuda.cudaMemcpyAsync(self.device, self._pinned, self._of(count), kind, stream)
        checked(self._cuda, copy, "copy to the GPU")

    def download(self, count: int, stream: Any) -> None:  # noqa: ANN401 - a lazy module's value
        """Queue the copy of the first `count` items to the host."""
        kind = self._cuda.cudaMemcpyKind.cudaMemcpyDeviceToHost
        copy = self._cuda.cudaMemcpyAsync(self._pinned, self.device, self._of(count), kind, stream)
        checked(self._cuda, copy, "copy from the GPU")

    def close(self) -> None:
        """Free both. `host` must not be used afterwards."""
        self.host = np.empty(0, dtype=self.host.dtype)
        self._cuda.cudaFree(self.device)
        self._cuda.cudaFreeHost(self._pinned)

    def _of(self, count: int) -> int:
        return self._bytes // len(self.host) * count


class Stream:
    """A stream with two events around what it ran last, and a graph of what it runs again and again."""

    def __init__(self, cuda: Any) -> None:  # noqa: ANN401 - a lazy module
        self._cuda = cuda
        self.handle = checked(cuda, cuda.cudaStreamCreate(), "CUDA stream")
        self._start, self._end = (checked(cuda, cuda.cudaEventCreate(), "CUDA event") for _ in range(2))
        self._graph: Any = None

    @property
    def has_graph(self) -> bool:
        """Whether a captured graph is kept."""
        return self._graph is not None

    def run(self, work: Callable[[], None]) -> float:
        """Queue `work`, or the graph where one is kept, and wait for it; return the device's milliseconds.

        Raises
        ------
        UserError : the GPU fails.
        """
        cuda = self._cuda
        checked(cuda, cuda.cudaEventRecord(self._start, self.handle), "CUDA event")
        if self._graph is None:
            work()
        else:
            checked(cuda, cuda.cudaGraphLaunch(self._graph, self.handle), "CUDA graph")
        checked(cuda, cuda.cudaEventRecord(self._end, self.handle), "CUDA event")
        checked(cuda, cuda.cudaStreamSynchronize(self.handle), "the engine on the GPU")
        return float(checked(cuda, cuda.cudaEventElapsedTime(self._start, self._end), "CUDA event"))

    def capture(self, work: Callable[[], None]) -> str:
        """Keep `work` as a graph, one launch instead of many; return why not where the runtime cannot be captured."""
        cuda = self._cuda
        self.forget()
        mode = cuda.cudaStreamCaptureMode.cudaStreamCaptureModeThreadLocal
        checked(cuda, cuda.cudaStreamBeginCapture(self.handle, mode), "CUDA graph")
        why = ""
        try:
            work()
        except UserError as error:
            why = str(error)
        # Ended in any case: a stream that is left capturing runs nothing any more.
        code, graph = cuda.cudaStreamEndCapture(self.handle)
        if why or int(code):
            if graph:
                cuda.cudaGraphDestroy(graph)
            return why or f"cudaError {int(code)} while capturing"
        code, executable = cuda.cudaGraphInstantiate(graph, 0)
        cuda.cudaGraphDestroy(graph)
        if int(code):
            return f"cudaError {int(code)} while making a CUDA graph"
        self._graph = executable
        return ""

    def forget(self) -> None:
        """Drop the graph: shapes changed."""
        if self._graph is not None:
            self._cuda.cudaGraphExecDestroy(self._graph)
            self._graph = None

    def close(self) -> None:
        """Give everything back."""
        self.forget()
        self._cuda.cudaEventDestroy(self._start)
        self._cuda.cudaEventDestroy(self._end)
        self._cuda.cudaStreamDestroy(self.handle)
