"""The window's pages, touched and by keys."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from app.calibrating import CalibrationUpdate
from app.drives.recording_status import RecordingState, RecordingStatus
from app.drives.response import ResponseKind
from app.frames import devices
from app.frames.devices import Device
from app.monitor_settings import CameraChoice, Language, Theme
from app.posture.event import EventKind, Severity
from app.ui import theme
from app.ui.choice import Choice
from app.ui.measure_plot import MeasurePlot
from app.ui.rail import Page
from app.ui.zone_editor import ZoneEditor
from calibration.cabin import Cabin, HandDrive
from tests.app.ui.cut_off import settle

SIZES = [(800, 480), (1280, 720), (1920, 1080)]

CABIN = Cabin(
    width=320,
    height=240,
    hand_drive=HandDrive.RIGHT,
    seat=((60.0, 40.0), (260.0, 40.0), (260.0, 220.0), (60.0, 220.0)),
    wheel=((100.0, 120.0), (200.0, 120.0), (200.0, 200.0), (100.0, 200.0)),
)


@pytest.fixture
def touch(qtbot):
    def at(widget, place=None):
        qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=place or widget.rect().center())

    return at


def chosen(choice: Choice, index: int) -> QPoint:
    return choice.button_rect(index).center().toPoint()


@pytest.mark.parametrize("page", Page)
def test_every_page_is_one_touch_and_one_key_away_and_escape_leads_back(window, touch, qtbot, page):
    touch(window.rail.buttons[page])
    assert window.page is page and window.rail.buttons[page].isChecked()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.page is Page.LIVE
    qtbot.keyClick(window, Qt.Key(Qt.Key.Key_F1 + page))
    assert window.page is page


def test_the_alert_is_told_on_every_page(window, make_update, make_event, touch):
    for page in Page:
        touch(window.rail.buttons[page])
        window.show_update(make_update(30, events=[make_event(severity=Severity.ALARM)]))
        assert window.band.isVisible() and "Alarm" in window.band.text()


def test_a_touch_acknowledges_and_the_drive_is_told(window, session, make_update, make_event, touch):
    event = make_event(EventKind.HEAD_DOWN, Severity.WARNING)
    window.show_update(make_update(30, events=[event]))
    touch(window.band.acknowledge_button)
    (answer,) = session.asked
    assert (answer.kind, answer.event, answer.at) == (
        ResponseKind.ACKNOWLEDGED,
        (event.kind, event.start),
        30 * 10**9 // 30,
    )
    assert window.band.alert.quiet
    window.show_update(make_update(60, events=[replace(event, severity=Severity.ALARM)]))
    assert not window.band.alert.quiet


def test_keys_acknowledge_mute_and_unmute(window, session, make_update, make_event, qtbot):
    window.show_update(make_update(30, events=[make_event()]))
    for key in (Qt.Key.Key_A, Qt.Key.Key_M, Qt.Key.Key_M):
        qtbot.keyClick(window, key)
    assert [answer.kind for answer in session.asked] == list(ResponseKind)


def test_tones_are_played_only_where_they_are_wanted(window, session, speaker, make_update, make_event):
    window.show_update(make_update(30, events=[make_event()]))
    assert speaker.played == []
    session.settings = session.settings.changed("window", sound=True)
    window.show_update(make_update(60, events=[make_event(EventKind.LEANING, Severity.ALARM, start=1)]))
    assert speaker.played == [Severity.ALARM]


def test_a_loudspeaker_that_does_not_work_is_said(window, speaker, make_update):
    speaker.problem = "no sound: nothing works"
    window.show_update(make_update())
    assert "no sound" in window.banner.text()


def test_recording_is_started_and_stopped_with_a_finger_or_a_key(window, session, make_update, touch, qtbot):
    touch(window.rail.buttons[Page.DRIVES])
    window.show_update(make_update())
    assert window.drives.record_button.text() == "Record pictures"
    touch(window.drives.record_button)
    on = RecordingStatus(state=RecordingState.ON, written=5_000_000)
    window.show_update(make_update(1, recording=on))
    assert window.drives.record_button.text() == "Stop recording"
    assert window.drives.record_button.state_text() == "5 MB, 0 frames lost"
    qtbot.keyClick(window, Qt.Key.Key_R)
    assert session.asked == [("record", True, RecordingState.OFF), ("record", False, RecordingState.ON)]


def test_the_lamp_is_red_only_while_recording(window, make_update, touch, grab, qtbot):
    touch(window.rail.buttons[Page.DRIVES])

    def red():
        bgr = grab(window.drives.record_button).astype(int)
        return ((bgr[..., 2] > 200) & (bgr[..., 1] < 150)).sum()

    window.show_update(make_update())
    assert red() == 0
    window.show_update(make_update(1, recording=RecordingStatus(state=RecordingState.ON)))
    assert red() > 200


def test_a_drive_is_kept_and_what_cannot_be_kept_is_said(window, session, make_update, touch):
    touch(window.rail.buttons[Page.DRIVES])
    window.show_update(make_update())
    session.kept_problem = "the disk is full"
    touch(window.drives.protect_button)
    assert "the disk is full" in window.banner.text() and not window.drives.protect_button.isChecked()
    session.kept_problem = ""
    touch(window.drives.protect_button)
    assert session.asked[-1] == ("protect", "/var/drives/events.sqlite") and window.drives.protect_button.isChecked()


def test_settings_hold_and_are_kept_when_they_are_touched(window, session, touch):
    touch(window.rail.buttons[Page.SETTINGS])
    page = window.settings
    touch(page.themes, chosen(page.themes, 1))
    touch(page.sound)
    touch(page.record)
    page.form.ensureWidgetVisible(page.quota)
    touch(page.quota.up)
    touch(page.keep.down)
    assert session.asked == [
        ("window", {"theme": Theme.DAY}),
        ("window", {"sound": True}),
        ("recording", {"record": True}),
        ("recording", {"quota_gb": 50.0}),
        ("recording", {"keep_days": 14.0}),
    ]


def test_settings_that_could_not_be_kept_are_said(window, session, touch):
    session.kept_problem = "settings.toml: cannot be written"
    touch(window.rail.buttons[Page.SETTINGS])
    touch(window.settings.sound)
    assert "Not kept: settings.toml: cannot be written" in window.banner.text()


def test_another_language_asks_for_another_window(window, touch, qtbot):
    touch(window.rail.buttons[Page.SETTINGS])
    page = window.settings
    page.form.ensureWidgetVisible(page.languages)
    with qtbot.waitSignal(window.language_changed):
        touch(page.languages, chosen(page.languages, 2))
    assert window._session.settings.window.language is Language.GERMAN


def test_the_look_changes_with_a_touch_and_every_part_of_the_window_follows(window, make_update, touch, grab, qtbot):
    window.show_update(make_update())
    assert grab(window).mean() < 80
    touch(window.rail.theme_button)
    settle()
    bright = grab(window)
    assert bright.mean() > 150
    # Nothing but the picture stays dark: neither plot nor lists.
    for part in (window.band, window.banner, window.live.events, window.live.rules, window.status, window.rail):
        assert grab(part).mean() > 150, type(part)
    assert grab(window.live.findChild(MeasurePlot)).mean() > 150
    qtbot.keyClick(window, Qt.Key.Key_T)
    settle()
    assert grab(window).mean() < 80


def test_the_look_follows_the_hour_where_that_is_asked_for(window, session, monkeypatch):
    class Clock:
        hour = 12

        @classmethod
        def now(cls):
            return cls

    monkeypatch.setattr("app.ui.monitor_window.datetime", Clock)
    session.settings = session.settings.changed("window", theme=Theme.AUTO)
    window.wear()
    assert theme.SURFACE == theme.DAY.SURFACE
    Clock.hour = 22
    window.wear()
    assert theme.SURFACE == theme.NIGHT.SURFACE


def test_a_camera_is_chosen_turned_and_applied_at_once(window, session, make_update, touch, monkeypatch):
    monkeypatch.setattr(devices, "cameras", lambda: [Device(0, "Cabin"), Device(2, "Road")])
    touch(window.rail.buttons[Page.CAMERA])
    page = window.camera
    window.show_update(make_update())
    assert not page.picture.picture_rect().isEmpty() and not page.apply_button.isEnabled()
    assert [device for device, _ in page.devices] == ["", "0", "2"]
    touch(page.devices[2][1])
    touch(page.turns, chosen(page.turns, 2))
    page.form.ensureWidgetVisible(page.rates)
    touch(page.mirror)
    touch(page.sizes, chosen(page.sizes, 0))
    touch(page.rates, chosen(page.rates, 0))
    assert session.asked == []
    touch(page.apply_button)
    assert session.settings.camera == CameraChoice(device="2", rotate=180, mirror=True, width=640, height=480, fps=15.0)


def test_a_camera_that_is_no_device_stays_in_the_list_and_what_was_not_applied_is_forgotten(
    window, session, touch, monkeypatch
):
    monkeypatch.setattr(devices, "cameras", lambda: [])
    session.settings = session.settings.changed("camera", device="rtsp://car/1", fps=25.0)
    touch(window.rail.buttons[Page.CAMERA])
    page = window.camera
    assert [(device, button.isChecked()) for device, button in page.devices] == [("", False), ("rtsp://car/1", True)]
    assert page.rates.chosen == -1
    touch(page.turns, chosen(page.turns, 1))
    assert page.apply_button.isEnabled()
    touch(window.rail.buttons[Page.LIVE])
    touch(window.rail.buttons[Page.CAMERA])
    assert page.turns.chosen == 0 and not page.apply_button.isEnabled()


def learnt(update, steady_s):
    return CalibrationUpdate(
        frame=update.frame,
        observation=update.observation,
        counted=True,
        progress=min(steady_s / 60, 1.0),
        steady_s=steady_s,
        cabin=CABIN,
    )


def test_the_cabin_is_learnt_while_its_page_is_open_drawn_with_a_finger_and_saved(
    window, session, make_update, touch, qtbot
):
    touch(window.rail.buttons[Page.CABIN])
    session.learning.updates.put(learnt(make_update(1), 20))
    qtbot.waitUntil(lambda: "20 of 60 s" in window.cabin.progress.text(), timeout=2000)
    session.learning.updates.put(learnt(make_update(2), 60))
    qtbot.waitUntil(window.cabin.save_button.isEnabled, timeout=2000)
    touch(window.cabin.zones, chosen(window.cabin.zones, 1))
    editor: ZoneEditor = window.cabin.editor
    corner = editor.to_widget().map(QPointF(*CABIN.wheel[1])).toPoint()
    qtbot.mousePress(editor, Qt.MouseButton.LeftButton, pos=corner)
    qtbot.mouseMove(editor, corner + QPoint(30, 0))
    qtbot.mouseRelease(editor, Qt.MouseButton.LeftButton, pos=corner + QPoint(30, 0))
    touch(window.cabin.save_button)
    (saved,) = session.asked
    assert saved.seat == CABIN.seat and saved.wheel[1][0] > CABIN.wheel[1][0]
    assert "driver.toml" in window.banner.text()
    # The new drive has begun: back to the driver.
    session.changing = True
    qtbot.wait(80)
    session.changing = False
    qtbot.waitUntil(lambda: window.page is Page.LIVE, timeout=2000)
    assert session.learning is None


def test_leaving_the_cabins_page_learns_no_more_and_coming_back_begins_anew(window, session, make_update, touch):
    touch(window.rail.buttons[Page.CABIN])
    window.cabin.show_update(learnt(make_update(1), 60))
    touch(window.rail.buttons[Page.LIVE])
    assert session.learning is None
    touch(window.rail.buttons[Page.CABIN])
    assert session.learning is not None and window.cabin.cabin() is None
    assert not window.cabin.save_button.isEnabled()


def controls(page: QWidget) -> list[QWidget]:
    found = [widget for kind in (QAbstractButton, Choice, ZoneEditor) for widget in page.findChildren(kind)]
    return [widget for widget in found if widget.isVisible() and widget.isEnabled()]


@pytest.mark.parametrize("page", Page)
@pytest.mark.parametrize("size", SIZES)
def test_every_control_is_fit_for_a_finger_and_reached_by_the_tab_key(
    window, session, make_update, make_event, qtbot, size, page
):
    window.resize(*size)
    window.show_page(page)
    window.show_update(make_update(30, events=[make_event()]))
    if page is Page.CABIN:
        window.cabin.show_update(learnt(make_update(1), 60))
    settle()
    wanted = controls(window)
    assert len(wanted) > 6
    for control in wanted:
        sides = (control.width(), control.height())
        count = len(control._texts) if isinstance(control, Choice) else 1
        assert min(sides[0] / count, sides[1]) >= theme.TOUCH_PX, (type(control), sides)
    with qtbot.waitActive(window):
        window.activateWindow()
    reached = set()
    for _ in range(60):
        qtbot.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
        reached.add(QApplication.focusWidget())
    assert set(wanted) <= reached


def test_the_control_that_the_keys_are_at_shows_it_and_space_touches_it(window, session, grab, qtbot):
    window.show_page(Page.SETTINGS)
    with qtbot.waitActive(window):
        window.activateWindow()
    sound = window.settings.sound
    before = grab(sound).astype(int)
    sound.setFocus()
    qtbot.waitUntil(sound.hasFocus, timeout=2000)
    assert (np.abs(grab(sound).astype(int) - before).max(axis=2) > 60).sum() > 100
    qtbot.keyClick(sound, Qt.Key.Key_Space)
    assert session.settings.window.sound


def test_no_button_has_the_keys_from_the_start(window, session, make_update, make_event, qtbot):
    window.show_update(make_update(30, events=[make_event()]))
    qtbot.keyClick(window, Qt.Key.Key_Space)
    assert session.asked == []
