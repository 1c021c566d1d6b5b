"""The folder of all drives: which there are, which are protected, and deleting them."""

import shutil
import stat
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.drives import schema
from app.drives.lock import locked
from pose.errors import UserError

PROTECTED = "protected"
"""An empty file of this name in a drive's folder keeps it from being deleted; also where its database is damaged."""

DELETING = ".deleted-"
"""Begins the name of a folder on its way out: one that was half deleted when the power went is no drive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDrive:
    """A drive as the folder knows it, its database unopened.

    Attributes
    ----------
    size : bytes on the disk.
    start : seconds since 1970: when its folder says that it began.
    """

    path: Path
    size: int
    start: float
    protected: bool


def stored_drives(drives: Path) -> list[StoredDrive]:
    """Return all drives, the oldest first; [] where there is no such folder."""
    if not drives.is_dir():
        return []
    folders = [path for path in drives.iterdir() if not path.name.startswith(".") and _is_drive(path)]
    return sorted((stored(path) for path in folders), key=lambda drive: (drive.start, drive.path.name))


def find(drives: Path, name: str) -> Path:
    """Return the folder of the drive that a person names: by its own name, or by a path.

    Raises
    ------
    UserError : there is none.
    """
    for candidate in (drives / name, Path(name)):
        if _is_drive(candidate):
            return candidate
    raise UserError(f"{name}: no such drive in {drives}; see `cabinsight drives list`")


def protect(drive: Path) -> None:
    """Keep a drive from being deleted. Safe to call twice."""
    (drive / PROTECTED).touch()


def unprotect(drive: Path) -> None:
    """Let a drive be deleted again. Safe to call twice."""
    (drive / PROTECTED).unlink(missing_ok=True)


def delete(drive: Path) -> None:
    """Delete a drive and everything in its folder.

    Raises
    ------
    UserError : it is protected, or is being written.
    OSError : the disk does not let it go.
    """
    with locked(drive) as free:
        if not free:
            raise UserError(f"{drive.name}: goes on; stop the monitor first")
        if (drive / PROTECTED).exists():
            raise UserError(f"{drive.name}: is protected; unprotect it first")
        # Renamed first: it is gone at once, or not at all.
        doomed = drive.with_name(DELETING + drive.name)
        drive.rename(doomed)
        shutil.rmtree(doomed)


def sweep(drives: Path) -> None:
    """Finish deletions that were cut off."""
    for path in drives.glob(DELETING + "*"):
        shutil.rmtree(path, ignore_errors=True)


def _is_drive(path: Path) -> bool:
    """A database, or what a damaged drive may still have: videos."""
    return (path / schema.FILE).is_file() or any((path / schema.VIDEO).glob("*.mkv"))


def stored(path: Path) -> StoredDrive:
    """Return what the folder knows of the drive at `path`."""
    return StoredDrive(
        path=path,
        size=sum(map(_size, path.rglob("*"))),
        start=_start(path),
        protected=(path / PROTECTED).exists(),
    )


def _size(path: Path) -> int:
    try:
        found = path.stat()
    except OSError:
        return 0  # a log or a half of a repair that vanished meanwhile
    return found.st_size if stat.S_ISREG(found.st_mode) else 0


def _start(path: Path) -> float:
    """Read it from the name (see `DriveWriter`); a folder that was renamed is as old as what is in it."""
    try:
        return datetime.strptime(path.name[:19], "%Y-%m-%d_%H-%M-%S").timestamp()
    except ValueError:
        file = path / schema.FILE
        return (file if file.is_file() else path).stat().st_mtime
