"""What the rules find in a drive."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.posture.event import EventKind, PostureEvent
from app.posture.monitor import PostureUpdate


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """All that one set of rules found in one drive.

    Attributes
    ----------
    events : in the order of their start, each as it was told last; `end` is None of one that went on when the drive was
        cut off.
    observability : share of the time, 0 to 1, in which each rule could say anything.
    """

    events: tuple[PostureEvent, ...]
    observability: dict[EventKind, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the work is; the last one has the outcome.

    Attributes
    ----------
    done, total : moments or frames; `total` is an estimate.
    """

    done: int
    total: int
    outcome: Outcome | None = None


class Found:
    """Collect events as the log does: an event is known by its kind and start, and its last telling counts."""

    def __init__(self) -> None:
        self._events: dict[tuple[EventKind, int], PostureEvent] = {}

    def update(self, update: PostureUpdate) -> None:
        """Take what one moment changed."""
        for event in (*update.started, *update.escalated, *update.ended):
            self._events[event.kind, event.start] = event

    def events(self) -> tuple[PostureEvent, ...]:
        """Return them in the order of their start."""
        return tuple(sorted(self._events.values(), key=lambda event: (event.start, event.kind.value)))


def outcome_of(steps: Iterator[Progress]) -> Outcome:
    """Run to the end and return the outcome."""
    *_, last = steps
    assert last.outcome is not None, "the last step has the outcome"
    return last.outcome
