"""The drives of a folder, each in one line: what somebody who looks for ten moments in a hundred drives must know."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.drives import lock
from app.drives.folder import StoredDrive
from app.drives.reading import read_drive
from app.posture.event import EventKind, PostureEvent, Severity
from app.review.figures import JudgedDrive
from app.review.judgements import NOTHING, Judgement, Mark, Review, read_review
from pose.errors import UserError


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryEntry:
    """One drive.

    Attributes
    ----------
    start : seconds since 1970.
    seconds : length; 0.0 where that is not known.
    observable : share of the time, 0 to 1, in which the rules could say anything, the mean of all; None: not known.
    goes_on : it is being written now.
    cut_off : nobody ended it.
    problem : why it cannot be opened, one line, or "".
    review_problem : why its judgements cannot be read, one line, or "".
    """

    path: Path
    start: float
    size: int
    protected: bool
    seconds: float = 0.0
    source: str = ""
    has_video: bool = False
    events: tuple[PostureEvent, ...] = ()
    observable: float | None = None
    review: Review = NOTHING
    goes_on: bool = False
    cut_off: bool = False
    problem: str = ""
    review_problem: str = ""

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.path.name

    @property
    def reviewed(self) -> bool:
        """Whether it is reviewed."""
        return self.review.is_complete(self.events)

    @property
    def judged(self) -> int:
        """How many of its events are judged."""
        return sum(self.review.verdict(event) is not None for event in self.events)

    def count(self, severity: Severity) -> int:
        """Return how many events had this severity."""
        return sum(event.severity == severity for event in self.events)

    def kinds(self) -> dict[EventKind, int]:
        """Return how many events there were of each kind that happened, the most frequent first."""
        counts = {kind: sum(event.kind == kind for event in self.events) for kind in EventKind}
        return dict(sorted(((k, n) for k, n in counts.items() if n), key=lambda pair: -pair[1]))


def read_entry(stored: StoredDrive) -> LibraryEntry:
    """Look into a drive, its observations unread. Never raises: what is wrong with it is its `problem`."""
    try:
        drive = read_drive(stored.path)
        first, last = drive.time_span()
        shares = drive.observability.values()
        goes_on = lock.goes_on(stored.path)
        try:
            review, review_problem = read_review(stored.path), ""
        except UserError as error:
            review, review_problem = NOTHING, str(error)
        return LibraryEntry(
            path=stored.path,
            start=drive.info.start_wall_time,
            size=stored.size,
            protected=stored.protected,
            seconds=max(0.0, (last - first) / 1e9),
            source=drive.info.source,
            has_video=bool(drive.segments),
            events=drive.events,
            observable=sum(shares) / len(shares) if shares else None,
            review=review,
            goes_on=goes_on,
            cut_off=drive.ended_unexpectedly and not goes_on,
            review_problem=review_problem,
        )
    except (UserError, OSError, sqlite3.Error) as error:
        return LibraryEntry(
            path=stored.path, start=stored.start, size=stored.size, protected=stored.protected, problem=str(error)
        )


def matching(entries: Sequence[LibraryEntry], text: str) -> list[LibraryEntry]:
    """Return the entries that hold every word of `text`, in any case: in the name, source, kinds, tags or notes."""
    words = text.lower().split()
    return [entry for entry in entries if all(word in _searched(entry) for word in words)]


def judged_drives(entries: Sequence[LibraryEntry]) -> list[JudgedDrive]:
    """Return those that are reviewed, for the figures."""
    return [
        JudgedDrive(hours=entry.seconds / 3600, events=entry.events, review=entry.review)
        for entry in entries
        if entry.reviewed
    ]


def _searched(entry: LibraryEntry) -> str:
    said: list[Judgement | Mark] = [*entry.review.judgements.values(), *entry.review.marks]
    told = [entry.name, entry.source, entry.problem, "reviewed" if entry.reviewed else "open"]
    told += [kind.value.replace("_", " ") for kind in entry.kinds()]
    told += [event.severity.name for event in entry.events]
    told += [text for one in said for text in (one.note, one.tag, one.author)]
    return " ".join(told).lower()
