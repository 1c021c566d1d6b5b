"""Engines against each other, against the machine's matrix ceiling, and our wrapper against a bare session.

    python benchmarks/engine_speed.py driver-pose driver-detect sbl@256x192 [FILE.onnx ...] [--rewritten]

A subject is a bundle (its reference, and what `build.py` built of it into --engines), an ONNX file, or a base model
`name@HEIGHTxWIDTH`, exported with fresh weights and the paper's visibility branch: speed does not depend on weights.

All run on one core and one thread, one after the other in every round, so that a busy moment meets all of them. A
round's figure is its fastest run (what was disturbed is slower, nothing is faster than it can be); the table shows the
median over the rounds. The ceiling is a 1024 x 1024 product in fp32 by the same runtime in the same rounds: int8 may
be over 100% of it.
"""

import argparse
import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from engine_build import operations, precision, rewrite
from engines import catalogue, contract, record, selection
from engines.cpu import CpuEngine
from engines.engine import Engine
from engines.fingerprint import CPU
from pose.bundle import Bundle
from pose.errors import UserError

CEILING_SIZE = 1024
"""Rows and columns: large enough that packing does not count, small enough for the cache and for many rounds."""

FRESH = re.compile(r"(\w+)@(\d+)x(\d+)")
WIDTH = 44
"""Columns for a row's title."""


@dataclass(frozen=True, slots=True)
class Contender:
    """What is timed: `bare` is session.run itself, `wrapped` ours (None where there is no bundle to wrap, and for
    another runtime, which is timed as a whole)."""

    title: str
    macs: int
    bare: Callable[[], object]
    wrapped: Callable[[], object] | None = None


def of_graph(title: str, path: Path, bundle: Bundle | None = None, name: str = "fp32") -> Contender:
    """Open a graph twice: bare, and in our wrapper where it is a bundle's."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    source = session.get_inputs()[0]
    outputs = [output.name for output in session.get_outputs() if output.name != contract.HEATMAPS]
    picture = np.random.default_rng(0).integers(0, 256, (1, *source.shape[1:]), dtype=np.uint8)
    engine = None if bundle is None else CpuEngine(bundle, path, precision=name)
    return Contender(
        title,
        operations.count_macs(onnx.load(path)),
        lambda: session.run(outputs, {source.name: picture}),
        None if engine is None else lambda: engine.run(picture),
    )


def contenders(subject: str, engines: Path, folder: Path, rewritten: bool) -> list[Contender]:
    """Return all that a subject stands for; `folder` is for what is made of it."""
    path, fresh = Path(subject), FRESH.fullmatch(subject)
    if fresh is not None:
        path = folder / f"{subject}.onnx"
        export_fresh(fresh[1], int(fresh[2]), int(fresh[3]), path)
    if path.suffix != ".onnx":
        return of_bundle(catalogue.find_bundle(subject), engines)
    if not path.is_file():
        raise UserError(f"{path}: no such file; name a bundle, an .onnx file or a base model such as sbl@256x192")
    pruned = folder / f"{path.stem}-pruned.onnx"
    precision.pruned_fp32(path, pruned)
    found = [of_graph(f"{path.stem} fp32", pruned)]
    if rewritten:
        other = folder / f"{path.stem}-rewritten.onnx"
        onnx.save(rewrite.deconvolutions_as_convolutions(onnx.load(pruned)), other)
        found.append(of_graph(f"{path.stem} fp32, deconvolutions rewritten", other))
    return found


def of_bundle(bundle: Bundle, engines: Path) -> list[Contender]:
    """Return a bundle's reference and those of its engines that run here."""
    name = bundle.manifest.name
    found = [of_graph(f"{name} cpu fp32 (reference)", bundle.model, bundle)]
    for place in catalogue.built_engines(engines):
        built = record.read(place)
        what = built.fingerprint
        if place.parent.name != name or built.report.over_tolerance:
            continue
        if what.backend == CPU:
            found.append(of_graph(f"{name} cpu {what.precision}", place / record.GRAPH, bundle, what.precision))
            continue
        try:
            engine = selection.open_at(bundle, place)
        except UserError as error:
            print(f"{name} {what.backend} {what.precision}: not timed: {error}")
            continue
        found.append(of_engine(f"{name} {what.backend} {what.precision}", place / record.GRAPH, engine))
    return found


def of_engine(title: str, graph: Path, engine: Engine) -> Contender:
    """Return an engine of another runtime, timed as the monitor runs it; its graph says how much it computes."""
    (source,) = onnx.load(graph).graph.input
    shape = [size.dim_value for size in source.type.tensor_type.shape.dim]
    picture = np.random.default_rng(0).integers(0, 256, (1, *shape[1:]), dtype=np.uint8)
    return Contender(title, operations.count_macs(onnx.load(graph)), lambda: engine.run(picture))


def export_fresh(base_model: str, height: int, width: int, path: Path) -> None:
    """Write a metamodel with fresh weights."""
    # Lazy: only this needs torch.
    from engine_build.export import export_pose
    from training.models.build import build_metamodel

    export_pose(build_metamodel(base_model, "paper", height, width), height, width, path)


def ceiling() -> Contender:
    """Return the matrix product that everything is measured against."""
    shape = [CEILING_SIZE, CEILING_SIZE]
    generator = np.random.default_rng(0)
    left, right = (generator.normal(size=shape).astype(np.float32) for _ in range(2))
    a, c = (helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name in ("a", "c"))
    # A constant, as weights are: the runtime packs it once.
    constants = [numpy_helper.from_array(right, "b")]
    graph = helper.make_graph([helper.make_node("MatMul", ["a", "b"], ["c"])], "ceiling", [a], [c], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    return Contender("matrix product (the ceiling)", CEILING_SIZE**3, lambda: session.run(None, {"a": left}))


def fastest_ms(one: Contender, repeats: int, clock: Callable[[], int]) -> tuple[float, float]:
    """Return the fastest bare and wrapped run of some, taken in turns; NaN where nothing is wrapped."""
    bare: list[float] = []
    wrapped: list[float] = []
    for i in range(repeats):
        # Who goes first changes: the second finds the caches warm.
        for side, run in ((bare, one.bare), (wrapped, one.wrapped))[:: 1 if i % 2 else -1]:
            if run is not None:
                started = clock()
                run()
                side.append((clock() - started) / 1e6)
    return min(bare), min(wrapped, default=float("nan"))


def rows(found: list[Contender], rounds: int, repeats: int, clock: Callable[[], int]) -> list[str]:
    """Time all in turns; return the table's lines. The first one is the ceiling."""
    timed: list[list[tuple[float, float]]] = [[] for _ in found]
    for _ in range(rounds):
        for one, times in zip(found, timed, strict=True):
            times.append(fastest_ms(one, repeats, clock))
    lines = [f"{'':<{WIDTH}}{'ms':>8}{'GFLOP':>8}{'GFLOP/s':>9}{'of ceiling':>12}{'wrapper / bare rate':>21}"]
    for one, times in zip(found, timed, strict=True):
        milliseconds = statistics.median(bare for bare, _ in times)
        gflop = 2 * one.macs / 1e9
        # Round by round: both met the same moment of the machine.
        share = statistics.median(
            one.macs / bare / (found[0].macs / top) for (bare, _), (top, _) in zip(times, timed[0], strict=True)
        )
        wrapper = "" if one.wrapped is None else f"{statistics.median(bare / ours for bare, ours in times):.1%}"
        lines.append(
            f"{one.title:<{WIDTH}}{milliseconds:>8.2f}{gflop:>8.2f}"
            f"{gflop / milliseconds * 1e3:>9.1f}{share:>12.0%}{wrapper:>21}"
        )
    return lines


def main() -> int:
    """Run the benchmark and print the table."""
    parser = argparse.ArgumentParser(description="Engines against each other and against the machine's ceiling")
    parser.add_argument("subjects", nargs="+", metavar="BUNDLE|FILE.onnx|NAME@HxW")
    parser.add_argument("--engines", type=Path, default=catalogue.engines_folder(), metavar="DIR")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--repeats", type=int, default=6, help="runs in a round, of which the fastest counts")
    parser.add_argument("--rewritten", action="store_true", help="ONNX files with rewritten deconvolutions as well")
    parser.add_argument(
        "--cpu-time",
        action="store_true",
        help="count the processor's time for this process, not the clock's: for a machine that is busy otherwise",
    )
    options = parser.parse_args()
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    found = [ceiling()]
    with tempfile.TemporaryDirectory(prefix="cabinsight-benchmark-") as name:
        try:
            for subject in options.subjects:
                found += contenders(subject, options.engines, Path(name), options.rewritten)
        except UserError as error:
            print(f"engine_speed: {error}", file=sys.stderr)
            return 1
    print(f"one core, one thread, fastest of {options.repeats} runs, median of {options.rounds} rounds")
    clock = time.process_time_ns if options.cpu_time else time.perf_counter_ns
    print("\n".join(rows(found, options.rounds, options.repeats, clock)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
