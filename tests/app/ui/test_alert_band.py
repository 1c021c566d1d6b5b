import pytest
from PySide6.QtCore import Qt

from app.alerts import MUTE_S, Alert
from app.posture.event import EventKind, RuleState, Severity
from app.ui import theme
from app.ui.alert_band import PULSE_NS, AlertBand

SECOND = 1_000_000_000


@pytest.fixture
def band(qtbot) -> AlertBand:
    widget = AlertBand()
    qtbot.addWidget(widget)
    widget.resize(800, widget.minimumSizeHint().height())
    widget.show()
    return widget


def test_the_band_says_what_how_severe_and_for_how_long(band, make_event, make_statuses):
    alarm = make_event(EventKind.HANDS_OFF_WHEEL, Severity.ALARM, start=1)
    band.show_alert(Alert(event=alarm), make_statuses(), 10 * SECOND)
    assert band.text() == "Hands off wheel zone · Alarm · for 9 s"


def test_no_alert_is_not_said_without_what_cannot_be_told(band, make_statuses):
    statuses = make_statuses(hand_at_head=RuleState.NOT_OBSERVABLE, leaning=RuleState.NOT_OBSERVABLE)
    band.show_alert(Alert(), statuses, 0)
    assert band.text() == "No alert · 2 of 9 rules not observable"


def test_a_muted_band_says_for_how_long_and_its_button_unmutes(band, make_statuses, qtbot):
    with qtbot.waitSignal(band.muted):
        qtbot.mouseClick(band.mute_button, Qt.MouseButton.LeftButton)
    band.show_alert(Alert(muted_s=MUTE_S - 5), make_statuses(), 0)
    assert band.text() == "No alert · muted, 9 min 55 s left"
    with qtbot.waitSignal(band.unmuted):
        qtbot.mouseClick(band.mute_button, Qt.MouseButton.LeftButton)


def test_only_an_alert_that_is_told_can_be_acknowledged(band, make_event, make_statuses, qtbot):
    assert not band.acknowledge_button.isVisible()
    band.show_alert(Alert(event=make_event()), make_statuses(), SECOND)
    with qtbot.waitSignal(band.acknowledged):
        qtbot.mouseClick(band.acknowledge_button, Qt.MouseButton.LeftButton)
    band.show_alert(Alert(event=make_event(), quiet=True, seen=True), make_statuses(), SECOND)
    assert not band.acknowledge_button.isVisible() and "seen" in band.text()


def test_the_band_keeps_its_height_whatever_it_shows_and_its_buttons_are_fit_for_a_finger(
    band, make_event, make_statuses
):
    heights = set()
    for alert in (Alert(), *(Alert(event=make_event(severity=severity)) for severity in Severity)):
        band.show_alert(alert, make_statuses(), SECOND)
        heights.add(band.minimumSizeHint().height())
    assert len(heights) == 1
    for button in (band.acknowledge_button, band.mute_button):
        assert min(button.width(), button.height()) >= theme.TOUCH_PX


def coloured_share(picture, colour) -> float:
    return (abs(picture.astype(int) - [colour.blue(), colour.green(), colour.red()]).max(axis=2) < 10).mean()


@pytest.mark.parametrize("severity", Severity)
def test_an_alert_fills_the_band_and_shrinks_to_a_strip_once_it_was_seen(
    band, make_event, make_statuses, grab, severity
):
    fill = theme.SEVERITY[severity].fill
    band.show_alert(Alert(event=make_event(severity=severity)), make_statuses(), 0)
    assert coloured_share(grab(band), fill) > 0.6
    band.show_alert(Alert(event=make_event(severity=severity), quiet=True), make_statuses(), 0)
    assert 0.005 < coloured_share(grab(band), fill) < 0.1


def test_an_alarm_pulses_and_a_warning_does_not(band, make_event, make_statuses, grab):
    def brightness(severity):
        seen = set()
        for now in (0, PULSE_NS):
            band.show_alert(Alert(event=make_event(severity=severity)), make_statuses(), now)
            seen.add(tuple(grab(band)[3, 3]))
        return len(seen)

    assert (brightness(Severity.WARNING), brightness(Severity.ALARM)) == (1, 2)


def test_severities_differ_by_symbol_and_word(band, make_event, make_statuses, grab):
    pictures, said = [], set()
    for severity in Severity:
        band.show_alert(Alert(event=make_event(severity=severity)), make_statuses(), 0)
        picture = grab(band)[:, :88].astype(float).mean(axis=2)
        # Shape against the band's own fill, so that the fill's brightness does not count.
        pictures.append(abs(picture - picture[2, 2]) > 40)
        said.add(band.text())
    assert len(said) == 3
    assert all((pictures[i] != pictures[i - 1]).sum() > 50 for i in range(3))
