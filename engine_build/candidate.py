"""One engine of one bundle: its typed graph, verified, and its plan, in a workspace; not yet installed."""

import argparse
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray

from engine_build import command_line, pictures, plans, precision, quantise, rewrite, verify
from engine_build.backends import cpu
from engines import record
from engines.cpu import CpuEngine
from engines.engine import Engine
from engines.fingerprint import ON_CPU
from engines.record import BuildSettings, EngineRecord, Fingerprint, VerificationReport
from pose import bundle
from pose.bundle import Bundle

CALIBRATION_CROPS = 64
"""Ranges hardly change beyond, and every value inside the network is counted: 64 take a minute or two."""

RANGES = ".ranges"
"""Folder beside the bundles' engines with the measured ranges of int8; hidden, since it is no bundle's."""


def available(backend: str) -> bool:
    """Tell whether engines of a backend can be built here."""
    return cpu.available(backend) if backend in ON_CPU else plans.available(backend)


def runs_here(backend: str, options: argparse.Namespace) -> bool:
    """Tell whether an engine of that backend is run, and so timed, on this machine."""
    return backend in ON_CPU or (available(backend) and plans.target(backend, options.sm).gpu is not None)


def write(
    reference: CpuEngine,
    crops: NDArray[np.uint8],
    backend: str,
    wanted: str,
    folder: Path,
    options: argparse.Namespace,
) -> EngineRecord:
    """Build one engine into `folder` and verify it: itself where it runs here, else its typed graph on the CPU.

    Parameters
    ----------
    reference : the bundle's fp32 graph on the CPU.
    crops : (N, height, width, 3) uint8 RGB to verify on.
    wanted : the precision.
    options : the command's.

    Returns
    -------
    The record, whose report may be over tolerance.

    Raises
    ------
    UserError : the graph is unsound, or the runtime refuses it.
    """
    work = _Work(reference, crops, backend, wanted, folder, options)
    return _on_the_cpu(work) if backend in ON_CPU else _as_a_plan(work)


@dataclass(frozen=True, slots=True)
class _Work:
    """What `write` was asked for."""

    reference: CpuEngine
    crops: NDArray[np.uint8]
    backend: str
    wanted: str
    folder: Path
    options: argparse.Namespace

    @property
    def source(self) -> Bundle:
        return self.reference.bundle

    @property
    def graph(self) -> Path:
        return self.folder / record.GRAPH

    def verified(self, candidate: Engine) -> VerificationReport:
        origin = "the bundle" if self.options.crops is None else str(self.options.crops)
        report = verify.verify(self.reference, candidate, self.crops, origin)
        candidate.close()
        print(verify.table(report), flush=True)
        return report

    def recorded(
        self,
        report: VerificationReport,
        version: str,
        target: str,
        executed_on: str,
        settings: BuildSettings | None = None,
    ) -> EngineRecord:
        files = {path.name: bundle.sha256(path) for path in sorted(self.folder.iterdir())}
        fingerprint = Fingerprint(
            bundle=self.source.manifest.name,
            bundle_sha256=self.source.manifest.files[bundle.MODEL],
            backend=self.backend,
            version=version,
            precision=self.wanted,
            target=target,
            graph_sha256=files[record.GRAPH],
            files=files,
        )
        return EngineRecord(executed_on=executed_on, fingerprint=fingerprint, report=report, settings=settings)


def _on_the_cpu(work: _Work) -> EngineRecord:
    write_graph(work.source, work.backend, work.wanted, work.graph, work.options)
    candidate = cpu.opened(work.source, work.graph, work.backend, work.wanted)
    identity = candidate.identity
    return work.recorded(work.verified(candidate), identity.version, cpu.TARGET, identity.device)


def _as_a_plan(work: _Work) -> EngineRecord:
    where = plans.target(work.backend, work.options.sm)
    version, settings = plans.version(work.backend), command_line.settings(work.options)
    write_graph(work.source, work.backend, work.wanted, work.graph, work.options)
    if where.gpu is not None:
        _write_plan(work, where, settings)
        candidate = plans.opened(work.source, work.folder / record.PLAN, work.backend, work.wanted, where)
        return work.recorded(work.verified(candidate), version, where.name, where.gpu.name, settings)
    report = work.verified(CpuEngine(work.source, work.graph, precision=work.wanted))
    print("  (of its graph on the CPU: nothing here can run the plan)", flush=True)
    # Over tolerance it is never run: its graph and report are what somebody may look at.
    if not report.over_tolerance:
        _write_plan(work, where, settings)
    return work.recorded(report, version, where.name, record.NOT_RUN, settings)


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
        crops = pictures.load(pictures.Wanted.by(source), options.calibrate, "--calibrate", CALIBRATION_CROPS)
        print(f"  measuring ranges by {options.ranges} on {len(crops)} crops of {options.calibrate}", flush=True)
        flavour = "cpu" if backend in ON_CPU else "tensorrt"
        quantise.write(source, crops, flavour, graph, options.ranges, options.out / RANGES)


def _write_plan(work: _Work, where: plans.Target, settings: BuildSettings) -> None:
    started = time.perf_counter()
    print(f"  building the plan for {where.name}", flush=True)
    # On a terminal only: a log has no use for a thousand steps.
    progress = _show_step if sys.stderr.isatty() else None
    data = plans.build(work.source, work.graph, work.backend, where, settings, work.options.out, progress)
    (work.folder / record.PLAN).write_bytes(data)
    print(f"  plan of {len(data) / 1e6:.1f} MB built in {time.perf_counter() - started:.1f} s", flush=True)


def _show_step(phase: str, done: int, steps: int) -> None:
    # One line that is written over, and erased to its end (ANSI "K").
    print(f"\r  {phase}: {done}/{steps}\x1b[K", end="\r", file=sys.stderr, flush=True)
