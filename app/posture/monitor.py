"""Observations in, events out: every rule over its measure. No clock: time is what the observations say."""

from dataclasses import dataclass, replace

from app.perception.observation import Observation
from app.posture.event import EventKind, PostureEvent, RuleState, RuleStatus
from app.posture.hysteresis import Hysteresis, Phase
from app.posture.measures import Measure, Polygon, measures
from app.posture.neutral import NeutralLearner
from app.posture.rules import Rule, Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class PostureUpdate:
    """What one observation changed.

    An event is known by its kind and start: one that escalates or ends is the same one, told anew.

    Attributes
    ----------
    statuses : every rule's state, in the order of `EventKind`.
    started, escalated, ended : events that began, became more severe, are over. One that was never told to have
        started is not told to have ended.
    """

    statuses: tuple[RuleStatus, ...]
    started: tuple[PostureEvent, ...] = ()
    escalated: tuple[PostureEvent, ...] = ()
    ended: tuple[PostureEvent, ...] = ()


class PostureMonitor:
    """All rules over one drive.

    Parameters
    ----------
    rules : levels and times.
    wheel : the wheel zone, pixels of the picture; () leaves hands off the wheel not observable.
    """

    def __init__(self, rules: Rules, wheel: Polygon) -> None:
        self._wheel = wheel
        self._neutral = NeutralLearner()
        self._watches = [_Watch(kind, rules.of(kind), rules.version) for kind in EventKind]
        self._now: int | None = None
        self._watched_ns = 0

    def update(self, observation: Observation) -> PostureUpdate:
        """Take the next observation; their `captured_at` rise."""
        neutral = self._neutral.update(observation)
        found = measures(observation, neutral, self._wheel)
        since = 0 if self._now is None else observation.captured_at - self._now
        self._now = observation.captured_at
        self._watched_ns += since
        return self._collect([watch.update(observation, found[watch.kind], since) for watch in self._watches])

    def finish(self, now: int) -> PostureUpdate:
        """End what goes on: the drive is over at `now`, ns."""
        return self._collect([watch.finish(now) for watch in self._watches])

    def observability(self) -> dict[EventKind, float]:
        """Return the share of the time, 0 to 1, in which each rule could say anything."""
        return {watch.kind: watch.observed_ns / max(self._watched_ns, 1) for watch in self._watches}

    @staticmethod
    def _collect(outcomes: list["_Outcome"]) -> PostureUpdate:
        return PostureUpdate(
            statuses=tuple(outcome.status for outcome in outcomes),
            started=tuple(outcome.started for outcome in outcomes if outcome.started),
            escalated=tuple(outcome.escalated for outcome in outcomes if outcome.escalated),
            ended=tuple(outcome.ended for outcome in outcomes if outcome.ended),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    status: RuleStatus
    started: PostureEvent | None = None
    escalated: PostureEvent | None = None
    ended: PostureEvent | None = None


class _Watch:
    """One rule: its condition over time, and the event that it makes of it."""

    def __init__(self, kind: EventKind, rule: Rule, version: str) -> None:
        self.kind = kind
        self.observed_ns = 0
        self._rule = rule
        self._version = version
        self._hysteresis = Hysteresis(rule)
        # From the onset on, whether it becomes an event or not.
        self._onset: int | None = None
        self._wall_time = 0.0
        self._peak = Measure(0.0, ())
        self._event: PostureEvent | None = None

    def update(self, observation: Observation, measure: Measure | None, since_ns: int) -> _Outcome:
        phase = self._hysteresis.update(observation.captured_at, None if measure is None else measure.value)
        ended = self._ended(phase)
        if measure is not None:
            # After a pause of the camera only so much is known of what was before.
            self.observed_ns += min(since_ns, round(self._rule.grace * 1e9))
        if phase.onset is not None and measure is not None:
            if phase.onset != self._onset:
                self._onset, self._wall_time, self._peak = phase.onset, observation.wall_time, measure
            elif measure.value > self._peak.value:
                self._peak = measure
        before, self._event = self._event, self._current(phase)
        after = self._event
        return _Outcome(
            status=self._status(phase, measure),
            started=after if before is None else None,
            escalated=after if before and after and after.severity > before.severity else None,
            ended=ended,
        )

    def finish(self, now: int) -> _Outcome:
        phase = self._hysteresis.finish(now)
        return _Outcome(status=self._status(phase, None), ended=self._ended(phase))

    def _current(self, phase: Phase) -> PostureEvent | None:
        if phase.state != RuleState.ACTIVE or phase.onset is None:
            return None
        return PostureEvent(
            kind=self.kind,
            severity=self._rule.severity(phase.held_ns),
            start=phase.onset,
            end=None,
            wall_time=self._wall_time,
            peak=self._peak.value,
            evidence=self._peak.evidence,
            rules_version=self._version,
        )

    def _ended(self, phase: Phase) -> PostureEvent | None:
        if phase.ended is None or self._event is None:
            return None
        event, self._event = self._event, None
        return replace(event, end=phase.ended)

    def _status(self, phase: Phase, measure: Measure | None) -> RuleStatus:
        return RuleStatus(
            kind=self.kind,
            state=phase.state,
            severity=self._rule.severity(phase.held_ns),
            measure=None if measure is None else measure.value,
        )
