"""The posture rules: levels and times, from a TOML file."""

from dataclasses import dataclass
from pathlib import Path

from app.posture.event import EventKind, Severity
from pose import toml_file

DEFAULT = Path(__file__).with_name("rules.toml")
"""The rules that ship; its comments say where the numbers come from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule's levels and times, see `rules.toml`.

    Attributes
    ----------
    enter, exit : levels of the rule's measure, in its unit; exit is below enter.
    notice, warning, alarm : float or None, seconds that the condition must have held, rising; at least one is given.
    cool_down : seconds that the condition must be gone for before an event ends.
    grace : seconds that the condition may be unobservable for before the rule starts over.
    """

    enter: float
    exit: float
    cool_down: float
    grace: float
    notice: float | None = None
    warning: float | None = None
    alarm: float | None = None

    def __post_init__(self) -> None:
        if not self.exit < self.enter:
            raise ValueError(f"exit ({self.exit}) must be below enter ({self.enter})")
        seconds = [seconds for _, seconds in self.steps]
        if not seconds:
            raise ValueError("one of notice, warning and alarm is needed")
        if seconds != sorted(seconds) or min(seconds) < 0:
            raise ValueError("notice, warning and alarm must be seconds that rise in this order")
        if self.cool_down < 0 or self.grace < 0:
            raise ValueError("cool_down and grace must not be negative")

    @property
    def steps(self) -> tuple[tuple[Severity, float], ...]:
        """Severities that the rule knows with the seconds they come after, rising."""
        steps = ((Severity.NOTICE, self.notice), (Severity.WARNING, self.warning), (Severity.ALARM, self.alarm))
        return tuple((severity, seconds) for severity, seconds in steps if seconds is not None)

    def severity(self, held_ns: int) -> Severity:
        """Return the severity of a condition that has held for `held_ns` nanoseconds; the lowest if not long enough."""
        reached = [severity for severity, seconds in self.steps if held_ns >= seconds * 1e9]
        return reached[-1] if reached else self.steps[0][0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """A rule set, one rule for every `EventKind`. `version` is written into its events."""

    version: str
    driver_absent: Rule
    hand_at_head: Rule
    leaning: Rule
    hands_off_wheel: Rule

    def of(self, kind: EventKind) -> Rule:
        """Return the rule that finds events of `kind`."""
        rule = getattr(self, kind.value)
        assert isinstance(rule, Rule)
        return rule


def load_rules(path: Path | None = None) -> Rules:
    """Read a rule set, the shipped one without a path.

    Raises
    ------
    UserError : no such file, an unknown key (with the nearest known one), a value that cannot be.
    """
    return toml_file.read(path or DEFAULT, Rules)
