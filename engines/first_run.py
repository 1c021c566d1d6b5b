"""The first start of an engine on a device: the bundle's own crops through it and through the reference."""

import dataclasses
import os
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engines import drift
from engines.cpu import CpuEngine
from engines.engine import Engine
from engines.record import RECORD, EngineRecord
from pose import toml_file
from pose.bundle import Bundle


def faults(engine: Engine, bundle: Bundle) -> list[str]:
    """Return what is over tolerance against the fp32 reference on the CPU; empty where the engine may be used.

    Raises
    ------
    UserError : the reference or the engine cannot be run.
    """
    if bundle.verification.name not in bundle.manifest.files:
        return ["the bundle has no crops to verify it on"]
    with np.load(bundle.verification, allow_pickle=False) as archive:
        crops = np.asarray(archive["crops"])
    reference = CpuEngine(bundle)
    expected, got = _answers(reference, crops), _answers(engine, crops)
    reference.close()
    precision = engine.identity.precision
    if bundle.manifest.task == "pose":
        return drift.pose_faults(drift.pose_drift(bundle.decision, expected, got), precision)
    return drift.detection_faults(drift.detection_drift(bundle.detection, expected, got), precision)


def _answers(engine: Engine, crops: NDArray[np.uint8]) -> drift.Outputs:
    # One at a time, as the monitor runs them.
    answers = [engine.run(crops[i : i + 1]) for i in range(len(crops))]
    return {name: np.concatenate([answer[name] for answer in answers]) for name in answers[0]}


def remember(folder: Path, record: EngineRecord, device: str) -> None:
    """Write into the engine's record that it was verified on `device`, so that the next start need not.

    Where it cannot be written, the next start verifies again.
    """
    text = toml_file.dumps(dataclasses.replace(record, executed_on=device))
    try:
        # A name of its own: two windows may start at once.
        handle, part = tempfile.mkstemp(prefix=".record-", dir=folder)
    except OSError:
        return
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        # Temporary files are private; records are read by every user of the machine.
        Path(part).chmod(0o644)
        Path(part).replace(folder / RECORD)
    except OSError:
        Path(part).unlink(missing_ok=True)
