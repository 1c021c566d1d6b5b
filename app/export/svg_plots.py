"""A drive over time as SVG: lanes of rules and plots of measures, for the report. No script, no font of its own."""

from collections.abc import Callable, Sequence
from html import escape

import numpy as np
from numpy.typing import NDArray

from app.export.contents import Contents
from app.posture.event import EventKind, PostureEvent, RuleState, Severity
from app.posture.rules import Rule
from app.review.difference_table import clock
from app.review.trace import KINDS, STATES, Trace
from app.ui import words

WIDTH, LEFT = 1000, 190
"""Of the drawing, and of the names at its left, SVG units."""

LANE, PLOT = 26, 110
"""Heights."""

SEVERITY = {Severity.NOTICE: "#2a6da6", Severity.WARNING: "#e39b1d", Severity.ALARM: "#c3272b"}
"""On white; the letter in each bar tells the severity without them."""

STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200)
"""Seconds between two ticks: the first of which no more than ten fit."""

HATCH = (
    '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="6" height="6" fill="#eef1f4"/><line x1="0" y1="0" x2="0" y2="6" stroke="#aeb8c2" stroke-width="2"/>'
    "</pattern></defs>"
)


class Axis:
    """Where moments are, SVG units."""

    def __init__(self, contents: Contents) -> None:
        self.start = contents.start
        self.seconds = max((contents.end - contents.start) / 1e9, 0.1)

    def x(self, at: int) -> float:
        """Return the place of a moment, ns."""
        return LEFT + (WIDTH - LEFT) * min(max((at - self.start) / 1e9 / self.seconds, 0.0), 1.0)

    def columns(self, trace: Trace) -> NDArray[np.int64]:
        """Return the column, 0 to WIDTH - LEFT - 1, of every moment."""
        share = (trace.times - self.start) / 1e9 / self.seconds
        return np.clip((share * (WIDTH - LEFT)).astype(np.int64), 0, WIDTH - LEFT - 1)

    def ticks(self, top: float, bottom: float) -> str:
        """Return lines and times."""
        step = next((step for step in STEPS_S if self.seconds / step <= 10), 14400)
        parts = []
        for i in range(int(self.seconds / step) + 1):
            x = LEFT + (WIDTH - LEFT) * i * step / self.seconds
            parts.append(f'<line x1="{x:.1f}" y1="{top}" x2="{x:.1f}" y2="{bottom}" stroke="#d5dbe1"/>')
            text = clock(i * step * 1_000_000_000).removesuffix(".0")
            anchor = "middle" if x < WIDTH - 20 else "end"
            parts.append(f'<text x="{x:.1f}" y="{bottom + 14}" text-anchor="{anchor}" class="dim">{text}</text>')
        return "".join(parts)


def lanes(contents: Contents) -> str:
    """Return one lane a rule: its events, and where it was not observable."""
    axis = Axis(contents)
    columns = axis.columns(contents.trace)
    parts = [axis.ticks(0, LANE * len(KINDS))]
    for place, kind in enumerate(KINDS):
        top = place * LANE
        parts.append(f'<text x="0" y="{top + 17}">{escape(words.kind(kind))}</text>')
        parts.append(f'<rect x="{LEFT}" y="{top + 4}" width="{WIDTH - LEFT}" height="18" fill="#eef1f4"/>')
        unseen = contents.trace.states[:, place] == STATES.index(RuleState.NOT_OBSERVABLE)
        for first, last in _runs(_mostly(columns, unseen)):
            parts.append(
                f'<rect x="{LEFT + first}" y="{top + 4}" width="{last - first}" height="18" fill="url(#hatch)"/>'
            )
        parts += [_bar(axis, event, top + 4) for event in contents.events if event.kind == kind]
    height = LANE * len(KINDS) + 20
    return _svg(height, "Events by rule over the drive", HATCH + "".join(parts))


def plot(contents: Contents, kind: EventKind) -> str:
    """Return a rule's measure over time with its levels and events; gaps: not observable."""
    axis, rule = Axis(contents), contents.rules.of(kind)
    values = contents.trace.measures[:, KINDS.index(kind)]
    low, high = _range(values, rule)

    def y(value: float) -> float:
        return 6 + (PLOT - 6) * (1 - (min(max(value, low), high) - low) / (high - low))

    parts = [axis.ticks(6, PLOT)]
    for event in contents.events:
        if event.kind == kind and event.end is not None:
            x, width = axis.x(event.start), max(axis.x(event.end) - axis.x(event.start), 1.0)
            colour = SEVERITY[event.severity]
            parts.append(
                f'<rect x="{x:.1f}" y="6" width="{width:.1f}" height="{PLOT - 6}" fill="{colour}" opacity="0.22"/>'
            )
    for level, dash, name in ((rule.enter, "6 3", "enter"), (rule.exit, "2 3", "exit")):
        parts.append(
            f'<line x1="{LEFT}" y1="{y(level):.1f}" x2="{WIDTH}" y2="{y(level):.1f}" stroke="#8a5a00" '
            f'stroke-dasharray="{dash}"/>'
        )
        # Levels that are near each other keep their names apart.
        beside = y(level) + 4 if name == "enter" else max(y(level) + 4, y(rule.enter) + 16)
        parts.append(f'<text x="{LEFT - 6}" y="{beside:.1f}" text-anchor="end" class="dim">{name} {level:g}</text>')
    path = _path(axis.columns(contents.trace), values, y)
    parts.append(f'<path d="{path}" fill="none" stroke="#17507d" stroke-width="1.3" stroke-linejoin="round"/>')
    if not path:
        middle = (LEFT + WIDTH) / 2
        parts.append(f'<text x="{middle}" y="{PLOT / 2}" text-anchor="middle" class="dim">not observable</text>')
    return _svg(PLOT + 20, f"{words.measure(kind)} over the drive", "".join(parts))


def _svg(height: int, title: str, inside: str) -> str:
    return (
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title)}"><title>{escape(title)}</title>'
        f"{inside}</svg>"
    )


def _bar(axis: Axis, event: PostureEvent, top: float) -> str:
    assert event.end is not None
    x, width = axis.x(event.start), max(axis.x(event.end) - axis.x(event.start), 4.0)
    name = event.severity.name
    text = f"{clock(event.start - axis.start)}, {(event.end - event.start) / 1e9:.1f} s, {name.lower()}"
    letter = f'<text x="{x + 3:.1f}" y="{top + 13}" class="on">{name[0]}</text>' if width > 12 else ""
    return (
        f'<g><title>{text}</title><rect x="{x:.1f}" y="{top}" width="{width:.1f}" height="18" rx="2" '
        f'fill="{SEVERITY[event.severity]}"/>{letter}</g>'
    )


def _mostly(columns: NDArray[np.int64], which: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return for every column whether most of its moments are among `which`; a column without any is as the last."""
    count = np.bincount(columns, minlength=WIDTH - LEFT)
    among = np.bincount(columns, weights=which, minlength=WIDTH - LEFT)
    known = np.flatnonzero(count)
    if not len(known):
        return np.zeros(WIDTH - LEFT, dtype=bool)
    last = known[np.clip(np.searchsorted(known, np.arange(WIDTH - LEFT), side="right") - 1, 0, None)]
    return np.asarray(2 * among[last] > count[last])


def _runs(which: NDArray[np.bool_]) -> Sequence[tuple[int, int]]:
    """Return where True begins and ends."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], which, [False])).astype(np.int8)))
    return [(int(first), int(last)) for first, last in edges.reshape(-1, 2)]


def _range(values: NDArray[np.float64], rule: Rule) -> tuple[float, float]:
    known = values[np.isfinite(values)]
    lowest, highest = (float(known.min()), float(known.max())) if len(known) else (0.0, 0.0)
    # Deep inside the wheel zone, say, nothing is to be read: half a level below zero is enough.
    low = max(min(lowest, 0.0), -0.5 * abs(rule.enter))
    return low, 1.05 * max(highest, rule.enter)


def _path(columns: NDArray[np.int64], values: NDArray[np.float64], y: Callable[[float], float]) -> str:
    """Return the line: per column its lowest and highest value; broken where a column has none observable."""
    parts: list[str] = []
    known = np.isfinite(values)
    if not known.any():
        return ""
    at, seen = columns[known], values[known]
    begins = np.flatnonzero(np.diff(at, prepend=-1))
    lows, highs = np.minimum.reduceat(seen, begins), np.maximum.reduceat(seen, begins)
    # A gap is where the moments of a column are all unobservable, not where a short drive has columns without moments.
    unseen = _mostly(columns, ~known)
    before = None
    for column, low, high in zip(at[begins].tolist(), lows.tolist(), highs.tolist(), strict=True):
        gap = before is None or unseen[before + 1 : column].any()
        parts.append(f"{'M' if gap else 'L'}{LEFT + column} {y(low):.1f}")
        if high > low:
            parts.append(f"V{y(high):.1f}")
        before = column
    return "".join(parts)
