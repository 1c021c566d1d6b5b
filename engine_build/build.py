"""Build, verify and install engines: the command `python engine_build/build.py`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine_build import install, precision, verify
from engine_build.backends import cpu, tensorrt_rtx
from engines import catalogue, record
from engines.cpu import CpuEngine
from engines.record import EngineRecord, Fingerprint, VerificationReport
from pose import bundle
from pose.bundle import Bundle
from pose.errors import UserError

BACKENDS = (cpu.NAME, tensorrt_rtx.NAME)

TYPED = {"fp32": precision.pruned_fp32, "fp16": precision.typed_fp16}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    options = _parser().parse_args(arguments)
    try:
        print(_listing(options.out) if options.list else _build_all(options))
    except UserError as error:
        print(f"build: {error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="build.py", description="Build, verify and install engines of bundles.", allow_abbrev=False
    )
    chosen = parser.add_mutually_exclusive_group()
    for name in TYPED:
        chosen.add_argument(f"--{name}", dest="precision", action="store_const", const=name, help=f"build in {name}")
    parser.set_defaults(precision="fp32")
    parser.add_argument("--model", metavar="NAME", help="a shipped bundle or a bundle's folder (default: all shipped)")
    parser.add_argument(
        "--backend", choices=("auto", *BACKENDS), default="auto", help="auto builds for all that are installed"
    )
    parser.add_argument(
        "--out", type=Path, default=catalogue.engines_folder(), metavar="DIR", help="default: %(default)s"
    )
    parser.add_argument(
        "--sm",
        type=_generations,
        default=tensorrt_rtx.DEFAULT_SM,
        metavar="86,89",
        help="GPU generations of a tensorrt_rtx engine (default: 86,89,120)",
    )
    parser.add_argument("--crops", type=Path, metavar="DIR", help="pictures to verify on (default: the bundle's own)")
    parser.add_argument("--list", action="store_true", help="list the engines that were built")
    return parser


def _generations(text: str) -> tuple[int, ...]:
    numbers = [part.strip() for part in text.split(",")]
    if not all(number.isdecimal() for number in numbers):
        raise argparse.ArgumentTypeError(f"'{text}' is not a list of numbers such as 86,89")
    return tuple(sorted({int(number) for number in numbers}))


def _build_all(options: argparse.Namespace) -> str:
    names = [options.model] if options.model is not None else catalogue.shipped_bundles()
    if not names:
        raise UserError(f"no bundle ships in {catalogue.MODELS}; name a bundle's folder by --model")
    backends = [options.backend] if options.backend != "auto" else _installed()
    built = [_build(catalogue.find_bundle(name), backend, options) for name in names for backend in backends]
    return f"built in {options.out}: {'; '.join(built)}"


def _installed() -> list[str]:
    return [cpu.NAME, *([tensorrt_rtx.NAME] if tensorrt_rtx.available() else [])]


def _build(source: Bundle, backend: str, options: argparse.Namespace) -> str:
    """Build, verify and install one engine; return its name for the last line."""
    name = source.manifest.name
    print(f"{name}: {options.precision} for {backend}", flush=True)
    reference = CpuEngine(source)
    pictures = verify.load_pictures(source, options.crops)
    with install.workspace(options.out, name) as folder:
        graph = folder / record.GRAPH
        TYPED[options.precision](source.model, graph)
        report = _verified(reference, graph, options, pictures)
        print(verify.table(report), flush=True)
        if backend == cpu.NAME:
            version, target, executed_on = cpu.version(), cpu.TARGET, reference.identity.device
        else:
            version, target, executed_on = tensorrt_rtx.version(), tensorrt_rtx.target(options.sm), record.NOT_RUN
            (folder / record.PLAN).write_bytes(tensorrt_rtx.build(graph, source.manifest, options.sm))
        files = {path.name: bundle.sha256(path) for path in sorted(folder.iterdir())}
        fingerprint = Fingerprint(
            bundle=name,
            bundle_sha256=source.manifest.files[bundle.MODEL],
            backend=backend,
            version=version,
            precision=options.precision,
            target=target,
            graph_sha256=files[record.GRAPH],
            files=files,
        )
        where = install.install(folder, EngineRecord(executed_on=executed_on, fingerprint=fingerprint, report=report))
    return f"{name}/{where.name}" + (" (built, not run here)" if executed_on == record.NOT_RUN else "")


def _verified(
    reference: CpuEngine, graph: Path, options: argparse.Namespace, pictures: NDArray[np.uint8]
) -> VerificationReport:
    """Verify the typed graph in the CPU runtime."""
    candidate = CpuEngine(reference.bundle, graph, precision=options.precision)
    origin = "the bundle" if options.crops is None else str(options.crops)
    return verify.verify(reference, candidate, pictures, origin)


def _listing(root: Path) -> str:
    engines = catalogue.built_engines(root)
    return "\n".join(_described(folder) for folder in engines) or f"no engine in {root}"


def _described(folder: Path) -> str:
    title = f"{folder.parent.name}/{folder.name}"
    try:
        found = record.read(folder)
    except UserError as error:
        return f"{title}: broken ({error})"
    if found.report.over_tolerance:
        return f"{title}: rejected ({'; '.join(found.report.over_tolerance)})"
    ran = "built, not run here" if found.executed_on == record.NOT_RUN else f"ran on {found.executed_on}"
    return f"{title}: verified on {found.report.pictures} pictures; {ran}"


if __name__ == "__main__":
    sys.exit(main())
