"""TensorRT-RTX: one plan for several generations of desktop GPUs, built also where there is no GPU."""

import importlib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from engines import contract
from engines.record import BuildSettings
from pose.bundle import Manifest
from pose.errors import UserError

NAME = "tensorrt_rtx"

DEFAULT_SM = (86, 89, 120)
"""GeForce and RTX of 2020 (Ampere), 2022 (Ada) and 2025 (Blackwell). 75 (Turing) builds from fp16 only, on request."""

MIB = 1 << 20

Progress = Callable[[str, int, int], None]
"""Called with the phase's name, steps done, and steps in all."""


def _runtime() -> ModuleType | None:
    try:
        module = importlib.import_module(NAME)
    # OSError: the package is there, a library that it loads is not.
    except (ImportError, OSError):
        return None
    # An empty namespace package can answer to the name.
    return module if hasattr(module, "Builder") else None


def available() -> bool:
    """Tell whether TensorRT-RTX is installed."""
    return _runtime() is not None


def _required() -> ModuleType:
    module = _runtime()
    if module is None:
        raise UserError("TensorRT-RTX is not installed; pip install 'cabinsight[tensorrt-rtx]'")
    return module


def version() -> str:
    """Return TensorRT-RTX's version.

    Raises
    ------
    UserError : it is not installed.
    """
    return str(_required().__version__)


def target(sm: tuple[int, ...]) -> str:
    """Return the name of a set of GPU generations: "sm86+sm89"."""
    return "+".join(f"sm{generation}" for generation in sm)


def build(
    graph: Path,
    manifest: Manifest,
    sm: tuple[int, ...],
    settings: BuildSettings = BuildSettings(),  # noqa: B008 - frozen
    progress: Progress | None = None,
) -> bytes:
    """Build a typed graph into a plan.

    No timing cache: TensorRT-RTX times nothing while building, its calls for one do nothing since 1.2. Two plans of
    one graph are as long as each other and behave alike, but differ in some bytes.

    Parameters
    ----------
    graph : the typed graph; its precision is the plan's.
    manifest : the bundle's, for the input's size.
    sm : compute capabilities, such as (86, 89).
    settings : batch, workspace and optimisation level.
    progress : told of every step.

    Raises
    ------
    UserError : TensorRT-RTX is not installed, does not know a GPU generation, or refuses the graph (in its words).
    """
    trt = _required()
    capabilities = [_capability(trt, generation) for generation in sm]
    logger = _collecting_logger(trt)
    builder = trt.Builder(logger)
    network = builder.create_network(1 << int(trt.NetworkDefinitionCreationFlag.STRONGLY_TYPED))
    parser = trt.OnnxParser(network, logger)
    if not parser.parse_from_file(str(graph)):
        faults = "; ".join(parser.get_error(i).desc() for i in range(parser.num_errors))
        raise _refusal(graph, faults)
    inputs = [_described(network.get_input(i)) for i in range(network.num_inputs)]
    outputs = [_described(network.get_output(i)) for i in range(network.num_outputs)]
    contract.check_graph(manifest, inputs, outputs, graph.name)
    config = builder.create_builder_config()
    config.num_compute_capabilities = len(capabilities)
    for i, capability in enumerate(capabilities):
        config.set_compute_capability(capability, i)
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
    plan = builder.build_serialized_network(network, config)
    # A failed build returns None, it does not raise.
    if plan is None:
        raise _refusal(graph, "; ".join(logger.errors))
    return bytes(plan)


def _capability(trt: ModuleType, generation: int) -> object:
    known = trt.ComputeCapability.__members__
    name = f"SM{generation}"
    if name not in known:
        numbers = ", ".join(key.removeprefix("SM") for key in known if key.startswith("SM"))
        raise UserError(f"TensorRT-RTX {trt.__version__} does not know SM {generation}; it builds for {numbers}")
    return known[name]


def _described(tensor: Any) -> contract.Tensor:  # noqa: ANN401 - a lazy module's class
    dtype = {"FLOAT": "float32"}.get(tensor.dtype.name, tensor.dtype.name.lower())
    return contract.Tensor(tensor.name, dtype, tuple(size if size >= 0 else None for size in tensor.shape))


def _refusal(graph: Path, reason: str) -> UserError:
    words = " ".join(reason.split()) or "no reason given"
    return UserError(f"{graph.name}: TensorRT-RTX refuses it ({words}); try the other precision or fewer --sm")


def _collecting_logger(trt: ModuleType) -> Any:  # noqa: ANN401 - a lazy module's class
    class CollectingLogger(trt.ILogger):  # type: ignore[name-defined]
        """Keep what went wrong, for the message; the rest is chatter."""

        def __init__(self) -> None:
            super().__init__()
            self.errors: list[str] = []

        def log(self, severity: object, message: str) -> None:
            """Take one line from TensorRT."""
            if severity in (trt.ILogger.Severity.ERROR, trt.ILogger.Severity.INTERNAL_ERROR):
                self.errors.append(message)

    return CollectingLogger()


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
