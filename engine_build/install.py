"""An engine's folder, whole or not at all."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engines.record import RECORD, EngineRecord
from pose import toml_file
from pose.errors import UserError

BUILDING = ".building-"
"""Prefix of the folder of a build under way: hidden, so that nobody takes it for an engine."""

REJECTED = ".rejected"
"""Suffix of the folder of an engine that was over tolerance: kept for whoever looks for the fault, never run."""


@contextmanager
def workspace(root: Path, bundle: str) -> Iterator[Path]:
    """Give a temporary folder beside the bundle's engines; what is left of it afterwards is removed.

    So is what builds of the same bundle left that were killed.

    Raises
    ------
    UserError : the folder cannot be made, or written while it is in use.
    """
    if Path(bundle).name != bundle or bundle.startswith("."):
        raise UserError(f"'{bundle}' cannot name a folder; give the bundle a plain name")
    parent = root / bundle
    try:
        parent.mkdir(parents=True, exist_ok=True)
        folder, lock = _locked_folder(parent)
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
        os.close(lock)


def _locked_folder(parent: Path) -> tuple[Path, int]:
    """Make a folder that is locked as long as this process lives, and remove those that nobody holds any more."""
    with _locked(parent, fcntl.LOCK_EX):
        for leftover in parent.glob(f"{BUILDING}*"):
            _remove_if_left(leftover)
        # Beside its destination: a rename is atomic on one file system only.
        folder = Path(tempfile.mkdtemp(prefix=BUILDING, dir=parent))
        lock = os.open(folder, os.O_RDONLY)
        fcntl.flock(lock, fcntl.LOCK_EX)
    return folder, lock


def _remove_if_left(folder: Path) -> None:
    # The system drops a lock when its holder dies, however it dies: no process number to mistake, no age to guess.
    try:
        with _locked(folder, fcntl.LOCK_EX | fcntl.LOCK_NB):
            shutil.rmtree(folder, ignore_errors=True)
    except OSError:
        # Held: a build is under way. Or not ours to open: then neither is it ours to remove.
        return


@contextmanager
def _locked(folder: Path, how: int) -> Iterator[None]:
    lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(lock, how)
        yield
    finally:
        os.close(lock)


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
        replace(folder, target)
    except OSError as error:
        raise UserError(f"{target}: cannot be written ({error.strerror}); choose another folder by --out") from error
    if faults:
        raise UserError(f"over tolerance and not installed: {'; '.join(faults)}; its report is in {target}")
    return target


def replace(folder: Path, target: Path) -> None:
    """Move a finished folder to `target`, in the place of one that is there.

    Raises
    ------
    OSError : it cannot be moved; what was there still is.
    """
    # A folder with files cannot be renamed over another: the old one steps aside and goes when the new one is there.
    aside = folder.with_name(folder.name + "-old")
    if not target.exists():
        folder.rename(target)
        return
    target.rename(aside)
    try:
        folder.rename(target)
    except OSError:
        aside.rename(target)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def changes(before: EngineRecord, after: EngineRecord) -> list[str]:
    """Name what differs between two builds into the same folder; empty where every byte that matters is the same.

    Not compared: latency and the processor that ran it, which belong to a build's day.
    """
    old, new = before.fingerprint.files, after.fingerprint.files
    files = [name for name in sorted(old.keys() | new.keys()) if old.get(name) != new.get(name)]
    bundle = [] if before.fingerprint.bundle_sha256 == after.fingerprint.bundle_sha256 else ["the bundle's network"]
    settings = [] if before.settings == after.settings else ["the settings"]
    return bundle + settings + files
