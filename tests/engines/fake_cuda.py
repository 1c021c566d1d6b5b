"""A fake of `cuda.bindings.runtime`: "device" memory is host memory, and work is queued until it is waited for.

It shows that copies are queued in the right order, of the right length, between the right addresses. It shows nothing
about a GPU.
"""

import ctypes
from enum import IntEnum
from types import SimpleNamespace


class Error(IntEnum):
    SUCCESS = 0
    NO_MEMORY = 2
    INSUFFICIENT_DRIVER = 35
    CAPTURE = 900


TEXTS = {
    Error.NO_MEMORY: b"out of memory",
    Error.INSUFFICIENT_DRIVER: b"CUDA driver version is insufficient for CUDA runtime version",
    Error.CAPTURE: b"operation not permitted when stream is capturing",
}


class FakeCuda:
    """Stands for the module.

    Parameters
    ----------
    sm : of the one GPU; None: the driver is missing.
    memory : bytes of the GPU; more are refused.
    """

    cudaMemcpyKind = SimpleNamespace(cudaMemcpyHostToDevice=1, cudaMemcpyDeviceToHost=2)  # noqa: N815
    cudaStreamCaptureMode = SimpleNamespace(cudaStreamCaptureModeThreadLocal=1)  # noqa: N815

    def __init__(self, sm=86, name=b"Fake GPU", memory=1 << 30):
        self.sm, self.name, self.memory = sm, name, memory
        self.blocks, self.queue, self.captured, self.launches = {}, [], None, 0
        self.alive = set()

    def cudaGetErrorString(self, error):
        return Error.SUCCESS, TEXTS[error]

    def cudaGetDeviceCount(self):
        return (Error.INSUFFICIENT_DRIVER, None) if self.sm is None else (Error.SUCCESS, 1)

    def cudaGetDeviceProperties(self, device):
        return Error.SUCCESS, SimpleNamespace(name=self.name, major=self.sm // 10, minor=self.sm % 10)

    def cudaDriverGetVersion(self):
        return Error.SUCCESS, 13000

    def cudaMalloc(self, size):
        if size > self.memory - sum(ctypes.sizeof(block) for block in self.blocks.values()):
            return Error.NO_MEMORY, None
        block = ctypes.create_string_buffer(size)
        self.blocks[ctypes.addressof(block)] = block
        return Error.SUCCESS, ctypes.addressof(block)

    cudaMallocHost = cudaMalloc  # noqa: N815

    def cudaFree(self, address):
        del self.blocks[address]
        return (Error.SUCCESS,)

    cudaFreeHost = cudaFree  # noqa: N815

    def _made(self, kind):
        handle = 1000 + len(self.alive)
        self.alive.add((kind, handle))
        return Error.SUCCESS, handle

    def cudaStreamCreate(self):
        return self._made("stream")

    def cudaEventCreate(self):
        return self._made("event")

    def cudaStreamDestroy(self, handle):
        self.alive.remove(("stream", handle))
        return (Error.SUCCESS,)

    def cudaEventDestroy(self, handle):
        self.alive.remove(("event", handle))
        return (Error.SUCCESS,)

    def enqueue(self, work):
        (self.queue if self.captured is None else self.captured).append(work)

    def cudaMemcpyAsync(self, target, source, size, kind, stream):
        # Both ends must lie in memory that was asked for, and not beyond its end.
        assert size <= ctypes.sizeof(self.blocks[target])
        assert size <= ctypes.sizeof(self.blocks[source])
        self.enqueue(lambda: ctypes.memmove(target, source, size))
        return (Error.SUCCESS,)

    def cudaEventRecord(self, event, stream):
        return (Error.SUCCESS,)

    def cudaEventElapsedTime(self, start, end):
        return Error.SUCCESS, 1.5

    def cudaStreamSynchronize(self, stream):
        work, self.queue = self.queue, []
        for step in work:
            step()
        return (Error.SUCCESS,)

    def cudaStreamBeginCapture(self, stream, mode):
        self.captured = []
        return (Error.SUCCESS,)

    def cudaStreamEndCapture(self, stream):
        graph, self.captured = self.captured, None
        return Error.SUCCESS, graph

    def cudaGraphInstantiate(self, graph, flags):
        return Error.SUCCESS, tuple(graph)

    def cudaGraphDestroy(self, graph):
        return (Error.SUCCESS,)

    def cudaGraphExecDestroy(self, graph):
        return (Error.SUCCESS,)

    def cudaGraphLaunch(self, graph, stream):
        self.launches += 1
        self.queue.extend(graph)
        return (Error.SUCCESS,)
