"""Which engine runs a bundle here, and why not another.

Order: tensorrt, tensorrt_rtx, cpu int8, cpu fp32, and at last the bundle's own fp32 graph on the CPU, which needs no
building. OpenVINO stands before the CPU's own runtime in each precision: its engines are built on request only, or
because they were the fastest. fp16 on a CPU is never chosen: processors widen it back to fp32 and it is slower.
"""

import hashlib
import importlib
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import onnxruntime

from engines import catalogue, fingerprint, first_run, openvino, record
from engines.cpu import CpuEngine
from engines.engine import Engine
from engines.fingerprint import CPU, ON_CPU, Here
from engines.openvino import OPENVINO, OpenVinoEngine
from engines.record import EngineRecord
from engines.tensorrt import BACKENDS, TensorRtEngine
from pose.bundle import MODEL, Bundle, sha256
from pose.errors import UserError

CUDA = "cuda.bindings.runtime"

JIT_CACHE = "jit.cache"
"""What TensorRT-RTX compiled on this machine, beside its plan. It is code that no record names: it is read and kept in
the user's own cache only, so an engine that is named by its path compiles at every start."""

ORDER = (
    *((backend, precision) for backend in BACKENDS for precision in ("int8", "fp16", "fp32")),
    *((backend, precision) for precision in ("int8", "fp32") for backend in (OPENVINO, CPU)),
)
"""Backend and precision, the wanted ones first."""

Modules = Callable[[str], Any]
"""Gives a module by its name, or None where it is not installed."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The engine that runs.

    Attributes
    ----------
    engine : opened.
    why : one line: why this one.
    passed_over : one line for every engine that would be better and does not run, with what helps.
    """

    engine: Engine
    why: str
    passed_over: tuple[str, ...] = ()


def installed_module(name: str) -> Any:  # noqa: ANN401 - a module
    """Import a module; None where it, or a library that it loads, is not there."""
    if name == OPENVINO:
        return openvino.module()
    try:
        module = importlib.import_module(name)
    # OSError: the package is there, a library that it loads is not.
    except (ImportError, OSError):
        return None
    # An empty namespace package can answer to a backend's name.
    return module if name not in BACKENDS or hasattr(module, "Runtime") else None


def choose(
    bundle: Bundle,
    *,
    threads: int = 1,
    root: Path | None = None,
    modules: Modules = installed_module,
) -> Choice:
    """Open the first engine in the order that matches this machine and was verified on it.

    Parameters
    ----------
    threads : for the CPU.
    root : where engines are; by default the user's own cache.
    modules : gives the optional runtimes.

    Raises
    ------
    UserError : not even the bundle's own graph can be run.
    """
    root = catalogue.engines_folder() if root is None else root
    passed_over: list[str] = []
    equals: list[str] = []
    kind = -1
    for rank, folder in sorted(_ranked(root, bundle, passed_over)):
        if rank != kind:
            passed_over += equals
            kind, equals = rank, []
        try:
            _check_place(folder, root)
            engine = open_at(bundle, folder, threads=threads, modules=modules, own=True)
        except UserError as error:
            equals.append(f"{folder.name}: {error}")
        else:
            # Of the same backend and precision as the one that runs: it has replaced them, which is no news.
            return Choice(engine, "verified on this device", tuple(passed_over))
    passed_over += equals
    why = "no built engine runs here" if passed_over else "no engine was built; build.py --best builds one"
    return Choice(CpuEngine(bundle, threads=threads), f"the bundle's own graph: {why}", tuple(passed_over))


def _ranked(root: Path, bundle: Bundle, passed_over: list[str]) -> list[tuple[int, Path]]:
    ranked = []
    for folder in catalogue.built_engines(root):
        if folder.parent.name != bundle.manifest.name or folder.name.endswith(".rejected"):
            continue
        try:
            found = record.read(folder).fingerprint
        except UserError as error:
            passed_over.append(f"{folder.name}: {error}")
            continue
        kind = (found.backend, found.precision)
        # What is in no order, such as fp16 on a CPU, is not passed over: it is never a candidate.
        if kind in ORDER:
            ranked.append((ORDER.index(kind), folder))
    return ranked


def _check_place(folder: Path, root: Path) -> None:
    if not folder.resolve().is_relative_to(root.resolve()):
        raise UserError(f"leads out of {root}; name it with --engine if it is yours")
    found = folder.stat()
    if found.st_uid not in (os.getuid(), 0) or found.st_mode & stat.S_IWOTH:
        raise UserError("belongs to somebody else or can be written by anybody; build it again")


def open_at(
    bundle: Bundle, folder: Path, *, threads: int = 1, modules: Modules = installed_module, own: bool = False
) -> Engine:
    """Open one engine: its files, its fingerprint and, on its first start on this device, its answers are checked.

    Parameters
    ----------
    own : whether the folder lies in the user's own cache, and nobody else can write there.

    Raises
    ------
    UserError : what does not match, and what helps.
    """
    found = record.read(folder)
    plan = _checked_files(folder, found)
    here, cuda = look(found.fingerprint.backend, modules)
    problem = fingerprint.mismatch(found.fingerprint, here, bundle_sha256=bundle.manifest.files[MODEL])
    if problem:
        raise UserError(problem)
    graph, precision = folder / record.GRAPH, found.fingerprint.precision
    engine: Engine
    if found.fingerprint.backend == CPU:
        engine = CpuEngine(bundle, graph, precision=precision, threads=threads)
    elif found.fingerprint.backend == OPENVINO:
        engine = OpenVinoEngine(bundle, graph, ov=modules(OPENVINO), precision=precision, threads=threads)
    else:
        assert plan is not None, "_checked_files() refuses a plan that is not there"
        assert here.gpu is not None, "mismatch() refuses a plan where there is no GPU"
        engine = TensorRtEngine(
            bundle,
            plan,
            trt=modules(found.fingerprint.backend),
            cuda=cuda,
            backend=found.fingerprint.backend,
            gpu=here.gpu,
            precision=precision,
            jit_cache=folder / JIT_CACHE if own else None,
        )
    _verify_first_run(engine, bundle, folder, found)
    return engine


def _checked_files(folder: Path, found: EngineRecord) -> bytes | None:
    """Check every hash; return the plan's bytes, the very ones that were checked, or None where there is none."""
    if found.format != record.FORMAT:
        raise UserError(f"format {found.format}, this version reads {record.FORMAT}; build it again")
    if found.report.over_tolerance:
        raise UserError(f"over tolerance ({found.report.over_tolerance[0]}); build it in another precision")
    needed = record.GRAPH if found.fingerprint.backend in ON_CPU else record.PLAN
    if needed not in found.fingerprint.files:
        raise UserError(f"its {record.RECORD} names no {needed}; build it again")
    plan = None
    for name, expected in found.fingerprint.files.items():
        path = folder / name
        if Path(name).name != name or not path.is_file():
            raise UserError(f"{name} is missing; build it again")
        if name == record.PLAN:
            # Read once: what was hashed is what is loaded.
            plan = path.read_bytes()
            got = hashlib.sha256(plan).hexdigest()
        else:
            got = sha256(path)
        if got != expected:
            raise UserError(f"{name} is not the file that was built (sha256 differs); build it again")
    return None if needed == record.GRAPH else plan


def look(backend: str, modules: Modules = installed_module) -> tuple[Here, Any]:
    """Return what a backend finds on this machine, and the module of CUDA where it needs one and has it."""
    if backend == CPU:
        return Here(version=onnxruntime.__version__), None
    if backend == OPENVINO:
        ov = modules(OPENVINO)
        return Here(version="" if ov is None else openvino.version(ov)), None
    if backend not in BACKENDS:
        return Here(version=""), None
    trt, cuda = modules(backend), modules(CUDA)
    gpu = fingerprint.find_gpu(cuda)
    version = "" if trt is None else str(trt.__version__)
    if isinstance(gpu, str):
        return Here(version=version, no_gpu=gpu), cuda
    return Here(version=version, gpu=gpu), cuda


def _verify_first_run(engine: Engine, bundle: Bundle, folder: Path, found: EngineRecord) -> None:
    device = engine.identity.device
    if found.executed_on == device:
        return
    try:
        faults = first_run.faults(engine, bundle)
    except BaseException:
        engine.close()
        raise
    if faults:
        engine.close()
        raise UserError(f"wrong on its first start on {device}: {'; '.join(faults)}; build another precision")
    first_run.remember(folder, found, device)
