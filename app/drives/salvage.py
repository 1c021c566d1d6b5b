"""A drive whose database is damaged or gone: what can be read of it, and of the videos, becomes a new one."""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.camera_state import CameraState
from app.drives import schema
from app.drives.lock import locked, sync_folder
from app.drives.repair import REPAIRED, repair_videos
from pose.errors import UserError

TABLES = (
    "drive",
    "media",
    "bundles",
    "observability",
    "events",
    "observations",
    "silences",
    "segments",
    "frames",
    "responses",
)

NOT_KNOWN: dict[str, dict[str, object]] = {
    "drive": {"wheel": "[]", "cabin": ""},
    "observations": {"detected": 0, "camera": CameraState.OK.value},
}
"""What older versions did not keep. A drive that was salvaged is marked as incomplete: nobody relies on it."""

NEW = schema.FILE + ".repair"
DAMAGED = schema.FILE + ".damaged"
"""The damaged database is kept under this name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Salvaged:
    """What was saved, as numbers of rows."""

    events: int
    observations: int
    frames: int


def is_damaged(folder: Path) -> bool:
    """Tell whether the drive's database is gone, or no whole database. One of a newer version is whole."""
    file = folder / schema.FILE
    if not file.is_file():
        return True
    try:
        with closing(_opened(file)) as database:
            ((application,),) = database.execute("PRAGMA application_id")
            ((verdict,),) = database.execute("PRAGMA quick_check(1)")
            return application == 0 or verdict != "ok"
    except sqlite3.Error:
        return True


def salvage(folder: Path) -> Salvaged:
    """Make a new database of what can be read; the damaged one is kept beside it.

    It is worked on copies until the new one is whole.

    Raises
    ------
    UserError : it goes on, or there is nothing to be saved.
    OSError, sqlite3.Error : the disk cannot be written.
    """
    with locked(folder) as free:
        if not free:
            raise UserError(f"{folder.name}: goes on; stop the monitor first")
        new = folder / NEW
        new.unlink(missing_ok=True)
        try:
            with closing(sqlite3.connect(new, isolation_level=None)) as database:
                schema.create(database)
                _copy_rows(folder, database)
                _complete(folder, database)
                repair_videos(folder, database)
                saved = Salvaged(
                    events=_count(database, "events"),
                    observations=_count(database, "observations"),
                    frames=_count(database, "frames"),
                )
            if saved == Salvaged(events=0, observations=0, frames=0):
                raise UserError(f"{folder.name}: nothing of it can be read; restore it from a copy")
            _swap(folder, new)
            return saved
        finally:
            new.unlink(missing_ok=True)


def _copy_rows(folder: Path, database: sqlite3.Connection) -> None:
    if not (folder / schema.FILE).is_file():
        return
    with tempfile.TemporaryDirectory(dir=folder) as copies:
        for path in folder.glob(schema.FILE + "*"):
            if path.name in (schema.FILE, schema.FILE + "-wal"):
                shutil.copy(path, copies)
        try:
            source = _opened(Path(copies) / schema.FILE)
        except sqlite3.Error:
            return
        with closing(source):
            for table in TABLES:
                database.execute("BEGIN")
                for row in _readable(source, table):
                    whole = NOT_KNOWN.get(table, {}) | row
                    places = ", ".join("?" * len(whole))
                    with suppress(sqlite3.Error):  # a row of nonsense
                        database.execute(
                            f"INSERT OR IGNORE INTO {table} ({', '.join(whole)}) VALUES ({places})", [*whole.values()]
                        )
                database.execute("COMMIT")


def _readable(source: sqlite3.Connection, table: str) -> Iterator[dict[str, Any]]:
    """Yield rows from both ends, each up to what is damaged, by the columns' names."""
    for way in ("ASC", "DESC"):
        try:
            rows = source.execute(f"SELECT * FROM {table} ORDER BY rowid {way}")
            names = [column[0] for column in rows.description]
            yield from (dict(zip(names, row, strict=True)) for row in rows)
            return
        except sqlite3.Error:
            continue


def _complete(folder: Path, database: sqlite3.Connection) -> None:
    """Say what every drive says, where it could not be read."""
    if _count(database, "drive") == 0:
        database.execute(
            "INSERT INTO drive (id, start_wall_time, source, settings, wheel, cabin) VALUES (1, ?, ?, '', '[]', '')",
            (folder.stat().st_mtime, "not known"),
        )
    # Nobody knows what else was there.
    database.execute("UPDATE drive SET ended = ?, lost = 1", (REPAIRED,))


def _swap(folder: Path, new: Path) -> None:
    kept = next(
        folder / name for name in (DAMAGED, *(f"{DAMAGED}-{i}" for i in range(2, 1000))) if _free(folder / name)
    )
    for end in ("", "-wal"):
        with suppress(FileNotFoundError):
            (folder / (schema.FILE + end)).rename(kept.with_name(kept.name + end))
    (folder / (schema.FILE + "-shm")).unlink(missing_ok=True)
    new.rename(folder / schema.FILE)
    sync_folder(folder)


def _free(path: Path) -> bool:
    return not path.exists()


def _count(database: sqlite3.Connection, table: str) -> int:
    ((count,),) = database.execute(f"SELECT count(*) FROM {table}")
    assert isinstance(count, int)
    return count


def _opened(file: Path) -> sqlite3.Connection:
    database = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)
    # Text that is none is read as far as it goes.
    database.text_factory = lambda raw: raw.decode("utf-8", errors="replace")
    return database
