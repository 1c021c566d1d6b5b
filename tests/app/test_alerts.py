from dataclasses import replace

import pytest

from app.alerts import MUTE_S, Alerts, most_severe
from app.drives.response import ResponseKind
from app.posture.event import EventKind, PostureEvent, Severity

SECOND = 1_000_000_000


def event(kind=EventKind.HAND_AT_HEAD, severity=Severity.WARNING, start=0.0, end=None) -> PostureEvent:
    return PostureEvent(
        kind=kind,
        severity=severity,
        start=round(start * SECOND),
        end=None if end is None else round(end * SECOND),
        wall_time=1.8e9,
        peak=1.0,
        evidence=(),
        rules_version="2",
    )


@pytest.fixture
def alerts():
    return Alerts()


def test_among_equals_the_latest_is_told():
    early, late = event(EventKind.LEANING, start=1), event(start=2)
    assert most_severe((late, early)) is late


def test_what_ended_is_no_alert(alerts):
    assert alerts.now((event(end=5),), 6 * SECOND).event is None


def test_an_acknowledged_alert_is_small_until_it_escalates(alerts):
    going_on = event(severity=Severity.WARNING)
    alert = alerts.now((going_on,), SECOND)
    assert not alert.quiet and not alert.seen
    answer = alerts.acknowledge(alert, SECOND, 1.8e9)
    assert (answer.kind, answer.event, answer.severity, answer.at) == (
        ResponseKind.ACKNOWLEDGED,
        (going_on.kind, going_on.start),
        Severity.WARNING,
        SECOND,
    )
    alert = alerts.now((going_on,), 2 * SECOND)
    assert alert.quiet and alert.seen and alert.event is going_on
    assert alerts.acknowledge(alert, 2 * SECOND, 1.8e9) is None
    worse = replace(going_on, severity=Severity.ALARM)
    assert not alerts.now((worse,), 3 * SECOND).quiet


def test_a_lesser_alert_that_nobody_acknowledged_comes_before_a_greater_that_somebody_did(alerts):
    alarm, notice = event(severity=Severity.ALARM), event(EventKind.LEANING, Severity.NOTICE, start=1)
    alerts.acknowledge(alerts.now((alarm,), SECOND), SECOND, 0.0)
    assert alerts.now((alarm, notice), 2 * SECOND).event is notice


def test_the_same_posture_again_is_another_event_and_told(alerts):
    alerts.acknowledge(alerts.now((event(),), SECOND), SECOND, 0.0)
    assert not alerts.now((event(end=2), event(start=9)), 9 * SECOND).quiet


def test_muting_ends_by_itself_and_an_alarm_fills_the_band_all_the_same(alerts):
    answer = alerts.mute(0, 1.8e9)
    assert (answer.kind, answer.seconds, answer.event) == (ResponseKind.MUTED, MUTE_S, None)
    alert = alerts.now((event(),), 60 * SECOND)
    assert alert.quiet and not alert.seen and alert.muted_s == MUTE_S - 60
    alarm = alerts.now((event(severity=Severity.ALARM),), 60 * SECOND)
    assert not alarm.quiet and alerts.tone(alarm, 60 * SECOND) is None
    over = alerts.now((event(),), round((MUTE_S + 1) * SECOND))
    assert not over.quiet and over.muted_s == 0 and alerts.tone(over, 0) is Severity.WARNING


def test_unmuting_is_at_once(alerts):
    alerts.mute(0, 0.0)
    assert alerts.unmute(SECOND, 0.0).kind is ResponseKind.UNMUTED
    assert alerts.now((), 2 * SECOND).muted_s == 0


def test_a_notice_sounds_once_a_warning_again_and_an_alarm_more_often(alerts):
    def tones(severity, start):
        told = [event(severity=severity, start=start)]
        moments = range(start * SECOND, (start + 12) * SECOND, SECOND // 10)
        return sum(alerts.tone(alerts.now(told, now), now) is severity for now in moments)

    assert [tones(Severity.NOTICE, 0), tones(Severity.WARNING, 100), tones(Severity.ALARM, 200)] == [1, 3, 8]


def test_an_acknowledged_alert_is_silent_and_sounds_when_it_escalates(alerts):
    going_on = event()
    alerts.acknowledge(alerts.now((going_on,), 0), 0, 0.0)
    assert alerts.tone(alerts.now((going_on,), SECOND), SECOND) is None
    worse = replace(going_on, severity=Severity.ALARM)
    assert alerts.tone(alerts.now((worse,), SECOND), SECOND) is Severity.ALARM
