"""A posture event: what the rules found, with its evidence."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class EventKind(StrEnum):
    """What can be found. The value is what is stored and exported."""

    DRIVER_ABSENT = "driver_absent"
    HEAD_TURNED = "head_turned"
    HEAD_DOWN = "head_down"
    LEANING = "leaning"
    TURNED_ROUND = "turned_round"
    """The body is turned round, or a hand reaches far out."""
    HAND_AT_HEAD = "hand_at_head"
    HANDS_OFF_WHEEL = "hands_off_wheel"
    SLUMPED = "slumped"
    MONITORING_UNAVAILABLE = "monitoring_unavailable"


class Severity(IntEnum):
    """How much it matters, rising."""

    NOTICE = 1
    WARNING = 2
    ALARM = 3


class RuleState(StrEnum):
    """What a rule says of the present moment."""

    NOT_OBSERVABLE = "not_observable"
    """The keypoints it needs are not seen: it says nothing, neither good nor bad."""
    SUSPENDED = "suspended"
    """The car is too slow for it, or reverses: nothing is the matter, whatever is seen."""
    CLEAR = "clear"
    PENDING = "pending"
    """Its condition holds, but not yet for as long as it must."""
    ACTIVE = "active"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostureEvent:
    """One thing that happened, from its onset to its end.

    Attributes
    ----------
    kind, severity : what, and how much it matters.
    start, end : int, monotonic nanoseconds, the frames' `captured_at`; end is None while it goes on.
    wall_time : float, seconds since 1970 (UTC) at `start`.
    peak : the largest value of the rule's measure meanwhile, in the measure's own unit.
    evidence : names of the keypoints that it rests on, or what the camera reports, such as `camera_dark`.
    rules_version : the rule set's version.
    """

    kind: EventKind
    severity: Severity
    start: int
    end: int | None
    wall_time: float
    peak: float
    evidence: tuple[str, ...]
    rules_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleStatus:
    """One rule at one moment, for the window and the log.

    Attributes
    ----------
    measure : the rule's measure in its own unit, or None where it is not observable.
    speed_unknown : whether the rule asks for a speed that nobody tells, and so holds at any speed.
    """

    kind: EventKind
    state: RuleState
    severity: Severity
    measure: float | None
    speed_unknown: bool = False
