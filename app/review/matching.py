"""Which events of two lists are the same one. Pure."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from app.posture.event import PostureEvent

ONSET_S = 1.0
"""Onsets that are nearer than that may be the same event's: rules with other levels are reached a little sooner."""

T = TypeVar("T")


def nearest(start: float, candidates: Iterable[T], start_of: Callable[[T], float]) -> T | None:
    """Return the candidate that starts nearest to `start`, None where there is none."""
    return min(candidates, key=lambda candidate: abs(start_of(candidate) - start), default=None)


def pairs(a: Iterable[PostureEvent], b: Iterable[PostureEvent]) -> list[tuple[PostureEvent, PostureEvent]]:
    """Return which of `a` and `b` are the same event: of one kind, and overlapping or starting within `ONSET_S`.

    Each is paired once at most, in the order of `a`'s starts, with the nearest start.
    """
    found = []
    left = list(b)
    for event in sorted(a, key=lambda event: event.start):
        match = nearest(event.start, (other for other in left if _same(event, other)), lambda other: other.start)
        if match is not None:
            left.remove(match)
            found.append((event, match))
    return found


def _same(a: PostureEvent, b: PostureEvent) -> bool:
    if a.kind != b.kind:
        return False
    near = abs(a.start - b.start) <= ONSET_S * 1e9
    return near or (_reaches(a, b.start) and _reaches(b, a.start))


def _reaches(event: PostureEvent, moment: int) -> bool:
    return event.end is None or event.end >= moment
