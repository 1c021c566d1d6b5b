"""TensorRT-RTX: one plan for several generations of desktop GPUs, built also where there is no GPU."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from engine_build.backends import plan_builder
from engine_build.backends.plan_builder import Progress, Runtime
from engines.record import BuildSettings
from pose.bundle import Manifest
from pose.errors import UserError

NAME = "tensorrt_rtx"

RUNTIME = Runtime(NAME, "TensorRT-RTX", "pip install 'cabinsight[tensorrt-rtx]'")

DEFAULT_SM = (86, 89, 120)
"""Where there is no GPU to build for: GeForce and RTX of 2020 (Ampere), 2022 (Ada) and 2025 (Blackwell). 75 (Turing)
builds from fp16 only, on request."""


def build(
    graph: Path,
    manifest: Manifest,
    sm: tuple[int, ...],
    settings: BuildSettings = BuildSettings(),  # noqa: B008 - frozen
    progress: Progress | None = None,
) -> bytes:
    """Build a typed graph into a plan: see `plan_builder.build`.

    No timing cache: TensorRT-RTX times nothing while building, its calls for one do nothing since 1.2. Two plans of
    one graph are as long as each other and behave alike, but differ in some bytes.

    Parameters
    ----------
    sm : compute capabilities, such as (86, 89).

    Raises
    ------
    UserError : TensorRT-RTX is not installed, does not know a GPU generation, or refuses the graph (in its words).
    """
    trt = RUNTIME.required()
    capabilities = [_capability(trt, generation) for generation in sm]

    @contextmanager
    def for_these(config: Any) -> Iterator[None]:  # noqa: ANN401 - a lazy module's class
        config.num_compute_capabilities = len(capabilities)
        for i, capability in enumerate(capabilities):
            config.set_compute_capability(capability, i)
        yield

    return plan_builder.build(RUNTIME, graph, manifest, settings, for_these, progress)


def _capability(trt: ModuleType, generation: int) -> object:
    known = trt.ComputeCapability.__members__
    name = f"SM{generation}"
    if name not in known:
        numbers = ", ".join(key.removeprefix("SM") for key in known if key.startswith("SM"))
        raise UserError(f"TensorRT-RTX {trt.__version__} does not know SM {generation}; it builds for {numbers}")
    return known[name]
