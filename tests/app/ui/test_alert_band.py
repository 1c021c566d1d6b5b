import pytest

from app.posture.event import EventKind, RuleState, Severity
from app.ui.alert_band import AlertBand, most_severe

SECOND = 1_000_000_000


@pytest.fixture
def band(qtbot) -> AlertBand:
    widget = AlertBand()
    qtbot.addWidget(widget)
    widget.resize(800, 60)
    return widget


def test_the_band_shows_the_most_severe_event(band, make_event, make_statuses):
    notice = make_event(EventKind.LEANING, Severity.NOTICE, start=9)
    alarm = make_event(EventKind.HANDS_OFF_WHEEL, Severity.ALARM, start=1)
    band.show_events((alarm, notice), make_statuses(), 10 * SECOND)
    assert band.text() == "Alarm: Hands off wheel zone · for 9 s"


def test_among_equals_the_latest_is_shown(make_event):
    early, late = make_event(EventKind.LEANING, start=1), make_event(EventKind.HAND_AT_HEAD, start=2)
    assert most_severe((late, early)) is late


def test_an_event_that_ended_is_no_alert(band, make_event, make_statuses):
    band.show_events((make_event(severity=Severity.ALARM, start=0, end=5),), make_statuses(), 6 * SECOND)
    assert band.text() == "No alert"


def test_no_alert_is_not_said_without_what_cannot_be_told(band, make_statuses):
    statuses = make_statuses(hand_at_head=RuleState.NOT_OBSERVABLE, leaning=RuleState.NOT_OBSERVABLE)
    band.show_events((), statuses, 0)
    assert band.text() == "No alert · 2 of 9 rules not observable"


def test_the_band_keeps_its_height_when_an_alert_comes(band, make_event, make_statuses):
    band.show_events((), make_statuses(), 0)
    quiet = band.minimumSizeHint().height()
    band.show_events((make_event(),), make_statuses(), SECOND)
    assert band.minimumSizeHint().height() == quiet


def test_severities_differ_by_symbol_and_word(band, make_event, make_statuses, grab):
    pictures, said = [], set()
    for severity in Severity:
        band.show_events((make_event(severity=severity),), make_statuses(), SECOND)
        picture = grab(band)[:, :70].astype(float).mean(axis=2)
        # Shape against the band's own fill, so that the fill's brightness does not count.
        pictures.append(abs(picture - picture[2, 2]) > 40)
        said.add(band.text())
    assert len(said) == 3
    assert all((pictures[i] != pictures[i - 1]).sum() > 50 for i in range(3))
