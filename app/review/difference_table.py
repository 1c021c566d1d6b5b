"""A comparison as text."""

from app.posture.event import PostureEvent
from app.review.comparison import Comparison

COLUMN = 34
"""Characters of one side: `1:02:03.4 to 1:02:06.7, warning`."""


def difference_table(comparison: Comparison, *, start: int, a: str, b: str) -> str:
    """Return what differs, one event a line, in the order of their starts.

    Parameters
    ----------
    start : ns, the drive's first moment; times are counted from it.
    a, b : what the two sides are called.
    """
    rows: list[tuple[str, PostureEvent | None, PostureEvent | None]]
    rows = [("only then", event, None) for event in comparison.only_a]
    rows += [("only now", None, event) for event in comparison.only_b]
    rows += [("changed", change.a, change.b) for change in comparison.changed]
    lines = [f"{'':12} {'event':23} {_cut(a):{COLUMN}} {_cut(b)}"]
    for what, before, now in sorted(rows, key=lambda row: _start(row[1], row[2])):
        event = before or now
        assert event is not None
        kind = event.kind.value.replace("_", " ")
        lines.append(f"{what:12} {kind:23} {_told(before, start):{COLUMN}} {_told(now, start)}".rstrip())
    return "\n".join(lines)


def _start(before: PostureEvent | None, now: PostureEvent | None) -> int:
    return min(event.start for event in (before, now) if event is not None)


def _told(event: PostureEvent | None, start: int) -> str:
    if event is None:
        return "-"
    end = "cut off" if event.end is None else clock(event.end - start)
    return f"{clock(event.start - start)} to {end}, {event.severity.name.lower()}"


def clock(ns: int) -> str:
    """Return such as `0:12.4` or `1:02:03.4`: hours, minutes and seconds."""
    tenths = round(ns / 1e8)
    minutes, seconds = divmod(tenths, 600)
    hours, minutes = divmod(minutes, 60)
    rest = f"{seconds / 10:04.1f}"
    return f"{hours}:{minutes:02}:{rest}" if hours else f"{minutes}:{rest}"


def _cut(name: str) -> str:
    return name if len(name) <= COLUMN else f"...{name[3 - COLUMN :]}"
