"""`--best`: try what runs on this machine, keep the fastest engine that is within tolerance."""

import argparse
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine_build import candidate, install
from engines.cpu import CpuEngine
from engines.fingerprint import ON_CPU
from engines.record import EngineRecord
from pose.errors import UserError


def precisions(backend: str, options: argparse.Namespace) -> list[str]:
    """Return what is worth trying. No fp16 on a CPU: processors widen it to fp32, which is slower."""
    return [
        "fp32",
        *(["fp16"] if backend not in ON_CPU else []),
        *(["int8"] if options.calibrate is not None else []),
    ]


def build(
    reference: CpuEngine, crops: NDArray[np.uint8], backends: Sequence[str], options: argparse.Namespace
) -> tuple[Path, EngineRecord]:
    """Build all that runs here, install the fastest that is within tolerance and nothing else.

    Returns
    -------
    The installed engine's folder and its record.

    Raises
    ------
    UserError : nothing runs here, or nothing is within tolerance.
    """
    if options.calibrate is None:
        print("  without int8: give --calibrate PICTURES to try it", flush=True)
    for backend in backends:
        if not candidate.runs_here(backend, options):
            print(f"  without {backend}: it cannot run here, so its speed cannot be measured", flush=True)
    tries = [(b, p) for b in backends if candidate.runs_here(b, options) for p in precisions(b, options)]
    if not tries:
        raise UserError("--best: no backend of those chosen runs on this machine; name a precision, such as --fp16")
    with ExitStack() as stack:
        fit: list[tuple[Path, EngineRecord]] = []
        faults: list[str] = []
        for backend, precision in tries:
            print(f"  trying {backend} {precision}", flush=True)
            folder = stack.enter_context(install.workspace(options.out, reference.bundle.manifest.name))
            try:
                made = candidate.write(reference, crops, backend, precision, folder, options)
            # One that cannot be built is no reason to go without the others.
            except UserError as error:
                faults.append(f"{backend} {precision}: {error}")
                print(f"  {faults[-1]}", flush=True)
                continue
            if made.report.over_tolerance:
                faults.append(f"{backend} {precision}: {made.report.over_tolerance[0]}")
            else:
                fit.append((folder, made))
        if not fit:
            raise UserError(f"--best: nothing is within tolerance ({'; '.join(faults)})")
        print(_comparison([made for _, made in fit]), flush=True)
        folder, made = min(fit, key=lambda pair: share_of_reference(pair[1]))
        return install.install(folder, made), made


def share_of_reference(made: EngineRecord) -> float:
    """Return median time over the reference's in the same run, which a busy machine moves less than milliseconds."""
    return made.report.candidate.p50 / made.report.reference.p50


def _comparison(made: Sequence[EngineRecord]) -> str:
    ranked = [(share_of_reference(one), one.fingerprint) for one in made]
    ranked.sort(key=lambda pair: pair[0])
    return "\n".join(
        f"  {what.backend} {what.precision}: {share:.2f} of the reference's time" for share, what in ranked
    )
