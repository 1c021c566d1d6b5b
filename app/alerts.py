"""Which alert a person is told, how loudly, and what they answered. Pure: time comes with every call."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.drives.log import EventKey
from app.drives.response import Response, ResponseKind
from app.posture.event import PostureEvent, Severity

MUTE_S = 600.0
"""A muted monitor speaks again by itself after ten minutes: nobody remembers to unmute one."""

REPEAT_NS = {Severity.WARNING: 4_000_000_000, Severity.ALARM: 1_500_000_000}
"""So often a tone comes again while the alert goes on: a notice sounds once, an alarm does not leave one alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """What is told now.

    Attributes
    ----------
    event : the one to tell, or None.
    quiet : it is told small: it was seen, or all but alarms are muted.
    seen : it was acknowledged as severe as it is.
    muted_s : seconds of silence that are left, 0 where it is not muted.
    """

    event: PostureEvent | None = None
    quiet: bool = False
    seen: bool = False
    muted_s: float = 0.0


def most_severe(events: Sequence[PostureEvent]) -> PostureEvent | None:
    """Return the most severe event that goes on; among equals the one that began last."""
    going_on = [event for event in events if event.end is None]
    return max(going_on, key=lambda event: (event.severity, event.start), default=None)


class Alerts:
    """Choose the alert, and remember what was acknowledged and for how long all is muted.

    An acknowledgement holds for one event at the severity that it had: one that becomes more severe is told anew.
    Muting silences every tone and makes notices and warnings small; an alarm fills the band all the same.
    """

    def __init__(self) -> None:
        self._acknowledged: dict[EventKey, Severity] = {}
        self._muted_until = 0
        self._sounded: tuple[EventKey, Severity] | None = None
        self._sounded_at = 0

    def now(self, events: Sequence[PostureEvent], now: int) -> Alert:
        """Return what is told at `now`, ns on the events' clock."""
        loud = most_severe([event for event in events if not self._is_acknowledged(event)])
        event = loud or most_severe(events)
        muted_ns = max(0, self._muted_until - now)
        small = loud is None or (muted_ns > 0 and loud.severity < Severity.ALARM)
        return Alert(
            event=event,
            quiet=event is not None and small,
            seen=event is not None and loud is None,
            muted_s=muted_ns / 1e9,
        )

    def acknowledge(self, alert: Alert, now: int, wall_time: float) -> Response | None:
        """Let the alert be; None where there is nothing to acknowledge."""
        event = alert.event
        if event is None or alert.seen:
            return None
        key = event.kind, event.start
        self._acknowledged[key] = event.severity
        return Response(kind=ResponseKind.ACKNOWLEDGED, at=now, wall_time=wall_time, event=key, severity=event.severity)

    def mute(self, now: int, wall_time: float) -> Response:
        """Be silent for `MUTE_S`."""
        self._muted_until = now + round(MUTE_S * 1e9)
        return Response(kind=ResponseKind.MUTED, at=now, wall_time=wall_time, seconds=MUTE_S)

    def unmute(self, now: int, wall_time: float) -> Response:
        """Speak again."""
        self._muted_until = 0
        return Response(kind=ResponseKind.UNMUTED, at=now, wall_time=wall_time)

    def tone(self, alert: Alert, now: int) -> Severity | None:
        """Return the tone that is due now, once; None for silence."""
        event = alert.event
        if event is None or alert.seen or alert.muted_s > 0:
            # What goes on when the silence is over is told at once.
            self._sounded = None
            return None
        telling = (event.kind, event.start), event.severity
        repeat = REPEAT_NS.get(event.severity)
        again = repeat is not None and now - self._sounded_at >= repeat
        if telling == self._sounded and not again:
            return None
        self._sounded, self._sounded_at = telling, now
        return event.severity

    def _is_acknowledged(self, event: PostureEvent) -> bool:
        return self._acknowledged.get((event.kind, event.start), 0) >= event.severity
