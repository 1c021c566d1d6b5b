"""One rule: its condition over time, and the event that it makes of it."""

import math
from dataclasses import dataclass, replace

from app.posture.event import EventKind, PostureEvent, RuleState, RuleStatus
from app.posture.hysteresis import Hysteresis, Phase
from app.posture.inputs import VehicleState
from app.posture.measure import Measure
from app.posture.rules import Rule

NOTHING_THE_MATTER = -math.inf
"""A measure's value while the rule is suspended: below every level."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What a rule is told at one moment.

    Attributes
    ----------
    now, since : ns, the moment, and how long after the one before it is.
    wall_time : seconds since 1970, UTC.
    shown : names of the keypoints that have a place in the picture.
    moved : shoulder widths that head and shoulders moved within the last half second, or None where that is unknown.
    """

    now: int
    since: int
    wall_time: float
    shown: frozenset[str]
    moved: float | None
    vehicle: VehicleState | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a moment changed for one rule, see `PostureUpdate`."""

    status: RuleStatus
    started: PostureEvent | None = None
    escalated: PostureEvent | None = None
    ended: PostureEvent | None = None


class Watch:
    """Follow one rule over a drive.

    Attributes
    ----------
    kind : what the rule finds.
    observed_ns : how long it could say anything.
    """

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
        self._vehicle: VehicleState | None = None

    def update(self, moment: Moment, found: Measure | None) -> Outcome:
        """Take the measure of a moment, None where it is not observable."""
        measure = found if moment.shown.issuperset(self._rule.needs) else None
        self._vehicle = moment.vehicle
        phase = self._hysteresis.update(moment.now, None if measure is None else self._value(measure, moment))
        ended = self._ended(phase)
        if measure is not None:
            # After a pause of the camera only so much is known of what was before.
            self.observed_ns += min(moment.since, round(self._rule.grace * 1e9))
        if phase.onset is not None and measure is not None:
            if phase.onset != self._onset:
                self._onset, self._wall_time, self._peak = phase.onset, moment.wall_time, measure
            elif measure.value > self._peak.value:
                self._peak = measure
        before, self._event = self._event, self._current(phase)
        after = self._event
        return Outcome(
            status=self._status(phase, measure),
            started=after if before is None else None,
            escalated=after if before and after and after.severity > before.severity else None,
            ended=ended,
        )

    def finish(self, now: int) -> Outcome:
        """End what goes on at `now`, ns."""
        phase = self._hysteresis.finish(now)
        return Outcome(status=self._status(phase, None), ended=self._ended(phase))

    def _value(self, measure: Measure, moment: Moment) -> float:
        moves = self._rule.stillness is not None and (moment.moved is None or moment.moved > self._rule.stillness)
        return NOTHING_THE_MATTER if moves or self._rule.suspended(moment.vehicle) else measure.value

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
        state = phase.state
        if state != RuleState.ACTIVE and self._rule.suspended(self._vehicle):
            state = RuleState.SUSPENDED
        return RuleStatus(
            kind=self.kind,
            state=state,
            severity=self._rule.severity(phase.held_ns),
            measure=None if measure is None else measure.value,
            speed_unknown=self._rule.speed_unknown(self._vehicle),
        )
