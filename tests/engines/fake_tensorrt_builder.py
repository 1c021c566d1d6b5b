"""The building half of the fake of `tensorrt`: its plan is the graph's own bytes behind a header.

It shows that the builder is asked in the right order and with the right values. It shows nothing about TensorRT.
"""

from enum import Enum, IntEnum
from pathlib import Path
from types import SimpleNamespace

import onnx
from onnx import TensorProto

HEADER = b"fake plan"

_DTYPES = {TensorProto.UINT8: "UINT8", TensorProto.FLOAT: "FLOAT"}


class IProgressMonitor:
    pass


class FakeBuilding:
    """The module's part for building.

    Attributes
    ----------
    configs : of every build, the newest last.
    refusal : what a build logs before it gives None; "" lets it succeed.
    """

    IProgressMonitor = IProgressMonitor
    MemoryPoolType = Enum("MemoryPoolType", "WORKSPACE DLA_MANAGED_SRAM")
    NetworkDefinitionCreationFlag = IntEnum("NetworkDefinitionCreationFlag", {"STRONGLY_TYPED": 1})

    def __init__(self):
        self.configs, self.refusal = [], ""

    def Builder(self, logger):
        return FakeBuilder(self, logger)

    def OnnxParser(self, network, logger):
        return FakeParser(network)


class FakeBuilder:
    def __init__(self, module, logger):
        self.module, self.logger = module, logger

    def create_network(self, flags):
        assert flags == 1 << self.module.NetworkDefinitionCreationFlag.STRONGLY_TYPED
        return FakeNetwork()

    def create_builder_config(self):
        self.module.configs.append(FakeConfig(self.module))
        return self.module.configs[-1]

    def create_optimization_profile(self):
        shapes = {}
        return SimpleNamespace(
            shapes=shapes, set_shape=lambda name, least, tuned, most: shapes.update({name: (least, tuned, most)})
        )

    def build_serialized_network(self, network, config):
        if self.module.refusal:
            self.logger.log(self.module.ILogger.Severity.ERROR, self.module.refusal)
            return None
        if config.progress_monitor is not None:
            config.progress_monitor.phase_start("Building engine", None, 2)
            assert config.progress_monitor.step_complete("Building engine", 1)
            config.progress_monitor.phase_finish("Building engine")
        return HEADER + network.content


class FakeNetwork:
    def __init__(self):
        self.content, self.graph = b"", None

    @property
    def num_inputs(self):
        return len(self.graph.input)

    @property
    def num_outputs(self):
        return len(self.graph.output)

    def get_input(self, i):
        return _described(self.graph.input[i])

    def get_output(self, i):
        return _described(self.graph.output[i])


def _described(value):
    kind = value.type.tensor_type
    sizes = tuple(-1 if size.dim_param else size.dim_value for size in kind.shape.dim)
    return SimpleNamespace(name=value.name, dtype=SimpleNamespace(name=_DTYPES[kind.elem_type]), shape=sizes)


class FakeParser:
    def __init__(self, network):
        self.network, self.num_errors = network, 0

    def parse_from_file(self, path):
        self.network.content = Path(path).read_bytes()
        self.network.graph = onnx.load(path).graph
        return True


class FakeConfig:
    """Remembers what it was told. Timings fit the version that wrote them; "damaged" ones are no cache."""

    def __init__(self, module):
        self.module, self.progress_monitor, self.builder_optimization_level = module, None, None
        self.limits, self.profiles, self.timings = {}, [], None

    def set_memory_pool_limit(self, pool, size):
        self.limits[pool.name] = size

    def add_optimization_profile(self, profile):
        self.profiles.append(profile)
        return 0

    def create_timing_cache(self, data):
        return None if data == b"damaged" else SimpleNamespace(data=data)

    def set_timing_cache(self, cache, ignore_mismatch):
        assert ignore_mismatch is False
        if cache.data not in (b"", self._own()):
            return False
        self.timings = cache.data
        return True

    def get_timing_cache(self):
        return SimpleNamespace(serialize=self._own)

    def _own(self):
        return f"timings of {self.module.__version__}".encode()
