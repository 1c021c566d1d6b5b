"""What differs between two outcomes of one drive. Pure."""

from dataclasses import dataclass

from app.posture.event import PostureEvent
from app.review.matching import pairs
from app.review.outcome import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An event of both whose start, end or severity differ."""

    a: PostureEvent
    b: PostureEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What differs, each in the order of the starts.

    Attributes
    ----------
    only_a, only_b : events that the other does not have.
    changed : events of both that differ in start, end or severity.
    same : events of both that do not.
    """

    only_a: tuple[PostureEvent, ...]
    only_b: tuple[PostureEvent, ...]
    changed: tuple[Change, ...]
    same: tuple[PostureEvent, ...]


def compare(a: Outcome, b: Outcome) -> Comparison:
    """Compare two outcomes of the same drive."""
    both = pairs(a.events, b.events)
    of_a = {_key(event) for event, _ in both}
    of_b = {_key(event) for _, event in both}
    return Comparison(
        only_a=tuple(event for event in a.events if _key(event) not in of_a),
        only_b=tuple(event for event in b.events if _key(event) not in of_b),
        changed=tuple(Change(a=x, b=y) for x, y in both if _told(x) != _told(y)),
        same=tuple(x for x, y in both if _told(x) == _told(y)),
    )


def _key(event: PostureEvent) -> tuple[object, ...]:
    return event.kind, event.start


def _told(event: PostureEvent) -> tuple[object, ...]:
    return event.start, event.end, event.severity
