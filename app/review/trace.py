"""What every rule said at every moment of a drive."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.drives.reading import Drive
from app.posture.event import EventKind, RuleState
from app.posture.inputs import Told
from app.posture.monitor import PostureUpdate
from app.posture.rules import Rules
from app.review.outcome import Outcome, Progress
from app.review.replay import replay

KINDS = tuple(EventKind)
"""The order of a trace's columns."""

STATES = tuple(RuleState)
"""What a trace's numbers of states mean."""

_NUMBER = {state: number for number, state in enumerate(STATES)}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Trace:
    """All rules over N moments.

    Attributes
    ----------
    times : (N,) int64, ns on the frames' clock.
    wall_times : (N,) float64, seconds since 1970, UTC.
    measures : (N, 9) float64, in the order of `KINDS`, each in its own unit; NaN where it is not observable.
    states : (N, 9) uint8, places in `STATES`.
    outcome : what the rules found.
    """

    times: NDArray[np.int64]
    wall_times: NDArray[np.float64]
    measures: NDArray[np.float64]
    states: NDArray[np.uint8]
    outcome: Outcome

    def peak_time(self, kind: EventKind, start: int, end: int) -> int:
        """Return when the measure of `kind` was largest from `start` to `end`, ns; `start` where it never was."""
        first, last = np.searchsorted(self.times, start), np.searchsorted(self.times, end, side="right")
        values = self.measures[first:last, KINDS.index(kind)]
        if not len(values) or np.isnan(values).all():
            return start
        return int(self.times[first + int(np.nanargmax(values))])


class Tracing:
    """Trace a drive step by step: iterate for progress, then take `trace`."""

    def __init__(self, drive: Drive, rules: Rules | None = None) -> None:
        self._drive = drive
        self._rules = rules
        self._times, self._wall_times = array("q"), array("d")
        self._measures, self._states = array("d"), array("B")
        self._outcome: Outcome | None = None

    def __iter__(self) -> Iterator[Progress]:
        for step in replay(self._drive, self._rules, watch=self._take):
            self._outcome = step.outcome
            yield step

    @property
    def trace(self) -> Trace:
        """What came of it; after the last step."""
        assert self._outcome is not None, "iterate to the end first"
        return Trace(
            times=np.array(self._times, np.int64),
            wall_times=np.array(self._wall_times, np.float64),
            measures=np.array(self._measures, np.float64).reshape(-1, len(KINDS)),
            states=np.array(self._states, np.uint8).reshape(-1, len(KINDS)),
            outcome=self._outcome,
        )

    def _take(self, told: Told, update: PostureUpdate) -> None:
        # A frame that was on its way while it was missed is no step back.
        self._times.append(max(told.now, self._times[-1]) if self._times else told.now)
        self._wall_times.append(told.wall_time)
        self._measures.extend([np.nan if s.measure is None else s.measure for s in update.statuses])
        self._states.extend([_NUMBER[s.state] for s in update.statuses])


def trace_of(drive: Drive, rules: Rules | None = None) -> Trace:
    """Trace a drive at once, by its own rules or by others.

    Raises
    ------
    UserError : as for `replay`.
    """
    tracing = Tracing(drive, rules)
    for _ in tracing:
        pass
    return tracing.trace
