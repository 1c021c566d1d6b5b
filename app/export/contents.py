"""What of a drive is exported: gathered once for all formats."""

from dataclasses import dataclass, replace

from app.drives.reading import Drive
from app.posture.event import PostureEvent
from app.posture.rules import Rules
from app.review.replay import rules_of
from app.review.trace import Trace


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Contents:
    """A drive and what its rules said.

    Attributes
    ----------
    name : the drive's.
    events : as they were told then; every one has an end.
    rules : those that held then.
    trace : what they said at every moment.
    """

    name: str
    drive: Drive
    events: tuple[PostureEvent, ...]
    rules: Rules
    trace: Trace

    @classmethod
    def of(cls, drive: Drive, trace: Trace) -> "Contents":
        """Gather what belongs to a drive and its trace by its own rules."""
        return cls(
            name=drive.path.parent.name, drive=drive, events=ended_events(drive), rules=rules_of(drive), trace=trace
        )

    @property
    def start(self) -> int:
        """The first moment, ns on the frames' clock."""
        return int(self.trace.times[0]) if len(self.trace.times) else 0

    @property
    def end(self) -> int:
        """The last moment, ns on the frames' clock."""
        return int(self.trace.times[-1]) if len(self.trace.times) else 0


def ended_events(drive: Drive) -> tuple[PostureEvent, ...]:
    """Return the drive's events, all with an end: what went on when it was cut off ended no earlier than was seen."""
    _, end = drive.time_span()
    return tuple(
        event if event.end is not None else replace(event, end=max(event.start, end)) for event in drive.events
    )
