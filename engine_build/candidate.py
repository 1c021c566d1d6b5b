"""One engine of one bundle: its typed graph, verified, and its plan, in a workspace; not yet installed."""

import argparse
import sys
import time
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray

from calibration import int8 as int8_ranges
from engine_build import command_line, int8, precision, rewrite, verify
from engine_build.backends import cpu, tensorrt_rtx
from engines import record
from engines.cpu import CpuEngine
from engines.record import BuildSettings, EngineRecord, Fingerprint
from pose import bundle
from pose.bundle import Bundle

RANGES = ".ranges"
"""Folder beside the bundles' engines with the measured ranges of int8; hidden, since it is no bundle's."""


def runs_here(backend: str) -> bool:
    """Tell whether an engine of that backend is run, and so timed, on this machine. Plans are built only, so far."""
    return backend == cpu.NAME


def write(
    reference: CpuEngine,
    pictures: NDArray[np.uint8],
    backend: str,
    wanted: str,
    folder: Path,
    options: argparse.Namespace,
) -> EngineRecord:
    """Build one engine into `folder` and verify it.

    Parameters
    ----------
    reference : the bundle's fp32 graph on the CPU.
    pictures : (N, height, width, 3) uint8 RGB to verify on.
    wanted : the precision.
    options : the command's.

    Returns
    -------
    The record, whose report may be over tolerance.

    Raises
    ------
    UserError : the graph is unsound, or the runtime refuses it.
    """
    source, graph = reference.bundle, folder / record.GRAPH
    write_graph(source, backend, wanted, graph, options)
    candidate = CpuEngine(source, graph, precision=wanted)
    origin = "the bundle" if options.crops is None else str(options.crops)
    report = verify.verify(reference, candidate, pictures, origin)
    print(verify.table(report), flush=True)
    version, target, executed_on = cpu.version(), cpu.TARGET, reference.identity.device
    settings: BuildSettings | None = None
    if backend == tensorrt_rtx.NAME:
        version, target, executed_on = tensorrt_rtx.version(), tensorrt_rtx.target(options.sm), record.NOT_RUN
        settings = command_line.settings(options)
        # Over tolerance it is never run: its graph and report are what somebody may look at.
        if not report.over_tolerance:
            _write_plan(source, graph, folder / record.PLAN, options, settings)
    files = {path.name: bundle.sha256(path) for path in sorted(folder.iterdir())}
    fingerprint = Fingerprint(
        bundle=source.manifest.name,
        bundle_sha256=source.manifest.files[bundle.MODEL],
        backend=backend,
        version=version,
        precision=wanted,
        target=target,
        graph_sha256=files[record.GRAPH],
        files=files,
    )
    return EngineRecord(executed_on=executed_on, fingerprint=fingerprint, report=report, settings=settings)


def write_graph(source: Bundle, backend: str, wanted: str, graph: Path, options: argparse.Namespace) -> None:
    """Write the graph in the precision that is wanted.

    Raises
    ------
    UserError : the bundle's graph is unsound, or the pictures of `--calibrate` cannot be read.
    """
    if wanted == "fp16":
        precision.typed_fp16(source.model, graph)
        return
    precision.pruned_fp32(source.model, graph)
    if rewrite.helps(backend, wanted):
        onnx.save(rewrite.deconvolutions_as_convolutions(onnx.load(graph)), graph)
    if wanted == "int8":
        pictures = verify.load_pictures(source, options.calibrate, "--calibrate")
        ranges = int8_ranges.calibrate(graph, pictures, cache=options.out / RANGES)
        flavour = "cpu" if backend == cpu.NAME else "tensorrt"
        onnx.save(int8.int8_graph(onnx.load(graph), ranges, flavour), graph)


def _write_plan(source: Bundle, graph: Path, plan: Path, options: argparse.Namespace, settings: BuildSettings) -> None:
    started = time.perf_counter()
    # On a terminal only: a log has no use for a thousand steps.
    progress = _show_step if sys.stderr.isatty() else None
    data = tensorrt_rtx.build(graph, source.manifest, options.sm, settings, progress)
    plan.write_bytes(data)
    print(f"  plan of {len(data) / 1e6:.1f} MB built in {time.perf_counter() - started:.1f} s", flush=True)


def _show_step(phase: str, done: int, steps: int) -> None:
    # One line that is written over, and erased to its end (ANSI "K").
    print(f"\r  {phase}: {done}/{steps}\x1b[K", end="\r", file=sys.stderr, flush=True)
