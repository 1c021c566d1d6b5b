"""Writing a drive while it goes on."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from app.drives import pose_blob, schema
from app.perception.observation import Observation
from app.posture.event import EventKind, PostureEvent
from pose.errors import UserError
from pose.pose import Pose

BATCH_ROWS = 64
BATCH_NS = 1_000_000_000
"""Observations are written together, after so many or so long: at most a second of them is lost with the power."""

BUSY_SECONDS = 0.2
"""How long an event may wait for the database before it is shown as not logged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DriveInfo:
    """What is known of a drive when it begins.

    Attributes
    ----------
    start_wall_time : seconds since 1970, UTC.
    source : what the frames come from, in a person's words.
    settings : the effective settings as TOML text.
    bundles : the networks' names and the SHA-256 of each.
    """

    start_wall_time: float
    source: str
    settings: str = ""
    bundles: Mapping[str, str] = field(default_factory=dict)


class DriveWriter:
    """A new drive, `<drives>/<start time>/drive.sqlite`. One thread at a time may use it.

    After any UserError what was committed stays and can be read; the drive goes on without a log.

    Attributes
    ----------
    path : the drive's own folder.

    Raises
    ------
    UserError : nothing can be written there (rights, no such device, disk full).
    """

    def __init__(self, drives: Path, info: DriveInfo) -> None:
        self._batch: list[tuple[object, ...]] = []
        self._batch_since = 0
        self._closed = False
        try:
            self.path = _new_folder(drives, info.start_wall_time)
        except OSError as error:
            raise UserError(
                f"{drives}: drives cannot be kept there ({error.strerror}); free some space or name another folder"
            ) from error
        try:
            self._database = sqlite3.connect(
                self.path / schema.FILE, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
        except sqlite3.Error as error:
            raise self._refusal(error) from error
        try:
            self._create(info)
        except UserError:
            self._database.close()
            raise

    def event(self, event: PostureEvent) -> None:
        """Store an event, or what became of it, and return when it is on the disk.

        An event is known by its kind and start: one that escalated or ended replaces what was stored of it.

        Raises
        ------
        UserError : it could not be written.
        """
        with self._transaction(synchronous="FULL"):
            self._database.execute(
                "INSERT OR REPLACE INTO events (kind, start_ns, end_ns, severity, wall_time, peak, evidence, "
                "rules_version) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    event.kind.value,
                    event.start,
                    event.end,
                    int(event.severity),
                    event.wall_time,
                    event.peak,
                    " ".join(event.evidence),
                    event.rules_version,
                ),
            )

    def observation(self, observation: Observation) -> None:
        """Store an observation, soon.

        Raises
        ------
        UserError : a batch could not be written; it is lost.
        """
        if not self._batch:
            self._batch_since = observation.captured_at
        self._batch.append(_row(observation))
        if len(self._batch) >= BATCH_ROWS or observation.captured_at - self._batch_since >= BATCH_NS:
            self._write_batch()

    def close(self, observability: Mapping[EventKind, float]) -> None:
        """Store the rest and mark the drive as ended. Safe to call twice.

        Raises
        ------
        UserError : that could not be written.
        """
        if self._closed:
            return
        self._closed = True
        try:
            self._write_batch()
            with self._transaction(synchronous="FULL"):
                self._database.executemany(
                    "INSERT INTO observability (kind, share) VALUES (?, ?)",
                    [(kind.value, share) for kind, share in observability.items()],
                )
                self._database.execute("UPDATE drive SET ended = 1")
        finally:
            self._database.close()

    def _create(self, info: DriveInfo) -> None:
        try:
            self._database.execute("PRAGMA journal_mode = WAL")
        except sqlite3.Error as error:
            raise self._refusal(error) from error
        with self._transaction(synchronous="FULL"):
            for statement in schema.TABLES.split(";\n"):
                self._database.execute(statement)
            self._database.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
            self._database.execute(f"PRAGMA user_version = {schema.VERSION}")
            self._database.execute(
                "INSERT INTO drive (id, start_wall_time, source, settings) VALUES (1, ?, ?, ?)",
                (info.start_wall_time, info.source, info.settings),
            )
            self._database.executemany("INSERT INTO bundles (name, sha256) VALUES (?, ?)", [*info.bundles.items()])

    def _write_batch(self) -> None:
        batch, self._batch = self._batch, []
        if not batch:
            return
        # Not waiting for the disk: the next event does, and takes these along.
        with self._transaction(synchronous="NORMAL"):
            self._database.executemany(
                "INSERT INTO observations (frame, captured_at, wall_time, name, width, height, x1, y1, x2, y2, raw, "
                "pose, timings) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                batch,
            )

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

    def _refusal(self, error: sqlite3.Error) -> UserError:
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
    return path


def _row(observation: Observation) -> tuple[object, ...]:
    box = observation.box
    return (
        observation.index,
        observation.captured_at,
        observation.wall_time,
        observation.name,
        observation.width,
        observation.height,
        *((None,) * 4 if box is None else (box.x1, box.y1, box.x2, box.y2)),
        _blob(observation.raw),
        _blob(observation.pose),
        json.dumps(observation.timings_ms),
    )


def _blob(pose: Pose | None) -> bytes | None:
    return None if pose is None else pose_blob.pack(pose)
