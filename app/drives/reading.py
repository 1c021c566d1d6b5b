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
from app.drives.recorded import RecordedFrame, Segment
from app.drives.repair import repair
from app.drives.response import Response, ResponseKind
from app.frames.orientation import Orientation
from app.perception.observation import Observation
from app.posture.event import EventKind, PostureEvent, Severity
from pose.boxes import Box
from pose.errors import UserError
from pose.pose import Pose


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
    responses : what a person did about alerts, in order; () in drives of before this was kept.
    """

    path: Path
    info: DriveInfo
    events: tuple[PostureEvent, ...]
    ended_unexpectedly: bool
    observability: dict[EventKind, float]
    segments: tuple[Segment, ...]
    responses: tuple[Response, ...] = ()

    def observations(self) -> Iterator[Observation]:
        """Yield the observations as they were made.

        Raises
        ------
        UserError : the file is damaged; what was read before is right.
        """
        with _opened(self.path) as database:
            for row in database.execute(
                "SELECT frame, captured_at, wall_time, name, width, height, x1, y1, x2, y2, raw, pose, timings "
                "FROM observations ORDER BY id"
            ):
                yield _observation(row)

    def time_span(self) -> tuple[int, int]:
        """Return `captured_at` of the first and the last observation, (0, 0) where there is none.

        Raises
        ------
        UserError : the file is damaged.
        """
        with _opened(self.path) as database:
            ((first, last),) = database.execute("SELECT min(captured_at), max(captured_at) FROM observations")
            return first or 0, last or 0

    def frames(self) -> tuple[RecordedFrame, ...]:
        """Return where each recorded frame is, in order; () where there was no recording.

        Raises
        ------
        UserError : the file is damaged.
        """
        if not self.segments:
            return ()
        with _opened(self.path) as database:
            return tuple(
                RecordedFrame(index=index, captured_at=captured_at, wall_time=wall_time, segment=segment, pts=pts)
                for index, captured_at, wall_time, segment, pts in database.execute(
                    "SELECT frame, captured_at, wall_time, segment, pts FROM frames ORDER BY segment, pts"
                )
            )


def read_drive(path: Path) -> Drive:
    """Open a drive: its folder or its database.

    A drive that was cut off is repaired first, where its disk can be written; else it is read as it is.

    Raises
    ------
    UserError : no drive, a damaged one, or one of a newer version.
    """
    file = path / schema.FILE if path.is_dir() else path
    if not file.is_file():
        raise UserError(f"{path}: no drive there; name a drive's folder, which holds {schema.FILE}")
    # What cannot be repaired (a disk that is read-only or full) can still be read.
    with suppress(OSError, sqlite3.Error):
        repair(file.parent)
    with _opened(file) as database:
        start, source, settings, ended = database.execute(
            "SELECT start_wall_time, source, settings, ended FROM drive"
        ).fetchone()
        bundles = dict(database.execute("SELECT name, sha256 FROM bundles ORDER BY name"))
        return Drive(
            path=file,
            info=DriveInfo(start_wall_time=start, source=source, settings=settings, bundles=bundles),
            events=tuple(
                _event(row)
                for row in database.execute(
                    "SELECT kind, start_ns, end_ns, severity, wall_time, peak, evidence, rules_version "
                    "FROM events ORDER BY start_ns, kind"
                )
            ),
            ended_unexpectedly=ended != 1,
            segments=_segments(database),
            responses=_responses(database),
            observability={
                EventKind(kind): share for kind, share in database.execute("SELECT kind, share FROM observability")
            },
        )


@contextmanager
def _opened(file: Path) -> Iterator[sqlite3.Connection]:
    """Open the database; whatever goes wrong with it meanwhile becomes a UserError."""
    try:
        # as_uri() escapes what a path may hold and a URI may not.
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as database:
            ((application,),) = database.execute("PRAGMA application_id")
            ((version,),) = database.execute("PRAGMA user_version")
            if application != schema.APPLICATION_ID:
                raise UserError(f"{file}: is no drive; name a drive's folder, which holds {schema.FILE}")
            if version > schema.VERSION:
                raise UserError(f"{file}: version {version}, this one reads {schema.VERSION}; update Cabinsight")
            yield database
    except (sqlite3.Error, ValueError, TypeError) as error:
        raise UserError(f"{file}: is damaged ({error}); restore it from a copy") from error


def _segments(database: sqlite3.Connection) -> tuple[Segment, ...]:
    ((version,),) = database.execute("PRAGMA user_version")
    if version < 2:
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


def _observation(row: tuple[Any, ...]) -> Observation:
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
    )


def _pose(blob: bytes | None) -> Pose | None:
    return None if blob is None else pose_blob.unpack(blob)
