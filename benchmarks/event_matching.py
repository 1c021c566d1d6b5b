"""Which of a drive's true events were told, and what was told that is not true. Pure.

A told event matches a true one of the same kind if its onset is within `ONSET_S` of the true onset (it is told its
dwell after that). The true onset is the moment when the pose is reached; the body moved for up to `MOVING_S` before.

- *Expected*: true for at least the rule's dwell.
- *Borderline*: true for so long with the ways there and back only, or named so by the truth. Told or not is right.
- *Not observable*: expected, not told, and the rule said *not observable* for most of its time. A miss all the same,
  counted apart, since the monitor did not claim that all was well.
- *False*: told, and matching nothing, nor overlapping anything borderline of its kind.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.posture.event import EventKind, PostureEvent, RuleState, Severity
from app.posture.rules import Rule, Rules
from app.review.matching import ONSET_S, nearest

MOVING_S = 1.2
"""The longest way from one pose to the next in a scripted drive."""
FRAME_S = 0.1
"""What sampling may take from an event's time."""


@dataclass(frozen=True, slots=True)
class TrueEvent:
    """What was true from `start` to `end`, seconds of the drive."""

    kind: EventKind
    start: float
    end: float

    def overlaps(self, start: float, end: float) -> bool:
        """Tell whether a stretch of time touches the event, with the ways there and back."""
        return start <= self.end + MOVING_S and end >= self.start - MOVING_S


@dataclass(frozen=True, slots=True)
class Said:
    """What one rule said at one time, seconds of the drive."""

    time: float
    state: RuleState


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one kind of event; scores add up.

    Attributes
    ----------
    expected, found : true events that were to be told, and those of them that were.
    unobservable : those that were not, and the rule said so.
    severity_right : found ones that were told with the severity of their duration.
    false : told events that are not true.
    """

    expected: int = 0
    found: int = 0
    unobservable: int = 0
    severity_right: int = 0
    false: int = 0

    def __add__(self, other: "Score") -> "Score":
        """Add up two drives, or two kinds."""
        return Score(
            self.expected + other.expected,
            self.found + other.found,
            self.unobservable + other.unobservable,
            self.severity_right + other.severity_right,
            self.false + other.false,
        )

    @property
    def missed(self) -> int:
        """Expected, observable, and not told."""
        return self.expected - self.found - self.unobservable

    @property
    def recall(self) -> float:
        """Share of all that were expected, the not observable among them; nan where nothing was."""
        return self.found / self.expected if self.expected else float("nan")

    @property
    def observable_recall(self) -> float:
        """Share of those expected that were observable."""
        observable = self.expected - self.unobservable
        return self.found / observable if observable else float("nan")


def score(
    kind: EventKind,
    rules: Rules,
    true: Iterable[TrueEvent],
    borderline: Iterable[TrueEvent],
    told: Iterable[PostureEvent],
    said: Sequence[Said],
) -> Score:
    """Judge one kind of event over one drive; what is of another kind is left out. `said` by rising time."""
    rule = rules.of(kind)
    dwell = rule.steps[0][1]
    own = [event for event in true if event.kind == kind]
    expected = [event for event in own if event.end - event.start >= dwell + FRAME_S]
    either = [event for event in borderline if event.kind == kind]
    either += [event for event in own if dwell - 2 * MOVING_S <= event.end - event.start < dwell + FRAME_S]
    left = [event for event in told if event.kind == kind]
    found = unobservable = right = 0
    for event in expected:
        match = nearest(event.start, left, lambda t: t.start / 1e9)
        if match is not None and abs(match.start / 1e9 - event.start) <= ONSET_S:
            left.remove(match)
            found += 1
            right += match.severity in possible_severities(rule, event)
        elif _mostly_unobservable(event, said):
            unobservable += 1
    false = sum(not any(event.overlaps(t.start / 1e9, _end(t)) for event in either) for t in left)
    return Score(len(expected), found, unobservable, right, false)


def possible_severities(rule: Rule, event: TrueEvent) -> set[Severity]:
    """Return the severities that an event of this duration may be told with: the ways there and back may count."""
    shortest = round((event.end - event.start - FRAME_S) * 1e9)
    return {rule.severity(shortest), rule.severity(shortest + round(2 * MOVING_S * 1e9))}


def _mostly_unobservable(event: TrueEvent, said: Sequence[Said]) -> bool:
    states = [what.state for what in said if event.start <= what.time <= event.end]
    return 2 * states.count(RuleState.NOT_OBSERVABLE) > len(states)


def _end(told: PostureEvent) -> float:
    return (told.start if told.end is None else told.end) / 1e9
