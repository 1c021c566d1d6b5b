"""Plans of TensorRT and TensorRT-RTX: for which GPUs, built, and opened where one of those is here."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine_build.backends import tensorrt, tensorrt_rtx
from engine_build.backends.plan_builder import Progress, Runtime
from engines import selection
from engines.fingerprint import Gpu
from engines.record import BuildSettings
from engines.tensorrt import TensorRtEngine
from pose.bundle import Bundle
from pose.errors import UserError

RUNTIMES: dict[str, Runtime] = {tensorrt.NAME: tensorrt.RUNTIME, tensorrt_rtx.NAME: tensorrt_rtx.RUNTIME}


@dataclass(frozen=True, slots=True)
class Target:
    """What a plan is for.

    Attributes
    ----------
    sm : GPU generations.
    gpu : the GPU here that can run it, or None.
    cuda : the module for it.
    """

    sm: tuple[int, ...]
    gpu: Gpu | None
    cuda: Any

    @property
    def name(self) -> str:
        """Such as "sm86+sm89"."""
        return "+".join(f"sm{generation}" for generation in self.sm)


def target(backend: str, sm: tuple[int, ...] | None) -> Target:
    """Return what a plan is to be for.

    Parameters
    ----------
    sm : the generations that were asked for; None: of the GPU here, and where there is none, the usual ones.

    Raises
    ------
    UserError : the backend is not installed, or cannot build for that from here.
    """
    RUNTIMES[backend].required()
    here, cuda = selection.look(backend)
    if backend == tensorrt.NAME:
        if here.gpu is None:
            raise UserError(
                f"TensorRT builds on the GPU that it builds for, and here is none ({here.no_gpu}); "
                "build on the car PC, or with --backend tensorrt_rtx anywhere"
            )
        if sm is not None and sm != (here.gpu.sm,):
            raise UserError(
                f"TensorRT builds for the GPU here only, {here.gpu.name} (sm{here.gpu.sm}); "
                "leave --sm out, or use --backend tensorrt_rtx"
            )
        return Target((here.gpu.sm,), here.gpu, cuda)
    chosen = sm or (tensorrt_rtx.DEFAULT_SM if here.gpu is None else (here.gpu.sm,))
    return Target(chosen, here.gpu if here.gpu is not None and here.gpu.sm in chosen else None, cuda)


def available(backend: str) -> bool:
    """Tell whether plans of a backend can be built here. TensorRT's need the GPU that they are for."""
    if RUNTIMES[backend].find() is None:
        return False
    return backend != tensorrt.NAME or selection.look(backend)[0].gpu is not None


def version(backend: str) -> str:
    """Return the runtime's version.

    Raises
    ------
    UserError : it is not installed.
    """
    return str(RUNTIMES[backend].required().__version__)


def build(
    source: Bundle,
    graph: Path,
    backend: str,
    where: Target,
    settings: BuildSettings,
    root: Path,
    progress: Progress | None,
) -> bytes:
    """Build a typed graph into a plan.

    Parameters
    ----------
    root : the folder of engines; TensorRT's timings are kept there.

    Raises
    ------
    UserError : the runtime refuses the graph (in its words).
    """
    if where.gpu is not None and backend == tensorrt.NAME:
        timings = tensorrt.timings_path(root, version(backend), where.gpu.name)
        return tensorrt.build(graph, source.manifest, timings, settings, progress)
    return tensorrt_rtx.build(graph, source.manifest, where.sm, settings, progress)


def opened(source: Bundle, plan: Path, backend: str, precision: str, where: Target) -> TensorRtEngine:
    """Open a plan on the GPU here.

    Raises
    ------
    UserError : the GPU cannot run it.
    """
    assert where.gpu is not None, "asked for where there is a GPU only"
    return TensorRtEngine(
        source,
        plan.read_bytes(),
        trt=RUNTIMES[backend].required(),
        cuda=where.cuda,
        backend=backend,
        gpu=where.gpu,
        precision=precision,
    )
