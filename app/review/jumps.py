"""From event to event. Pure."""

from collections.abc import Sequence

from app.posture.event import PostureEvent, Severity


def next_event(events: Sequence[PostureEvent], time: int, severity: Severity | None = None) -> PostureEvent | None:
    """Return the first event that begins after `time`, ns, of this severity if asked; None where there is none."""
    later = [e for e in events if e.start > time and severity in (None, e.severity)]
    return min(later, key=lambda event: event.start, default=None)


def previous_event(events: Sequence[PostureEvent], time: int) -> PostureEvent | None:
    """Return the last event that begins before `time`, ns; None where there is none."""
    return max((e for e in events if e.start < time), key=lambda event: event.start, default=None)


def neighbour(events: Sequence[PostureEvent], chosen: PostureEvent, step: int) -> PostureEvent | None:
    """Return the event that follows `chosen` (`step` 1) or precedes it (-1), also where several begin at once."""
    ordered = sorted(events, key=lambda event: event.start)
    place = ordered.index(chosen) + step
    return ordered[place] if 0 <= place < len(ordered) else None
