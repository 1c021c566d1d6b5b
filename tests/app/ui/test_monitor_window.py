import itertools
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QWidget

from app.camera_state import CameraState
from app.drives.recording_status import RecordingState, RecordingStatus
from app.frames.camera_health import CameraStatus
from app.mailbox import Mailbox
from app.posture.event import EventKind, RuleState, Severity
from app.ui import monitor_window
from tests.app.ui.cut_off import settle

SIZES = [(800, 480), (1280, 720), (1920, 1080)]


@pytest.fixture
def updates(session) -> Mailbox:
    return session.updates


@pytest.fixture
def busy_update(make_update, make_event, make_statuses):
    """Everything at once: long words, long times, a banner of two lines."""
    events = [make_event(EventKind(kind), Severity.ALARM, start=i) for i, kind in enumerate(EventKind)]
    statuses = make_statuses(
        hands_off_wheel=RuleState.NOT_OBSERVABLE, leaning=RuleState.PENDING, hand_at_head=RuleState.ACTIVE
    )
    return make_update(
        9, seconds=3600, events=events, statuses=statuses, notice="No camera.", log_problem="the disk is full"
    )


def shown_widgets(window) -> list[QWidget]:
    """The window's own parts: what has no shown part of ours inside."""
    live = window.live
    parts = (live.picture, live.diagram, live.rules_scroll, live.plot_panel, live.events)
    return [part for part in (window.band, window.banner, *parts, window.status, window.rail) if part.isVisible()]


def on_window(widget, window) -> QRect:
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


@pytest.mark.parametrize("size", SIZES)
def test_nothing_overlaps_and_nothing_is_cut_at_usual_sizes(window, busy_update, qtbot, size):
    window.resize(*size)
    window.show_update(busy_update)
    window.live.plot_panel.choose(EventKind.HANDS_OFF_WHEEL)
    settle()
    assert (window.width(), window.height()) == size
    parts = shown_widgets(window)
    areas = [on_window(part, window) for part in parts]
    assert all(window.rect().contains(area) for area in areas)
    assert not any(one.intersects(other) for one, other in itertools.combinations(areas, 2))
    for widget in [*parts, *window.findChildren(QWidget)]:
        if widget.isVisible() and type(widget).__module__.startswith("app.ui"):
            needed = widget.minimumSizeHint()
            assert widget.width() >= needed.width() and widget.height() >= needed.height(), type(widget)
    assert window.banner.height() >= window.banner.heightForWidth(window.banner.width())


@pytest.mark.parametrize(("size", "has_plot"), list(zip(SIZES, (False, True, True), strict=True)))
def test_a_small_window_drops_the_plot_and_keeps_the_rest(window, busy_update, qtbot, size, has_plot):
    window.resize(*size)
    window.show_update(busy_update)
    settle()
    assert window.live.plot.isVisible() == has_plot
    assert len(shown_widgets(window)) == 8 + has_plot


def test_a_window_can_become_small_and_large_again(window, busy_update, qtbot):
    def places() -> list[QRect]:
        return [on_window(part, window) for part in shown_widgets(window)]

    window.show_update(busy_update)
    settle()
    before = places()
    for size in ((800, 480), (1920, 1080)):
        window.resize(*size)
        settle()
    window.resize(1280, 720)
    qtbot.waitUntil(lambda: places() == before, timeout=10_000)


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)])
def test_every_rule_is_seen_at_once_where_there_is_room(window, busy_update, qtbot, size):
    window.resize(*size)
    window.show_update(busy_update)
    settle()
    seen = window.live.rules.visibleRegion().boundingRect()
    assert all(seen.contains(window.live.rules.row_rect(row)) for row in range(len(EventKind)))


def test_a_finger_turns_through_the_measures(window, busy_update, qtbot):
    window.show_update(busy_update)
    panel, kinds = window.live.plot_panel, list(EventKind)
    first = kinds.index(panel.plot.kind)
    for step in range(1, len(kinds) + 1):
        qtbot.mouseClick(panel.next_button, Qt.MouseButton.LeftButton)
        assert panel.plot.kind is kinds[(first + step) % len(kinds)]
    qtbot.mouseClick(panel.before_button, Qt.MouseButton.LeftButton)
    assert panel.plot.kind is kinds[first - 1]


@pytest.mark.parametrize("size", SIZES)
def test_rules_that_do_not_fit_are_scrolled_to(window, busy_update, qtbot, size):
    window.resize(*size)
    window.show_update(busy_update)
    settle()
    bar = window.live.rules_scroll.verticalScrollBar()
    bar.setValue(bar.maximum())
    settle()
    last = window.live.rules.row_rect(len(EventKind) - 1)
    assert window.live.rules.visibleRegion().boundingRect().contains(last)


def test_the_newest_update_is_taken_from_the_mailbox(window, updates, make_update, qtbot):
    with qtbot.waitSignal(window.first_frame_painted, timeout=2000):
        updates.put(make_update(1, notice="old"))
        updates.put(make_update(2, notice="new"))
    assert window.banner.text() == "new"


def test_the_end_of_the_source_is_said_after_its_last_update(window, updates, make_update, qtbot):
    updates.put(make_update(1, notice="This is the demo clip."))
    updates.close()
    qtbot.waitUntil(lambda: "The source has ended." in window.banner.text(), timeout=2000)
    assert "This is the demo clip." in window.banner.text()
    assert not window.live.picture.picture_rect().isEmpty()


def test_a_picture_that_stands_still_is_said_and_the_warning_goes_when_it_moves(
    window, updates, make_update, qtbot, monkeypatch
):
    monkeypatch.setattr(monitor_window, "STALE_MS", 100)
    updates.put(make_update(1))
    qtbot.waitUntil(lambda: "No new picture" in window.banner.text(), timeout=2000)
    updates.put(make_update(2))
    qtbot.waitUntil(lambda: window.banner.text() == "", timeout=2000)


def test_a_recording_that_stopped_and_a_covered_camera_are_said_in_the_banner(window, make_update):
    update = make_update()
    stopped = RecordingStatus(state=RecordingState.STOPPED, reason="the disk is nearly full")
    covered = CameraStatus(state=CameraState.BLOCKED, since=0)
    window.show_update(replace(update, figures=replace(update.figures, recording=stopped, camera=covered)))
    said = window.banner.text()
    assert "Recording stopped: the disk is nearly full" in said
    assert "Something covers the camera: monitoring is not possible." in said
    window.show_update(update)
    assert window.banner.text() == ""


def test_events_that_are_not_logged_are_said_in_the_banner(window, make_update):
    window.show_update(make_update(log_problem="the disk is full"))
    assert window.banner.text() == "Events are not logged: the disk is full"


def test_f11_fills_the_screen_and_escape_leaves_it(window, qtbot):
    with qtbot.waitActive(window):
        window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_F11)
    assert window.isFullScreen()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isFullScreen()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.isVisible()


def test_ctrl_q_closes(window, qtbot):
    qtbot.keyClick(window, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    assert not window.isVisible()


def test_two_thousand_updates_are_painted_without_growing(window, make_update, make_event, qapp):
    window.resize(1100, 600)

    def memory_mb() -> float:
        return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6

    def paint(indices) -> None:
        for i in indices:
            window.show_update(
                make_update(i, seconds=i / 10, events=[make_event(start=0, end=i / 30), make_event(start=i / 30)])
            )
            qapp.processEvents()

    # The plot's half minute fills up first.
    paint(range(400))
    before = memory_mb()
    paint(range(400, 2000))
    assert memory_mb() - before < 5
