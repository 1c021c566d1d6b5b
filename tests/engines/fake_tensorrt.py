"""A fake of `tensorrt` and `tensorrt_rtx`: a "plan" is an ONNX graph behind a header, run by ONNX Runtime.

It reads its input from, and writes its outputs to, the addresses that the wrapper gave, so that the wrapper's copies,
orders and shapes are really tried. It shows nothing about TensorRT.
"""

import ctypes
import math
from enum import Enum
from types import SimpleNamespace

import numpy as np
import onnxruntime

from tests.engines.fake_tensorrt_builder import HEADER, FakeBuilding

DTYPES = {"tensor(uint8)": "UINT8", "tensor(float)": "FLOAT"}
MOST = 4
"""Pictures in one run at most."""


def plan_of(model):
    return HEADER + model.read_bytes()


class ILogger:
    Severity = Enum("Severity", "INTERNAL_ERROR ERROR WARNING INFO VERBOSE")


class FakeTensorRt(FakeBuilding):
    """Stands for the module; `rtx` gives it a JIT cache."""

    ILogger = ILogger

    def __init__(self, cuda, version="11.4.0", rtx=False, capturable=True):
        super().__init__()
        self.cuda, self.__version__, self.rtx, self.capturable = cuda, version, rtx, capturable
        self.caches = []

    def Runtime(self, logger):
        return SimpleNamespace(deserialize_cuda_engine=lambda plan: self._engine(plan, logger))

    def _engine(self, plan, logger):
        if not plan.startswith(HEADER):
            logger.log(ILogger.Severity.ERROR, "header.magicTag ==\n kEXPECTED_MAGIC_TAG failed")
            return None
        return FakeRtxEngine(self, plan) if self.rtx else FakeEngine(self, plan)


class FakeEngine:
    def __init__(self, module, plan):
        self.module = module
        self.session = onnxruntime.InferenceSession(plan[len(HEADER) :], providers=["CPUExecutionProvider"])
        self.inputs = {node.name: node for node in self.session.get_inputs()}
        self.tensors = self.inputs | {node.name: node for node in self.session.get_outputs()}
        self.num_io_tensors = len(self.tensors)

    def get_tensor_name(self, i):
        return list(self.tensors)[i]

    def get_tensor_mode(self, name):
        return SimpleNamespace(name="INPUT" if name in self.inputs else "OUTPUT")

    def get_tensor_dtype(self, name):
        return SimpleNamespace(name=DTYPES[self.tensors[name].type])

    def get_tensor_shape(self, name):
        return tuple(size if isinstance(size, int) else -1 for size in self.tensors[name].shape)

    def get_tensor_profile_shape(self, name, profile):
        inner = self.get_tensor_shape(name)[1:]
        return [(count, *inner) for count in (1, 1, MOST)]

    def create_execution_context(self, config=None):
        return FakeContext(self)


class FakeRtxEngine(FakeEngine):
    def create_runtime_config(self):
        return SimpleNamespace(create_runtime_cache=self._cache, set_runtime_cache=self.module.caches.append)

    @staticmethod
    def _cache():
        cache = SimpleNamespace(read=b"")
        cache.deserialize = lambda data: setattr(cache, "read", data)
        cache.serialize = lambda: b"compiled"
        return cache


class FakeContext:
    def __init__(self, engine):
        self.engine, self.addresses, self.batch = engine, {}, None

    def set_input_shape(self, name, shape):
        fits = 1 <= shape[0] <= MOST and tuple(shape[1:]) == self.engine.get_tensor_shape(name)[1:]
        self.batch = shape[0] if fits else None
        return fits

    def infer_shapes(self):
        return [] if self.batch else list(self.engine.inputs)

    def get_tensor_shape(self, name):
        return (self.batch, *self.engine.get_tensor_shape(name)[1:])

    def set_tensor_address(self, name, address):
        self.addresses[name] = address
        return True

    def execute_async_v3(self, stream):
        module = self.engine.module
        if module.cuda.captured is not None and not module.capturable:
            return False
        if set(self.addresses) != set(self.engine.tensors):
            return False
        module.cuda.enqueue(self._run)
        return True

    def _run(self):
        (name,) = self.engine.inputs
        pictures = self._memory(name, np.uint8).copy()
        outputs = [tensor for tensor in self.engine.tensors if tensor != name]
        for output, values in zip(outputs, self.engine.session.run(outputs, {name: pictures}), strict=True):
            self._memory(output, np.float32)[:] = values

    def _memory(self, name, dtype):
        shape = self.get_tensor_shape(name)
        size = math.prod(shape) * np.dtype(dtype).itemsize
        return np.frombuffer((ctypes.c_char * size).from_address(self.addresses[name]), dtype=dtype).reshape(shape)
