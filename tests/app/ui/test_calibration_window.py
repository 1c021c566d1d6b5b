import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QWidget

from app.calibrating import CalibrationUpdate
from app.mailbox import Mailbox
from app.ui import theme
from app.ui.calibration_page import SEAT, WHEEL
from app.ui.calibration_window import CalibrationWindow
from calibration.cabin import Cabin, HandDrive
from pose.errors import UserError

CABIN = Cabin(
    width=320,
    height=240,
    hand_drive=HandDrive.RIGHT,
    seat=((60.0, 40.0), (260.0, 40.0), (260.0, 220.0), (60.0, 220.0)),
    wheel=((100.0, 120.0), (200.0, 120.0), (200.0, 200.0), (100.0, 200.0)),
)


class Desk:
    """What stands around the window: a mailbox, a drawer for what is saved."""

    def __init__(self, qtbot, make_update):
        self.qtbot, self.make_update = qtbot, make_update
        self.updates = Mailbox()
        self.saved = []
        self.closed = 0
        self.problem = None
        self.window = CalibrationWindow(updates=self.updates, on_save=self.save, on_close=self.close, seconds=60.0)
        qtbot.addWidget(self.window)
        self.page = self.window.page
        self.window.resize(1280, 720)
        self.window.show()

    def save(self, cabin):
        if self.problem:
            raise UserError(self.problem)
        self.saved.append(cabin)
        return "driver.toml"

    def close(self):
        self.closed += 1

    def learn(self, steady_s=60.0, cabin=CABIN, index=0, counted=True):
        update = self.make_update(index)
        self.page.show_update(
            CalibrationUpdate(
                frame=update.frame,
                observation=update.observation,
                counted=counted,
                progress=min(steady_s / 60, 1.0),
                steady_s=steady_s,
                cabin=cabin,
            )
        )
        self.qtbot.wait(10)

    def touch(self, widget, place=None):
        self.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=place or widget.rect().center())

    def drag(self, corner, by):
        editor = self.page.editor
        start = editor.to_widget().map(QPointF(*corner)).toPoint()
        self.qtbot.mousePress(editor, Qt.MouseButton.LeftButton, pos=start)
        self.qtbot.mouseMove(editor, start + by)
        self.qtbot.mouseRelease(editor, Qt.MouseButton.LeftButton, pos=start + by)


@pytest.fixture
def desk(qtbot, make_update):
    return Desk(qtbot, make_update)


def test_progress_is_shown_and_saving_waits_for_its_end(desk):
    desk.learn(steady_s=12)
    assert "12 of 60 s" in desk.page.progress.text()
    assert not desk.page.save_button.isEnabled()
    desk.learn()
    assert "60 s" in desk.page.progress.text() and desk.page.save_button.isEnabled()


def test_what_was_proposed_is_saved(desk):
    desk.learn()
    desk.touch(desk.page.save_button)
    assert desk.saved == [CABIN]
    assert "driver.toml" in desk.window.banner.text()


def test_a_finger_corrects_the_wheel_and_the_correction_outlives_the_next_proposals(desk):
    page = desk.page
    desk.learn(steady_s=30)
    desk.touch(page.zones, page.zones.button_rect(WHEEL).center().toPoint())
    desk.drag((200, 120), QPoint(40, 0))
    desk.learn()
    desk.touch(page.save_button)
    assert desk.saved[0].wheel[1][0] > 205 and desk.saved[0].wheel[0] == (100.0, 120.0)
    assert desk.saved[0].seat == CABIN.seat


def test_the_side_of_the_car_is_chosen(desk):
    page = desk.page
    desk.learn()
    assert page.sides.chosen == 1
    desk.touch(page.sides, page.sides.button_rect(0).center().toPoint())
    desk.learn(index=1)
    desk.touch(page.save_button)
    assert desk.saved[0].hand_drive is HandDrive.LEFT


def test_a_wheel_that_nobody_held_is_drawn_by_a_person(desk):
    from dataclasses import replace

    page = desk.page
    desk.learn(cabin=replace(CABIN, wheel=()))
    desk.touch(page.zones, page.zones.button_rect(WHEEL).center().toPoint())
    assert "No hand was seen" in page.hint.text() and len(page.editor.zone) == 6
    assert page.cabin().wheel == ()
    desk.drag(page.editor.zone[0], QPoint(10, 10))
    assert len(page.cabin().wheel) == 6


def test_a_zone_pressed_flat_is_not_saved_and_it_is_said(desk):
    window, page = desk.window, desk.page
    desk.learn()
    page._drawn[SEAT] = ((60.0, 40.0), (61.0, 40.0), (61.0, 41.0))
    desk.touch(page.save_button)
    assert desk.saved == [] and "too small" in window.banner.text()


def test_a_disk_that_takes_nothing_is_told(desk):
    desk.problem = "cannot be written"
    desk.learn()
    desk.touch(desk.page.save_button)
    assert "cannot be written" in desk.window.banner.text()


def test_pictures_that_end_too_soon_are_told(desk):
    desk.learn(steady_s=5)
    desk.updates.close()
    desk.qtbot.waitUntil(lambda: "have ended" in desk.window.banner.text(), timeout=2000)


def test_esc_closes_without_saving(desk):
    desk.learn()
    desk.qtbot.keyClick(desk.window, Qt.Key.Key_Escape)
    assert desk.closed == 1 and desk.saved == []


@pytest.mark.parametrize("size", [(800, 480), (1280, 720), (1920, 1080)])
def test_every_control_is_fit_for_a_finger_and_within_the_window(desk, size):
    window, page = desk.window, desk.page
    window.resize(*size)
    desk.learn()
    desk.touch(page.zones, QPoint(5, 5))
    for choice in (page.zones, page.sides):
        assert choice.button_rect(0).width() >= theme.TOUCH_PX
    for control in (page.zones, page.sides, page.save_button, page.close_button):
        assert min(control.width(), control.height()) >= theme.TOUCH_PX
        assert page.rect().contains(control.geometry())
    assert page.hint.height() >= 2 * page.hint.fontMetrics().height()


def test_tab_reaches_every_control(desk):
    window, page = desk.window, desk.page
    desk.learn()
    window.activateWindow()
    page.editor.setFocus()
    reached: set[QWidget] = set()
    for _ in range(8):
        reached.add(window.focusWidget())
        window.focusNextChild()
    assert {page.editor, page.zones, page.sides, page.close_button, page.save_button} <= reached
