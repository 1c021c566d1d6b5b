"""The posture rules: levels and times, from a TOML file."""

import difflib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from app.posture.event import EventKind, Severity
from app.posture.inputs import VehicleState
from pose import toml_file
from pose.keypoints import INDEX, KEYPOINT_NAMES

DEFAULT = Path(__file__).with_name("rules.toml")
"""The rules that ship; its comments say where the numbers come from."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule's levels and times, see `rules.toml`.

    Attributes
    ----------
    enter, exit : levels of the rule's measure, in its unit; exit is below enter.
    notice, warning, alarm : float or None, seconds that the condition must have held, rising; at least one is given.
    cool_down : seconds that the condition must be gone for before an event ends.
    grace : seconds that the condition may be unobservable for before the rule starts over.
    needs : names of keypoints that must have a place in the picture, seen or hidden; without one of them the rule is
        not observable.
    stillness : shoulder widths, or None: head and shoulders may move by so much within half a second.
    min_speed : km/h, or None: below it, or with the ignition off, the rule is suspended.
    in_reverse : False: the rule is suspended while the car reverses.
    """

    enter: float
    exit: float
    cool_down: float
    grace: float
    notice: float | None = None
    warning: float | None = None
    alarm: float | None = None
    needs: tuple[str, ...] = ()
    stillness: float | None = None
    min_speed: float | None = None
    in_reverse: bool = True

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
        for name in self.needs:
            if name not in INDEX:
                near = difflib.get_close_matches(name, KEYPOINT_NAMES, n=1, cutoff=0.0)[0]
                raise ValueError(f"needs: unknown keypoint '{name}'; did you mean '{near}'?")
        if self.stillness is not None and not self.stillness > 0:
            raise ValueError("stillness must be more than 0")
        if self.min_speed is not None and not self.min_speed > 0:
            raise ValueError("min_speed must be more than 0; leave it out for a rule that holds when parked, too")

    @cached_property
    def steps(self) -> tuple[tuple[Severity, float], ...]:
        """Severities that the rule knows with the seconds they come after, rising."""
        steps = ((Severity.NOTICE, self.notice), (Severity.WARNING, self.warning), (Severity.ALARM, self.alarm))
        return tuple((severity, seconds) for severity, seconds in steps if seconds is not None)

    def suspended(self, vehicle: VehicleState | None) -> bool:
        """Tell whether the car's state asks for silence. What the car does not say suspends nothing."""
        if vehicle is None:
            return False
        slow = vehicle.speed_kmh is not None and self.min_speed is not None and vehicle.speed_kmh < self.min_speed
        off = vehicle.ignition is False and self.min_speed is not None
        return slow or off or (vehicle.reverse is True and not self.in_reverse)

    def speed_unknown(self, vehicle: VehicleState | None) -> bool:
        """Tell whether the rule asks for a speed, and nobody tells it."""
        return self.min_speed is not None and (vehicle is None or vehicle.speed_kmh is None)

    def severity(self, held_ns: int) -> Severity:
        """Return the severity of a condition that has held for `held_ns` nanoseconds; the lowest if not long enough."""
        reached = self.steps[0][0]
        for severity, seconds in self.steps:
            if held_ns >= seconds * 1e9:
                reached = severity
        return reached


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """A rule set, one rule for every `EventKind`. `version` is written into its events."""

    version: str
    driver_absent: Rule
    head_turned: Rule
    head_down: Rule
    leaning: Rule
    turned_round: Rule
    hand_at_head: Rule
    hands_off_wheel: Rule
    slumped: Rule
    monitoring_unavailable: Rule

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
