"""What each rule said at one moment of a drive, from its events and measures. Pure."""

from collections.abc import Sequence

import numpy as np

from app.posture.event import EventKind, PostureEvent, RuleState, Severity
from app.posture.rules import Rules
from app.review.samples import KINDS, Samples

States = dict[EventKind, tuple[RuleState, Severity]]


def states_at(time: int, events: Sequence[PostureEvent], samples: Samples, rules: Rules) -> States:
    """Return the rules' states at `time`, ns; without those of which nothing is known by now.

    An event tells that its rule was active. Else the newest measure tells; over its level and no event: pending.
    """
    states: States = {}
    going_on = [event for event in events if event.start <= time and (event.end is None or time < event.end)]
    row = int(np.searchsorted(np.maximum.accumulate(samples.times), time, side="right")) - 1
    known = row >= 0 and (row + 1 < len(samples.times) or time == samples.times[-1])
    for i, kind in enumerate(KINDS):
        lowest = rules.of(kind).severity(0)
        severities = [event.severity for event in going_on if event.kind == kind]
        if severities:
            states[kind] = RuleState.ACTIVE, max(severities)
        elif known:
            value = samples.measures[row, i]
            if np.isnan(value):
                states[kind] = RuleState.NOT_OBSERVABLE, lowest
            else:
                states[kind] = RuleState.PENDING if value >= rules.of(kind).enter else RuleState.CLEAR, lowest
    return states
