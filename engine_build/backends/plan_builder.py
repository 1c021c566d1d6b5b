"""Building a plan: the same calls for TensorRT and TensorRT-RTX, the module is given.

Only calls that are in TensorRT 10.3 to 11.4 are used (tested): precision lives in the graph, there is no flag for it.
"""

import importlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from engines import contract
from engines.record import BuildSettings
from engines.tensorrt_log import collecting_logger
from pose.bundle import Manifest
from pose.errors import UserError

MIB = 1 << 20

Progress = Callable[[str, int, int], None]
"""Called with the phase's name, steps done, and steps in all."""

Around = Callable[[Any], AbstractContextManager[None]]
"""Gets the builder's configuration before the build, for what only one of both has, and sees the build's end."""


@dataclass(frozen=True, slots=True)
class Runtime:
    """TensorRT or TensorRT-RTX.

    Attributes
    ----------
    module : what is imported; also the backend's name.
    title : as its makers write it.
    install : what installs it.
    """

    module: str
    title: str
    install: str

    def find(self) -> ModuleType | None:
        """Return the module; None where it, or a library that it loads, is not there."""
        try:
            found = importlib.import_module(self.module)
        # OSError: the package is there, a library that it loads is not.
        except (ImportError, OSError):
            return None
        # An empty namespace package can answer to the name.
        return found if hasattr(found, "Builder") else None

    def required(self) -> ModuleType:
        """Return the module.

        Raises
        ------
        UserError : it is not installed.
        """
        found = self.find()
        if found is None:
            raise UserError(f"{self.title} is not installed; {self.install}")
        return found


def build(
    runtime: Runtime,
    graph: Path,
    manifest: Manifest,
    settings: BuildSettings,
    around: Around,
    progress: Progress | None = None,
) -> bytes:
    """Build a typed graph into a plan.

    Parameters
    ----------
    graph : the typed graph; its precision is the plan's.
    manifest : the bundle's, for the input's size.
    settings : batch, workspace and optimisation level.
    around : see `Around`.
    progress : told of every step.

    Raises
    ------
    UserError : the runtime is not installed, or refuses the graph (in its words).
    """
    trt = runtime.required()
    logger = collecting_logger(trt)
    builder = trt.Builder(logger)
    if builder is None:
        raise _refusal(runtime, graph, "; ".join(logger.errors))
    network = builder.create_network(1 << int(trt.NetworkDefinitionCreationFlag.STRONGLY_TYPED))
    parser = trt.OnnxParser(network, logger)
    if not parser.parse_from_file(str(graph)):
        faults = "; ".join(parser.get_error(i).desc() for i in range(parser.num_errors))
        raise _refusal(runtime, graph, faults)
    inputs = [_described(network.get_input(i)) for i in range(network.num_inputs)]
    outputs = [_described(network.get_output(i)) for i in range(network.num_outputs)]
    contract.check_graph(manifest, inputs, outputs, graph.name)
    config = builder.create_builder_config()
    if settings.workspace_mib is not None:
        config.set_memory_pool_limit(trt.MemoryPoolType.WORKSPACE, settings.workspace_mib * MIB)
    if settings.optimisation is not None:
        config.builder_optimization_level = settings.optimisation
    if progress is not None:
        config.progress_monitor = _monitor(trt, progress)
    profile = builder.create_optimization_profile()
    size = (manifest.input.height, manifest.input.width, 3)
    batches = (settings.batch_min, settings.batch_opt, settings.batch_max)
    profile.set_shape(network.get_input(0).name, *((batch, *size) for batch in batches))
    # Refused, it gives -1, and the build below says why in the log.
    config.add_optimization_profile(profile)
    with around(config):
        plan = builder.build_serialized_network(network, config)
    # A failed build returns None, it does not raise.
    if plan is None:
        raise _refusal(runtime, graph, "; ".join(logger.errors))
    return bytes(plan)


def _described(tensor: Any) -> contract.Tensor:  # noqa: ANN401 - a lazy module's class
    dtype = {"FLOAT": "float32"}.get(tensor.dtype.name, tensor.dtype.name.lower())
    return contract.Tensor(tensor.name, dtype, tuple(size if size >= 0 else None for size in tensor.shape))


def _refusal(runtime: Runtime, graph: Path, reason: str) -> UserError:
    words = " ".join(reason.split()) or "no reason given"
    return UserError(f"{graph.name}: {runtime.title} refuses it ({words}); try another precision or fewer --sm")


def _monitor(trt: ModuleType, progress: Progress) -> Any:  # noqa: ANN401 - a lazy module's class
    class Monitor(trt.IProgressMonitor):  # type: ignore[name-defined]
        """Pass TensorRT's phases on."""

        def __init__(self) -> None:
            super().__init__()
            self.steps: dict[str, int] = {}

        def phase_start(self, phase_name: str, parent_phase: str | None, num_steps: int) -> None:
            """Note how long a phase is."""
            self.steps[phase_name] = num_steps

        def phase_finish(self, phase_name: str) -> None:
            """Say that a phase is over."""
            progress(phase_name, self.steps[phase_name], self.steps[phase_name])

        def step_complete(self, phase_name: str, step: int) -> bool:
            """Say how far a phase is; True lets it go on."""
            progress(phase_name, step, self.steps[phase_name])
            return True

    return Monitor()
