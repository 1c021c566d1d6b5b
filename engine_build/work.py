"""What the command was asked for: list, inspect, remove, or build engine after engine."""

import argparse
from pathlib import Path

from engine_build import best, candidate, checkpoint_bundle, command_line, install, listing, pictures
from engines import catalogue, record
from engines.cpu import CpuEngine
from engines.fingerprint import ON_CPU
from engines.openvino import OPENVINO
from engines.record import EngineRecord
from pose.bundle import Bundle
from pose.errors import UserError


def do(options: argparse.Namespace) -> str:
    """Do it; return the last lines to print.

    Raises
    ------
    UserError : it cannot be done.
    """
    if options.list:
        return listing.listing(options.out)
    if options.inspect is not None:
        return listing.inspect(options.out, options.inspect)
    if options.remove is not None:
        return listing.remove(options.out, options.remove)
    return _build_all(options)


def _build_all(options: argparse.Namespace) -> str:
    names = [options.model] if options.model is not None else catalogue.shipped_bundles()
    if not names:
        raise UserError(f"no bundle ships in {catalogue.MODELS}; name a bundle's folder by --model")
    backends = [options.backend] if options.backend != "auto" else _available(options.precision == command_line.BEST)
    sources = [_source(name, options) for name in names]
    built: list[tuple[Path, EngineRecord]] = []
    for number, source in enumerate(sources, 1):
        reference, crops = CpuEngine(source), pictures.crops_for(source, options.crops)
        place = f"[{number}/{len(sources)}] {source.manifest.name}"
        if options.precision == command_line.BEST:
            print(f"{place}: the best for this machine", flush=True)
            built.append(best.build(reference, crops, backends, options))
            continue
        for backend in backends:
            print(f"{place}: {options.precision} for {backend}", flush=True)
            with install.workspace(options.out, source.manifest.name) as folder:
                made = candidate.write(reference, crops, backend, options.precision, folder, options)
                _tell_changes(options.out, made)
                built.append((install.install(folder, made), made))
    return _summary(options.out, built)


def _source(name: str, options: argparse.Namespace) -> Bundle:
    path = Path(name)
    return checkpoint_bundle.make(path, options.crops) if path.is_file() else catalogue.find_bundle(name)


def _available(best_wanted: bool) -> list[str]:
    """Return the backends that can be built here; OpenVINO, which is an option, only if the fastest is looked for."""
    wanted = [name for name in command_line.BACKENDS if best_wanted or name != OPENVINO]
    return [name for name in wanted if candidate.available(name)]


def _tell_changes(root: Path, made: EngineRecord) -> None:
    """Say what differs from the engine that this one replaces, if it replaces one."""
    folder = root / made.fingerprint.bundle / made.fingerprint.folder_name
    try:
        before = record.read(folder)
    except UserError:
        # None there, or one that is broken: nothing to compare with.
        return
    changed = install.changes(before, made)
    print(f"  against the build before: {'differs in ' + ', '.join(changed) if changed else 'the same'}", flush=True)


def _summary(root: Path, built: list[tuple[Path, EngineRecord]]) -> str:
    lines = [f"  {where.parent.name}/{where.name}{_remark(made)}" for where, made in built]
    count = f"{len(built)} engine{'s' * (len(built) != 1)}"
    waiting = sum(made.executed_on == record.NOT_RUN for _, made in built)
    more = f", {waiting} not run here: the first start on its device verifies it" if waiting else ""
    return "\n".join([f"in {root}:", *lines, f"built: {count}{more}"])


def _remark(made: EngineRecord) -> str:
    if made.executed_on == record.NOT_RUN:
        return " (built, not run here)"
    what = made.fingerprint
    never = what.backend in ON_CPU and what.precision == "fp16"
    return " (the monitor never chooses it: fp16 is slower than fp32 on a CPU)" if never else ""
