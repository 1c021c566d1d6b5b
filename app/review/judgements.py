"""What people say of a drive: judgements of its events, marks, and that it is reviewed.

Kept in `review.sqlite` in the drive's folder, never in the recorded database: what was recorded stays as it was, and
replays to the same bytes. Nothing is overwritten: every judgement stays with its author and time, the newest counts.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from app.drives.log import EventKey
from app.posture.event import EventKind, PostureEvent
from pose.errors import UserError

FILE = "review.sqlite"

APPLICATION_ID = 0x43535256
"""Tells it from any other SQLite database ("CSRV")."""

VERSION = 1
"""Raised when an older reader would misread it."""

TABLE = """
CREATE TABLE entries (
    id INTEGER PRIMARY KEY,
    subject TEXT NOT NULL,               -- event, mark or drive
    kind TEXT NOT NULL,                  -- an event's, else ""
    time_ns INTEGER NOT NULL,            -- an event's start or where a mark is, frames' captured_at; else 0
    verdict TEXT NOT NULL,               -- event: true, false, unclear or ""; mark: set, gone; drive: reviewed, open
    note TEXT NOT NULL,
    tag TEXT NOT NULL,
    author TEXT NOT NULL,
    wall_time REAL NOT NULL,             -- seconds since 1970, UTC
    undone INTEGER NOT NULL DEFAULT 0
) STRICT
"""

EVENT, MARK, DRIVE = "event", "mark", "drive"


class Verdict(StrEnum):
    """What a person says of an event."""

    TRUE = "true"
    FALSE = "false"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What was said of one event. `verdict` is None where only a note or a tag was given."""

    verdict: Verdict | None
    note: str
    tag: str
    author: str
    wall_time: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A moment that somebody marked, ns."""

    time: int
    note: str
    tag: str
    author: str
    wall_time: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """All that counts of a drive.

    Attributes
    ----------
    judgements : by the event's kind and start.
    marks : in the order of time.
    declared : somebody said that the drive is reviewed.
    """

    judgements: dict[EventKey, Judgement] = field(default_factory=dict)
    marks: tuple[Mark, ...] = ()
    declared: bool = False

    def verdict(self, event: PostureEvent) -> Verdict | None:
        """Return what was said of an event."""
        found = self.judgements.get((event.kind, event.start))
        return None if found is None else found.verdict

    def is_complete(self, events: tuple[PostureEvent, ...]) -> bool:
        """Tell whether the drive is reviewed: somebody said so, or every one of its events is judged."""
        return self.declared or (bool(events) and all(self.verdict(event) is not None for event in events))


NOTHING = Review()


def read_review(folder: Path) -> Review:
    """Return what was said of the drive in `folder`.

    Raises
    ------
    UserError : the file is damaged, or of a newer version.
    """
    file = folder / FILE
    if not file.is_file():
        return NOTHING
    with _told(file, "read"), closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as database:
        _check(file, database)
        judgements: dict[EventKey, Judgement] = {}
        marks: dict[int, Mark] = {}
        declared = False
        for subject, kind, at, verdict, note, tag, author, wall_time in database.execute(
            "SELECT subject, kind, time_ns, verdict, note, tag, author, wall_time FROM entries "
            "WHERE NOT undone ORDER BY id"
        ):
            if subject == EVENT:
                judgements[EventKind(kind), at] = Judgement(
                    verdict=Verdict(verdict) if verdict else None,
                    note=note,
                    tag=tag,
                    author=author,
                    wall_time=wall_time,
                )
            elif subject == MARK and verdict == "set":
                marks[at] = Mark(time=at, note=note, tag=tag, author=author, wall_time=wall_time)
            elif subject == MARK:
                marks.pop(at, None)
            else:
                declared = verdict == "reviewed"
        return Review(
            judgements=judgements, marks=tuple(sorted(marks.values(), key=lambda mark: mark.time)), declared=declared
        )


class ReviewLog:
    """Write down what one person says of one drive. On the disk when a method returns.

    Parameters
    ----------
    author : who says it.
    clock : seconds since 1970.

    Attributes
    ----------
    review : what counts now.

    Raises
    ------
    UserError : the file is damaged, of a newer version, or cannot be written; so does every method.
    """

    def __init__(self, folder: Path, author: str, clock: Callable[[], float] = time.time) -> None:
        self._folder = folder
        self._author = author
        self._clock = clock
        self._said: list[int] = []
        self.review = read_review(folder)

    def judge(self, event: PostureEvent, verdict: Verdict | None, *, note: str = "", tag: str = "") -> None:
        """Judge an event; the newest judgement counts."""
        said = "" if verdict is None else verdict.value
        self._say(EVENT, event.kind.value, event.start, said, note, tag)

    def mark(self, at: int, *, note: str = "", tag: str = "") -> None:
        """Mark a moment, ns; a mark that is there already is changed."""
        self._say(MARK, "", at, "set", note, tag)

    def unmark(self, mark: Mark) -> None:
        """Take a mark away."""
        self._say(MARK, "", mark.time, "gone", "", "")

    def declare(self, reviewed: bool) -> None:
        """Say whether the drive is reviewed, whatever became of its events."""
        self._say(DRIVE, "", 0, "reviewed" if reviewed else "open", "", "")

    @property
    def can_undo(self) -> bool:
        """Whether this person has said something since it was opened."""
        return bool(self._said)

    def undo(self) -> None:
        """Take back what was said last since this was opened; what stood before counts again. Nothing: no effect."""
        if not self._said:
            return
        with self._writing() as database:
            database.execute("UPDATE entries SET undone = 1 WHERE id = ?", (self._said[-1],))
        self._said.pop()
        self.review = read_review(self._folder)

    def _say(self, *entry: object) -> None:
        with self._writing() as database:
            cursor = database.execute(
                "INSERT INTO entries (subject, kind, time_ns, verdict, note, tag, author, wall_time) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (*entry, self._author, self._clock()),
            )
        assert cursor.lastrowid is not None
        self._said.append(cursor.lastrowid)
        self.review = read_review(self._folder)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        file = self._folder / FILE
        with _told(file, "written"), closing(sqlite3.connect(file)) as database, database:
            database.execute("PRAGMA synchronous = FULL")
            ((version,),) = database.execute("PRAGMA user_version")
            if version == 0:
                database.execute(TABLE)
                database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                database.execute(f"PRAGMA user_version = {VERSION}")
            _check(file, database)
            yield database


def _check(file: Path, database: sqlite3.Connection) -> None:
    ((application,),) = database.execute("PRAGMA application_id")
    ((version,),) = database.execute("PRAGMA user_version")
    if application != APPLICATION_ID:
        raise UserError(f"{file}: holds no judgements; move it away")
    if version > VERSION:
        raise UserError(f"{file}: version {version}, this one reads {VERSION}; update Cabinsight")


@contextmanager
def _told(file: Path, what: str) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, ValueError, TypeError) as error:
        raise UserError(f"{file}: judgements cannot be {what} ({error}); check the disk and its rights") from error
