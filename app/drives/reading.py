"""Reading a drive."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.drives import pose_blob, schema
from app.drives.drive import DriveInfo
from app.drives.media import Media
from app.drives.recorded import RecordedFrame, Segment
from app.drives.repair import repair
from app.drives.response import Response, ResponseKind
from app.drives.rows import FRAME, frame_of
from app.frames.orientation import Orientation
from app.perception.observation import Observation
from app.posture.event import EventKind, PostureEvent, Severity
from pose.boxes import Box
from pose.errors import UserError
from pose.pose import Pose

OBSERVATION = "frame, captured_at, wall_time, name, width, height, x1, y1, x2, y2, raw, pose, timings"
"""Columns of the observations, as `observation_of` takes them."""

Span = tuple[int, int]
"""From and to, ns on the frames' clock, both included."""

EVER: Span = (-(2**63), 2**63 - 1)
"""As far as SQLite counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drive:
    """A drive on disk.

    Attributes
    ----------
    path : its database.
    events : in the order of their start; one that was going on when the drive was cut off has `end` None.
    ended_unexpectedly : True if nobody closed the drive (or it still goes on).
    segments : the recording's video files; () where nothing was recorded.
    observability : share of the time, 0 to 1, in which each rule could say anything; empty if it ended unexpectedly.
    end : ns, when the rules were told that it is over; None where they were not, or an older version did not say.
    complete : whether all is kept that the rules were told: not by older versions, nor on a disk that did not answer.
    responses : what a person did about alerts, in order; () in drives of before this was kept.
    """

    path: Path
    info: DriveInfo
    events: tuple[PostureEvent, ...]
    ended_unexpectedly: bool
    observability: dict[EventKind, float]
    segments: tuple[Segment, ...]
    end: int | None
    complete: bool
    responses: tuple[Response, ...] = ()

    def observations(self, span: Span | None = None) -> Iterator[Observation]:
        """Yield the observations as they were made; those captured within `span` only, ns, both ends included.

        Raises
        ------
        UserError : the file is damaged; what was read before is right.
        """
        with opened(self.path) as database:
            detected = "detected" if version_of(database) >= schema.WHOLE else "0"
            query = f"SELECT {OBSERVATION}, {detected} FROM observations WHERE captured_at BETWEEN ? AND ? ORDER BY id"
            for *row, found in database.execute(query, span or EVER):
                yield observation_of(tuple(row), detected=bool(found))

    def count(self) -> int:
        """Return how many observations there are.

        Raises
        ------
        UserError : the file is damaged.
        """
        with opened(self.path) as database:
            # Rows are never taken away.
            ((last,),) = database.execute("SELECT max(id) FROM observations")
            return last or 0

    def time_span(self) -> tuple[int, int]:
        """Return `captured_at` of the first and the last observation, (0, 0) where there is none.

        Raises
        ------
        UserError : the file is damaged.
        """
        with opened(self.path) as database:
            # By the rows' order, not by searching: a drive of four hours has half a million.
            ends = [
                database.execute(f"SELECT captured_at FROM observations ORDER BY id {way} LIMIT 1").fetchone()
                for way in ("ASC", "DESC")
            ]
            first, last = (0 if end is None else end[0] for end in ends)
            return first, last

    def frames(self) -> tuple[RecordedFrame, ...]:
        """Return where each recorded frame is, in order; () where there was no recording.

        Raises
        ------
        UserError : the file is damaged.
        """
        if not self.segments:
            return ()
        with opened(self.path) as database:
            return tuple(map(frame_of, database.execute(f"SELECT {FRAME} FROM frames ORDER BY segment, pts")))


def read_drive(path: Path) -> Drive:
    """Open a drive: its folder or its database.

    A drive that was cut off is repaired first, where its disk can be written; else it is read as it is.

    Raises
    ------
    UserError : no drive, a damaged one, or one of a newer version.
    """
    file = path / schema.FILE if path.is_dir() else path
    if not file.is_file() and (file.parent / schema.VIDEO).is_dir():
        raise UserError(f"{file}: is missing; `cabinsight drives repair {file.parent.name}` makes one of the videos")
    if not file.is_file():
        raise UserError(f"{path}: no drive there; name a drive's folder, which holds {schema.FILE}")
    # What cannot be repaired (a disk that is read-only or full) can still be read.
    with suppress(OSError, sqlite3.Error):
        repair(file.parent)
    with opened(file) as database:
        whole = version_of(database) >= schema.WHOLE
        ended, end, lost = database.execute(
            f"SELECT ended, {'end_ns, lost' if whole else 'NULL, 0'} FROM drive"
        ).fetchone()
        return Drive(
            path=file,
            info=_info(database, whole),
            events=tuple(
                _event(row)
                for row in database.execute(
                    "SELECT kind, start_ns, end_ns, severity, wall_time, peak, evidence, rules_version "
                    "FROM events ORDER BY start_ns, kind"
                )
            ),
            ended_unexpectedly=ended != 1,
            segments=_segments(database),
            end=end,
            complete=whole and not lost,
            responses=_responses(database),
            observability={
                EventKind(kind): share for kind, share in database.execute("SELECT kind, share FROM observability")
            },
        )


@contextmanager
def opened(file: Path) -> Iterator[sqlite3.Connection]:
    """Open a drive's database for reading.

    Raises
    ------
    UserError : whatever goes wrong with it meanwhile.
    """
    try:
        # as_uri() escapes what a path may hold and a URI may not.
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as database:
            ((application,),) = database.execute("PRAGMA application_id")
            version = version_of(database)
            if application != schema.APPLICATION_ID:
                raise UserError(f"{file}: is no drive; name a drive's folder, which holds {schema.FILE}")
            if version > schema.VERSION:
                raise UserError(f"{file}: version {version}, this one reads {schema.VERSION}; update Cabinsight")
            yield database
    except (sqlite3.Error, ValueError, TypeError) as error:
        raise UserError(damaged(file, error)) from error


def damaged(file: Path, error: Exception) -> str:
    """Say that a drive's database is damaged, and what helps."""
    return f"{file}: is damaged ({error}); `cabinsight drives repair {file.parent.name}` saves what can be read"


def version_of(database: sqlite3.Connection) -> int:
    """Return the version that a drive was written in, see `schema.VERSION`."""
    ((version,),) = database.execute("PRAGMA user_version")
    return int(version)


def _info(database: sqlite3.Connection, whole: bool) -> DriveInfo:
    start, source, settings, wheel, cabin = database.execute(
        "SELECT start_wall_time, source, settings, " + ("wheel, cabin" if whole else "'[]', ''") + " FROM drive"
    ).fetchone()
    media = database.execute("SELECT path, sha256, size, modified_ns, fps FROM media").fetchone() if whole else None
    return DriveInfo(
        start_wall_time=start,
        source=source,
        settings=settings,
        bundles=dict(database.execute("SELECT name, sha256 FROM bundles ORDER BY name")),
        wheel=tuple((x, y) for x, y in json.loads(wheel)),
        cabin=cabin,
        media=None if media is None else _media(*media),
    )


def _media(path: str, sha256: str, size: int, modified_ns: int, fps: float | None) -> Media:
    return Media(path=Path(path), sha256=sha256, size=size, modified_ns=modified_ns, fps=fps)


def _segments(database: sqlite3.Connection) -> tuple[Segment, ...]:
    if version_of(database) < 2:
        return ()
    return tuple(
        Segment(
            number=number,
            start=start,
            start_wall_time=start_wall_time,
            first_index=first_index,
            orientation=Orientation(quarters, bool(mirrored)),
            blurred=bool(blurred),
        )
        for number, start, start_wall_time, first_index, quarters, mirrored, blurred in database.execute(
            "SELECT number, start_ns, start_wall_time, first_index, quarters, mirrored, blurred FROM segments "
            "ORDER BY number"
        )
    )


def _responses(database: sqlite3.Connection) -> tuple[Response, ...]:
    if not database.execute("SELECT 1 FROM sqlite_schema WHERE name = 'responses'").fetchone():
        return ()
    return tuple(
        Response(
            kind=ResponseKind(what),
            at=at,
            wall_time=wall_time,
            event=None if kind is None else (EventKind(kind), start),
            severity=None if severity is None else Severity(severity),
            seconds=seconds,
        )
        for what, at, wall_time, kind, start, severity, seconds in database.execute(
            "SELECT what, at_ns, wall_time, kind, start_ns, severity, seconds FROM responses ORDER BY id"
        )
    )


def _event(row: tuple[Any, ...]) -> PostureEvent:
    kind, start, end, severity, wall_time, peak, evidence, rules_version = row
    return PostureEvent(
        kind=EventKind(kind),
        severity=Severity(severity),
        start=start,
        end=end,
        wall_time=wall_time,
        peak=peak,
        evidence=tuple(evidence.split()),
        rules_version=rules_version,
    )


def observation_of(row: tuple[Any, ...], *, detected: bool = False) -> Observation:
    """Return a row with the columns `OBSERVATION` as what it was; ValueError if it is damaged."""
    frame, captured_at, wall_time, name, width, height, x1, y1, x2, y2, raw, pose, timings = row
    return Observation(
        index=frame,
        captured_at=captured_at,
        wall_time=wall_time,
        name=name,
        width=width,
        height=height,
        box=None if x1 is None else Box(x1, y1, x2, y2),
        raw=_pose(raw),
        pose=_pose(pose),
        timings_ms=json.loads(timings),
        detected=detected,
    )


def _pose(blob: bytes | None) -> Pose | None:
    return None if blob is None else pose_blob.unpack(blob)
