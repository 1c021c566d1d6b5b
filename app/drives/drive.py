"""Writing a drive while it goes on."""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from pathlib import Path

from app.drives import schema
from app.drives.lock import FolderLock, sync_folder
from app.drives.media import Media
from app.drives.recorded import RecordedFrame, Segment
from app.drives.response import Response
from app.drives.rows import INSERT_OBSERVATION, INSERT_SILENCE, insert_recorded, row_of
from app.posture.event import EventKind, PostureEvent
from app.posture.inputs import Told
from pose.errors import UserError
from pose.polygon import Polygon

BUSY_SECONDS = 0.2
"""How long a write waits while another program reads the database in a way that locks it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DriveInfo:
    """What is known of a drive when it begins.

    Attributes
    ----------
    start_wall_time : seconds since 1970, UTC.
    source : what the frames come from, in a person's words.
    settings : the rules as TOML text.
    bundles : the networks' names and the SHA-256 of each.
    wheel : the wheel zone that holds where no calibration tells one, pixels of the picture.
    cabin : the calibration as TOML text, or "".
    media : the pictures of an imported drive; None where they were the camera's.
    """

    start_wall_time: float
    source: str
    settings: str = ""
    bundles: Mapping[str, str] = field(default_factory=dict)
    wheel: Polygon = ()
    cabin: str = ""
    media: Media | None = None


class DriveWriter:
    """A new drive, `<drives>/<start time>/drive.sqlite`. One thread at a time may use it.

    After any UserError what was committed stays and can be read; the drive goes on without a log.

    Parameters
    ----------
    monitor_toml : the effective settings, written beside it for a person to read; "": nothing is written.

    Attributes
    ----------
    path : the drive's own folder.

    Raises
    ------
    UserError : nothing can be written there (rights, no such device, disk full).
    """

    def __init__(self, drives: Path, info: DriveInfo, monitor_toml: str = "") -> None:
        self._closed = False
        try:
            self.path = _new_folder(drives, info.start_wall_time)
            if monitor_toml:
                (self.path / schema.SETTINGS).write_text(monitor_toml, encoding="utf-8")
            self._lock = FolderLock(self.path)
        except OSError as error:
            raise UserError(
                f"{drives}: drives cannot be kept there ({error.strerror}); free some space or name another folder"
            ) from error
        try:
            self._database = _connect(self.path)
        except sqlite3.Error as error:
            self._lock.release()
            raise self._refusal(error) from error
        try:
            self._create(info)
        except UserError:
            self._database.close()
            self._lock.release()
            raise

    @classmethod
    def reopen(cls, folder: Path) -> "DriveWriter":
        """Go on writing a drive that was left before its end.

        Raises
        ------
        UserError : it is no drive, is being written, or cannot be.
        """
        writer = cls.__new__(cls)
        writer._closed, writer.path = False, folder
        try:
            writer._lock = FolderLock(folder)
        except BlockingIOError as error:
            raise UserError(f"{folder.name}: is being written just now; wait for its end") from error
        writer._database = _connect(folder)
        try:
            writer._database.execute("PRAGMA journal_mode = WAL")
            with writer._transaction(synchronous="FULL"):
                writer._database.execute("UPDATE drive SET ended = 0")
        except (sqlite3.Error, UserError) as error:
            writer.leave()
            raise writer._refusal(error) from error
        return writer

    def leave(self) -> None:
        """Write no more, without an end: the drive was cut off. Safe to call twice, and after `close`."""
        if not self._closed:
            self._closed = True
            self._database.close()
            self._lock.release()

    def events(self, events: Sequence[PostureEvent]) -> None:
        """Store events, or what became of them, and return when they are on the disk: all of them or none.

        An event is known by its kind and start: one that escalated or ended replaces what was stored of it.

        Raises
        ------
        UserError : they could not be written.
        """
        with self._transaction(synchronous="FULL"):
            self._database.executemany(
                "INSERT OR REPLACE INTO events (kind, start_ns, end_ns, severity, wall_time, peak, evidence, "
                "rules_version) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (
                        event.kind.value,
                        event.start,
                        event.end,
                        int(event.severity),
                        event.wall_time,
                        event.peak,
                        " ".join(event.evidence),
                        event.rules_version,
                    )
                    for event in events
                ],
            )

    def responses(self, responses: Sequence[Response]) -> None:
        """Store what a person did about alerts, and return when it is on the disk: all of it or nothing.

        Raises
        ------
        UserError : it could not be written.
        """
        with self._transaction(synchronous="FULL"):
            self._database.executemany(
                "INSERT INTO responses (what, at_ns, wall_time, kind, start_ns, severity, seconds) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    (response.kind.value, response.at, response.wall_time)
                    + ((None, None) if response.event is None else (response.event[0].value, response.event[1]))
                    + (None if response.severity is None else int(response.severity), response.seconds)
                    for response in responses
                ],
            )

    def told(self, moments: Sequence[Told]) -> None:
        """Store observations and what else the rules were told: all of them or none.

        Not waiting for the disk: the next event does, and takes these along.

        Raises
        ------
        UserError : they could not be written.
        """
        with self._transaction(synchronous="NORMAL"):
            for seen, group in groupby(moments, key=lambda told: told.observation is not None):
                self._database.executemany(INSERT_OBSERVATION if seen else INSERT_SILENCE, map(row_of, group))

    def recorded(self, segment: Segment, frames: Sequence[RecordedFrame]) -> None:
        """Store where frames are that are on the disk.

        Raises
        ------
        UserError : that could not be written.
        """
        with self._transaction(synchronous="NORMAL"):
            insert_recorded(self._database, segment, frames)

    def close(self, observability: Mapping[EventKind, float], end: int | None = None, *, lost: bool = False) -> None:
        """Mark the drive as ended. Safe to call twice.

        Parameters
        ----------
        end : ns, when the rules were told that it is over.
        lost : whether part of the log could not be written.

        Raises
        ------
        UserError : that could not be written.
        """
        if self._closed:
            return
        self._closed = True
        try:
            with self._transaction(synchronous="FULL"):
                self._database.executemany(
                    "INSERT INTO observability (kind, share) VALUES (?, ?)",
                    [(kind.value, share) for kind, share in observability.items()],
                )
                self._database.execute("UPDATE drive SET ended = 1, end_ns = ?, lost = ?", (end, lost))
            settle(self._database)
        finally:
            self._database.close()
            self._lock.release()

    def _create(self, info: DriveInfo) -> None:
        try:
            self._database.execute("PRAGMA journal_mode = WAL")
        except sqlite3.Error as error:
            raise self._refusal(error) from error
        with self._transaction(synchronous="FULL"):
            schema.create(self._database)
            self._database.execute(
                "INSERT INTO drive (id, start_wall_time, source, settings, wheel, cabin) VALUES (1, ?, ?, ?, ?, ?)",
                (info.start_wall_time, info.source, info.settings, json.dumps(info.wheel), info.cabin),
            )
            if info.media is not None:
                self._database.execute(
                    "INSERT INTO media (id, path, sha256, size, modified_ns, fps) VALUES (1, ?, ?, ?, ?, ?)",
                    (
                        str(info.media.path),
                        info.media.sha256,
                        info.media.size,
                        info.media.modified_ns,
                        info.media.fps,
                    ),
                )
            self._database.executemany("INSERT INTO bundles (name, sha256) VALUES (?, ?)", [*info.bundles.items()])

    @contextmanager
    def _transaction(self, synchronous: str) -> Iterator[None]:
        try:
            self._database.execute(f"PRAGMA synchronous = {synchronous}")
            self._database.execute("BEGIN IMMEDIATE")
            yield
            self._database.execute("COMMIT")
        except sqlite3.Error as error:
            with suppress(sqlite3.Error):
                self._database.execute("ROLLBACK")
            raise self._refusal(error) from error

    def _refusal(self, error: Exception) -> UserError:
        return UserError(
            f"{self.path / schema.FILE}: cannot be written ({error}); free some space or name another folder"
        )


def _new_folder(drives: Path, start_wall_time: float) -> Path:
    """Make a folder named by the local time; no colons, which FAT does not know."""
    drives.mkdir(parents=True, exist_ok=True)
    name = datetime.fromtimestamp(start_wall_time).strftime("%Y-%m-%d_%H-%M-%S")
    candidates = (drives / (name if i == 1 else f"{name}_{i}") for i in range(1, 1000))
    path = next(path for path in candidates if not path.exists())
    path.mkdir()
    sync_folder(drives)
    return path


def _connect(folder: Path) -> sqlite3.Connection:
    return sqlite3.connect(folder / schema.FILE, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)


def settle(database: sqlite3.Connection) -> None:
    """Make one file of the database: with a log beside it, it could not be read on a disk that is read-only.

    Where somebody reads it just now it stays as it is.
    """
    with suppress(sqlite3.OperationalError):
        database.execute("PRAGMA journal_mode = DELETE")
