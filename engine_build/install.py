"""An engine's folder, whole or not at all."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engines.record import RECORD, EngineRecord
from pose import toml_file
from pose.errors import UserError

REJECTED = ".rejected"
"""Suffix of the folder of an engine that was over tolerance: kept for whoever looks for the fault, never run."""


@contextmanager
def workspace(root: Path, bundle: str) -> Iterator[Path]:
    """Give a temporary folder beside the bundle's engines; what is left of it afterwards is removed.

    Raises
    ------
    UserError : the folder cannot be made, or written while it is in use.
    """
    if Path(bundle).name != bundle or bundle.startswith("."):
        raise UserError(f"'{bundle}' cannot name a folder; give the bundle a plain name")
    parent = root / bundle
    try:
        parent.mkdir(parents=True, exist_ok=True)
        # Beside its destination: a rename is atomic on one file system only.
        folder = Path(tempfile.mkdtemp(prefix=".building-", dir=parent))
    except OSError as error:
        raise UserError(f"{parent}: cannot be written ({error.strerror}); choose another folder by --out") from error
    try:
        yield folder
    except OSError as error:
        raise UserError(
            f"{parent}: cannot be written ({error.strerror or error}); make room or choose another --out"
        ) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def install(folder: Path, record: EngineRecord) -> Path:
    """Write the record into a finished workspace and move it to where it belongs.

    Returns
    -------
    The engine's folder. One over tolerance goes to the same name with `.rejected`, and what was installed stays.

    Raises
    ------
    UserError : over tolerance, or the folder cannot be written.
    """
    name = record.fingerprint.folder_name
    faults = record.report.over_tolerance
    target = folder.parent / (name + REJECTED if faults else name)
    try:
        (folder / RECORD).write_text(toml_file.dumps(record), encoding="utf-8")
        # Temporary folders are private; engines are read by every user of the machine.
        folder.chmod(0o755)
        _replace(folder, target)
    except OSError as error:
        raise UserError(f"{target}: cannot be written ({error.strerror}); choose another folder by --out") from error
    if faults:
        raise UserError(f"over tolerance and not installed: {'; '.join(faults)}; its report is in {target}")
    return target


def _replace(folder: Path, target: Path) -> None:
    # A folder with files cannot be renamed over another: the old one steps aside and goes when the new one is there.
    aside = folder.with_name(folder.name + "-old")
    if target.exists():
        target.rename(aside)
    folder.rename(target)
    shutil.rmtree(aside, ignore_errors=True)
