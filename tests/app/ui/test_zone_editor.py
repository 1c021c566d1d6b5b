import pytest
from PySide6.QtCore import QPoint, QPointF, Qt

from app.ui import theme
from app.ui.zone_editor import ZoneEditor

ZONE = ((100.0, 60.0), (200.0, 60.0), (200.0, 180.0), (100.0, 180.0))


@pytest.fixture
def editor(qtbot, make_update):
    widget = ZoneEditor()
    qtbot.addWidget(widget)
    widget.resize(640, 480)
    update = make_update()
    widget.show_frame(update.frame, update.observation)
    widget.show_zones(ZONE, ())
    widget.show()
    return widget


def place(editor, corner) -> QPoint:
    return editor.to_widget().map(QPointF(*corner)).toPoint()


def drag(qtbot, editor, start: QPoint, end: QPoint):
    qtbot.mousePress(editor, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(editor, end)
    qtbot.mouseRelease(editor, Qt.MouseButton.LeftButton, pos=end)


def test_a_finger_that_hits_beside_a_corner_still_takes_it(editor, qtbot):
    beside = place(editor, ZONE[2]) + QPoint(25, 20)
    assert editor.handle_at(QPointF(beside)) == 2
    with qtbot.waitSignal(editor.zone_changed, timeout=1000):
        drag(qtbot, editor, beside, beside + QPoint(40, -20))
    assert editor.rested() == ((100.0, 60.0), (200.0, 60.0), (220.0, 170.0), (100.0, 180.0))


@pytest.mark.parametrize("corner", range(4))
def test_a_corner_is_as_large_as_a_fingertip(editor, corner):
    at = QPointF(place(editor, ZONE[corner]))
    reach = theme.TOUCH_PX / 2 - 2
    for way in (QPointF(reach, 0), QPointF(-reach, 0), QPointF(0, reach), QPointF(0, -reach)):
        assert editor.handle_at(at + way) == corner


def test_of_corners_close_together_the_nearest_is_taken(editor):
    editor.show_zones(((100.0, 60.0), (112.0, 60.0), (112.0, 80.0)), ())
    assert [editor.handle_at(QPointF(place(editor, corner))) for corner in editor.zone] == [0, 1, 2]


def test_the_whole_zone_is_dragged_from_its_inside(editor, qtbot):
    middle = place(editor, (150, 120))
    drag(qtbot, editor, middle, middle + QPoint(20, 10))
    assert editor.rested() == tuple((x + 10, y + 5) for x, y in ZONE)


def test_a_finger_outside_moves_nothing(editor, qtbot):
    drag(qtbot, editor, place(editor, (300, 20)), place(editor, (150, 120)))
    assert editor.zone == ZONE


def test_no_corner_leaves_the_picture(editor, qtbot):
    drag(qtbot, editor, place(editor, ZONE[0]), QPoint(-300, -300))
    assert editor.rested()[0] == (0.0, 0.0)


def test_at_the_edge_the_zone_is_not_pressed_flat(editor, qtbot):
    middle = place(editor, (150, 120))
    drag(qtbot, editor, middle, middle + QPoint(0, 400))
    assert editor.zone == ZONE


def test_keys_choose_and_move_a_corner(editor, qtbot):
    editor.setFocus()
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.keyClick(editor, Qt.Key.Key_Right)
    qtbot.keyClick(editor, Qt.Key.Key_Down)
    moved = editor.zone[1]
    assert moved[0] > 200 and moved[1] > 60
    assert editor.zone[0] == ZONE[0] and editor.zone[2:] == ZONE[2:]


def test_the_zone_is_seen(editor, grab):
    with_zone = grab(editor)
    editor.show_zones((), ())
    assert (with_zone != grab(editor)).any()
