"""Events and measures as plain values: the same names in every format."""

from collections.abc import Iterator
from datetime import UTC, datetime

from app.export.contents import Contents
from app.posture.event import PostureEvent
from app.review.trace import KINDS, STATES

Record = dict[str, object]


def event_record(event: PostureEvent) -> Record:
    """Return an event that ended. Times are on the frames' clock, as those of measures and observations; and UTC."""
    assert event.end is not None, "only events that ended are exported"
    return {
        "kind": event.kind.value,
        "severity": event.severity.name.lower(),
        "start_s": event.start / 1e9,
        "end_s": event.end / 1e9,
        "duration_s": (event.end - event.start) / 1e9,
        "wall_time": utc(event.wall_time),
        "peak": event.peak,
        "evidence": list(event.evidence),
        "rules_version": event.rules_version,
    }


def measure_names() -> tuple[str, ...]:
    """Return the names of the measures, the kinds of events that they are for."""
    return tuple(kind.value for kind in KINDS)


def state_columns(contents: Contents) -> Iterator[tuple[str, list[str]]]:
    """Yield for each rule the name of its column of states, and what it said at every moment."""
    states = [state.value for state in STATES]
    for place, name in enumerate(measure_names()):
        yield f"{name}_state", [states[number] for number in contents.trace.states[:, place].tolist()]


def utc(seconds: float) -> str:
    """Return seconds since 1970 as ISO 8601, milliseconds."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")
