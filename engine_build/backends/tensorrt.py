"""TensorRT: a plan for the very GPU that it is built on, whose kernels are timed while building."""

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from engine_build.backends import plan_builder
from engine_build.backends.plan_builder import Progress, Runtime
from engines.record import BuildSettings
from pose.bundle import Manifest

NAME = "tensorrt"

RUNTIME = Runtime(
    NAME, "TensorRT", "pip install 'cabinsight[tensorrt]' (NVIDIA's index is needed); on a Jetson it comes with JetPack"
)

TIMINGS = ".timings"
"""Folder beside the bundles' engines with what kernels took; hidden, since it is no bundle's."""


def timings_path(root: Path, version: str, gpu: str) -> Path:
    """Return where a GPU's timings are kept; those of another GPU or version are of no use to it."""
    plain = re.sub(r"[^A-Za-z0-9.]+", "-", f"{version}-{gpu}")
    return root / TIMINGS / f"{plain}.cache"


def build(
    graph: Path,
    manifest: Manifest,
    timings: Path,
    settings: BuildSettings = BuildSettings(),  # noqa: B008 - frozen
    progress: Progress | None = None,
) -> bytes:
    """Build a typed graph into a plan: see `plan_builder.build`.

    Parameters
    ----------
    timings : file of the timing cache, written where it is missing. With it a second build times nothing anew: it is
        quicker, and chooses the same kernels.

    Raises
    ------
    UserError : TensorRT is not installed or refuses the graph (in its words).
    OSError : the timings cannot be written.
    """

    @contextmanager
    def with_timings(config: Any) -> Iterator[None]:  # noqa: ANN401 - a lazy module's class
        _take_timings(config, timings)
        yield
        _keep_timings(config, timings)

    return plan_builder.build(RUNTIME, graph, manifest, settings, with_timings, progress)


def _take_timings(config: Any, path: Path) -> None:  # noqa: ANN401 - a lazy module's class
    known = path.read_bytes() if path.is_file() else b""
    cache = config.create_timing_cache(known)
    # None, or refused: of another version or GPU, or damaged. They are timed anew.
    if cache is None or not config.set_timing_cache(cache, False):
        config.set_timing_cache(config.create_timing_cache(b""), False)


def _keep_timings(config: Any, path: Path) -> None:  # noqa: ANN401 - a lazy module's class
    cache = config.get_timing_cache()
    if cache is None:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    # A name of its own: two builds may end at once.
    handle, part = tempfile.mkstemp(prefix=".timings-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(bytes(cache.serialize()))
        Path(part).replace(path)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise
