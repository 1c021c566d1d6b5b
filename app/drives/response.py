"""What a person did about an alert: kept beside the events, which stay as the rules gave them."""

from dataclasses import dataclass
from enum import StrEnum

from app.posture.event import EventKind, Severity


class ResponseKind(StrEnum):
    """What was done. The value is what is stored."""

    ACKNOWLEDGED = "acknowledged"
    MUTED = "muted"
    UNMUTED = "unmuted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """One touch of a button.

    Attributes
    ----------
    at : monotonic nanoseconds, the frames' clock; wall_time : seconds since 1970 (UTC).
    event : of an acknowledgement, the event's kind and start; else None.
    severity : that the event had then, or None.
    seconds : that all alerts are muted for, or None.
    """

    kind: ResponseKind
    at: int
    wall_time: float
    event: tuple[EventKind, int] | None = None
    severity: Severity | None = None
    seconds: float | None = None
