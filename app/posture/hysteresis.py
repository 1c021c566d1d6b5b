"""A condition over time: two levels, dwell, cool-down, and what is done while it cannot be observed."""

from dataclasses import dataclass

from app.posture.event import RuleState
from app.posture.rules import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """Where a condition stands.

    Attributes
    ----------
    onset : int or None, ns, when it began to hold, also before it became ACTIVE; None while it does not.
    held_ns : int, how long it was observed to hold since then.
    ended : int or None, ns, when the active condition ended that this very update found to be over.
    """

    state: RuleState
    onset: int | None
    held_ns: int
    ended: int | None


class Hysteresis:
    """Follow one measure against one rule.

    - It holds from `enter` on until it falls below `exit`, and is ACTIVE once it was observed to hold for the dwell.
    - Below `exit` a pending condition starts over at once; an active one ends after `cool_down`, at the moment when it
      fell. If it comes back before, it never ended.
    - Not observable (None, or no updates): the time held stands still, for `grace`; then it starts over, and what was
      active ended when it was last observed.
    """

    def __init__(self, rule: Rule) -> None:
        self._rule = rule
        self._dwell_ns = round(rule.steps[0][1] * 1e9)
        self._cool_down_ns = round(rule.cool_down * 1e9)
        self._grace_ns = round(rule.grace * 1e9)
        self._observed_at: int | None = None
        self._onset: int | None = None
        self._held_ns = 0
        self._held_until: int | None = None
        self._cleared_at: int | None = None
        self._active = False

    def update(self, now: int, value: float | None) -> Phase:
        """Take the measure at `now` (ns, rising), None where it is not observable."""
        ended = self._lose(now)
        if value is None:
            self._held_until = None
            return self._phase(RuleState.NOT_OBSERVABLE, ended)
        if value >= (self._rule.enter if self._onset is None else self._rule.exit):
            self._hold(now)
        elif self._active:
            self._held_until = None
            self._cleared_at = now if self._cleared_at is None else self._cleared_at
            if now - self._cleared_at >= self._cool_down_ns:
                ended = self._cleared_at
                self._start_over()
        else:
            self._start_over()
        self._observed_at = now
        return self._phase(RuleState.CLEAR if self._onset is None else RuleState.PENDING, ended)

    def finish(self, now: int) -> Phase:
        """Take `now` for the end of everything: what is active ends."""
        ended = self._lose(now)
        if self._active:
            ended = now if self._cleared_at is None else self._cleared_at
        self._start_over()
        return self._phase(RuleState.CLEAR, ended)

    def _hold(self, now: int) -> None:
        if self._onset is None:
            self._onset = now
        if self._held_until is not None:
            self._held_ns += now - self._held_until
        self._held_until = now
        self._cleared_at = None
        self._active = self._active or self._held_ns >= self._dwell_ns

    def _lose(self, now: int) -> int | None:
        """Start over if nothing was observed for too long."""
        if self._observed_at is None or now - self._observed_at <= self._grace_ns:
            return None
        ended = None
        if self._active:
            ended = self._observed_at if self._cleared_at is None else self._cleared_at
        self._start_over()
        return ended

    def _start_over(self) -> None:
        self._onset = None
        self._held_ns = 0
        self._held_until = None
        self._cleared_at = None
        self._active = False

    def _phase(self, otherwise: RuleState, ended: int | None) -> Phase:
        state = RuleState.ACTIVE if self._active else otherwise
        return Phase(state=state, onset=self._onset, held_ns=self._held_ns, ended=ended)
