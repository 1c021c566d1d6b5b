import gc
from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.posture.event import EventKind, RuleState
from app.review.judgements import ReviewLog, Verdict, read_review
from app.review.opening import open_drive
from app.ui.review.seams import Comparison, Seams
from app.ui.review.window import ReviewWindow
from pose.errors import UserError
from pose.keypoints import INDEX
from tests.recorded_drives import USUAL_EVENTS, frame_time, is_picture, make_drive, make_event, run_sql

SIZES = [(1280, 720), (1920, 1080)]


@pytest.fixture
def desk(open_window, drives, folder, qtbot):
    """The page of the drive with video, its measures known."""
    page = open_window(drives, folder).player
    qtbot.waitUntil(lambda: len(page.samples.times) == 100, timeout=20_000)
    return page


def press(page, *keys, modifier=Qt.KeyboardModifier.NoModifier):
    for key in keys:
        QTest.keyClick(page, key, modifier)


def wait_for(qtbot, page, index):
    qtbot.waitUntil(lambda: page.player.moment.frame.index == index, timeout=10_000)


def test_the_first_picture_is_there_with_what_was_seen_in_it(desk):
    assert desk.player.moment.frame.index == 0 and is_picture(desk.player.moment.frame.image, 0)
    assert not desk.picture.picture_rect().isEmpty() and desk.picture.said() == ""
    assert not desk.banner.isVisible()


def test_arrows_go_by_picture_and_with_shift_by_ten_seconds(desk, qtbot):
    for i in (1, 2, 3):
        press(desk, Qt.Key.Key_Right)
        wait_for(qtbot, desk, i)
    press(desk, Qt.Key.Key_Left)
    wait_for(qtbot, desk, 2)
    press(desk, Qt.Key.Key_Right, modifier=Qt.KeyboardModifier.ShiftModifier)
    wait_for(qtbot, desk, 99)
    press(desk, Qt.Key.Key_Left, modifier=Qt.KeyboardModifier.ShiftModifier)
    wait_for(qtbot, desk, 0)


def test_space_plays_and_pauses_and_j_k_l_shuttle(desk, qtbot):
    press(desk, Qt.Key.Key_Space)
    assert desk.player.playback.playing
    qtbot.waitUntil(lambda: desk.player.moment.frame.index >= 3, timeout=10_000)
    press(desk, Qt.Key.Key_Space)
    assert not desk.player.playback.playing
    press(desk, "l", "l")
    assert desk.player.playback.rate == 2
    press(desk, "j")
    assert desk.player.playback.rate == -1
    qtbot.waitUntil(lambda: not desk.player.playback.playing, timeout=10_000)
    assert desk.player.playback.position == frame_time(0)
    press(desk, "l", "k")
    assert not desk.player.playback.playing
    press(desk, "+", "+", "-")
    assert desk.transport.speed.text() == "2 x"


def test_n_and_p_go_from_event_to_event_and_numbers_to_the_next_of_a_severity(desk, qtbot):
    visited = []
    for _ in range(5):
        press(desk, "n")
        visited.append(desk.item)
    assert visited == [*USUAL_EVENTS, USUAL_EVENTS[-1]] and "No further event" in desk.banner.text()
    wait_for(qtbot, desk, 80)
    press(desk, "p")
    assert desk.item == USUAL_EVENTS[2] and desk.kind == EventKind.HEAD_DOWN
    desk.player.seek(frame_time(0))
    press(desk, "3")
    assert desk.item == USUAL_EVENTS[1]
    press(desk, "2")
    assert desk.item == USUAL_EVENTS[3]
    press(desk, "1")
    assert "No further notice" in desk.banner.text()


def test_an_event_is_judged_with_a_key_a_tag_and_a_note_and_taken_back(desk, folder):
    press(desk, "n", "x")
    assert read_review(folder).verdict(USUAL_EVENTS[0]) is Verdict.FALSE
    assert desk.judge.verdicts[Verdict.FALSE].isChecked()
    press(desk, "t")
    assert desk.judge.tag.hasFocus()
    QTest.keyClicks(desk.judge.tag, "yjn 1")
    press(desk.judge.tag, Qt.Key.Key_Tab)
    QTest.keyClicks(desk.judge.note, "reached out")
    press(desk.judge.note, Qt.Key.Key_Return)
    said = read_review(folder).judgements[USUAL_EVENTS[0].kind, USUAL_EVENTS[0].start]
    assert (said.verdict, said.tag, said.note, said.author) == (Verdict.FALSE, "yjn 1", "reached out", "Ada")
    assert desk.hasFocus()
    press(desk, "u")
    said = read_review(folder).judgements[USUAL_EVENTS[0].kind, USUAL_EVENTS[0].start]
    assert said.verdict is Verdict.UNCLEAR and said.note == "reached out"
    press(desk, Qt.Key.Key_Z, modifier=Qt.KeyboardModifier.ControlModifier)
    assert read_review(folder).verdict(USUAL_EVENTS[0]) is Verdict.FALSE


def test_escape_in_a_field_keeps_what_was_typed_and_the_drive_open(desk, folder):
    press(desk, "n", "t")
    QTest.keyClicks(desk.judge.tag, "radio")
    press(desk.judge.tag, Qt.Key.Key_Escape)
    assert desk.hasFocus() and desk.isVisible()
    assert read_review(folder).judgements[USUAL_EVENTS[0].kind, USUAL_EVENTS[0].start].tag == "radio"


def test_buttons_do_what_keys_do(desk, folder, qtbot):
    desk.items.chosen.emit(USUAL_EVENTS[3])
    wait_for(qtbot, desk, 80)
    qtbot.mouseClick(desk.judge.verdicts[Verdict.TRUE], Qt.MouseButton.LeftButton)
    assert read_review(folder).verdict(USUAL_EVENTS[3]) is Verdict.TRUE
    qtbot.mouseClick(desk.judge.undo_button, Qt.MouseButton.LeftButton)
    assert read_review(folder).verdict(USUAL_EVENTS[3]) is None
    qtbot.mouseClick(desk.judge.reviewed_button, Qt.MouseButton.LeftButton)
    assert read_review(folder).declared and desk.judge.reviewed_button.isChecked()
    qtbot.mouseClick(desk.transport.play_button, Qt.MouseButton.LeftButton)
    assert desk.player.playback.playing
    qtbot.mouseClick(desk.transport.faster_button, Qt.MouseButton.LeftButton)
    assert desk.player.playback.rate == 2


def test_without_a_chosen_event_nothing_is_judged(desk, folder):
    press(desk, "y")
    assert "Choose an event first" in desk.banner.text() and read_review(folder).judgements == {}
    assert not desk.judge.verdicts[Verdict.TRUE].isEnabled()


def test_a_moment_is_marked_tagged_and_the_mark_taken_away(desk, folder, qtbot):
    press(desk, Qt.Key.Key_Right)
    wait_for(qtbot, desk, 1)
    press(desk, "t")
    QTest.keyClicks(desk.judge.tag, "glare")
    press(desk.judge.tag, Qt.Key.Key_Return)
    (mark,) = read_review(folder).marks
    assert (mark.time, mark.tag) == (frame_time(1), "glare")
    assert desk.item == mark and mark in desk.items.items()
    desk.setFocus()
    press(desk, Qt.Key.Key_Delete)
    assert read_review(folder).marks == () and desk.item is None


def test_what_was_said_before_is_there_when_the_drive_is_opened_again(open_window, drives, folder):
    log = ReviewLog(folder, "Bob")
    log.judge(USUAL_EVENTS[0], Verdict.TRUE, note="yes")
    log.mark(frame_time(33), tag="glare")
    page = open_window(drives, folder).player
    assert len(page.items.items()) == 5
    press(page, "n")
    assert page.judge.verdicts[Verdict.TRUE].isChecked() and page.judge.note.text() == "yes"


def test_it_plays_in_the_loop_between_the_marks(desk, qtbot):
    desk.player.seek(frame_time(20))
    press(desk, "[")
    desk.player.seek(frame_time(25))
    press(desk, "]")
    press(desk, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: frame_time(20) <= desk.player.playback.position < frame_time(25), timeout=5000)
    for _ in range(20):
        qtbot.wait(50)
        assert frame_time(20) <= desk.player.playback.position <= frame_time(25)
    assert desk.player.playback.playing


def test_g_goes_to_a_time_that_is_typed_and_says_what_is_none(desk, qtbot):
    press(desk, "g")
    assert desk.transport.go_to.hasFocus()
    QTest.keyClicks(desk.transport.go_to, "0:07.5")
    press(desk.transport.go_to, Qt.Key.Key_Return)
    wait_for(qtbot, desk, 75)
    assert desk.hasFocus()
    desk.transport.ask()
    QTest.keyClicks(desk.transport.go_to, "soon")
    press(desk.transport.go_to, Qt.Key.Key_Return)
    assert "'soon' is no time" in desk.banner.text()


def _of(plot):
    times, values = plot._curves[0].getData()
    return ((), ()) if times is None else (times, values)


def test_a_keypoint_is_looked_at_in_the_picture_in_the_diagram_and_with_a_key(desk, qtbot):
    pose = desk.player.moment.observation.pose
    from PySide6.QtCore import QPointF

    place = desk.picture.to_widget().map(QPointF(*pose.xy[INDEX["left_wrist"]].tolist())).toPoint()
    qtbot.mouseClick(desk.picture, Qt.MouseButton.LeftButton, pos=place)
    assert desk.keypoint == INDEX["left_wrist"] and desk.keypoint_panel.isVisible()
    from app.ui.body_diagram import place as in_diagram

    absent = desk.diagram.to_widget().map(in_diagram(INDEX["left_ankle"])).toPoint()
    qtbot.mouseClick(desk.diagram, Qt.MouseButton.LeftButton, pos=absent)
    assert desk.keypoint == INDEX["left_ankle"]
    # The measures of the drive are read meanwhile.
    qtbot.waitUntil(lambda: len(_of(desk.keypoint_plot)[0]) == 100)
    assert (_of(desk.keypoint_plot)[1] == 1).all()
    press(desk, Qt.Key.Key_Escape)
    assert desk.keypoint is None and desk.measure_panel.isVisible() and not desk.keypoint_panel.isVisible()
    press(desk, "i", "i")
    assert desk.keypoint == 1
    press(desk, "v")
    assert desk.keypoint is None


def test_the_states_at_the_cursor_are_told_beside_the_lanes(desk, qtbot):
    desk.player.seek(frame_time(85))
    wait_for(qtbot, desk, 85)
    states = desk.timeline._states
    assert states[EventKind.LEANING][0] is RuleState.ACTIVE
    assert states[EventKind.HANDS_OFF_WHEEL][0] is RuleState.NOT_OBSERVABLE
    assert states[EventKind.DRIVER_ABSENT][0] is RuleState.CLEAR


def test_the_timeline_is_touched_zoomed_and_pointed_at(desk, qtbot):
    timeline = desk.timeline
    area = timeline.lane_rect(EventKind.SLUMPED)
    qtbot.mouseClick(
        timeline, Qt.MouseButton.LeftButton, pos=QPoint(round(area.center().x()), round(area.center().y()))
    )
    assert abs(desk.player.playback.position - (frame_time(0) + frame_time(99)) // 2) < 10**8
    event = USUAL_EVENTS[0]
    qtbot.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=timeline.event_rect(event).center().toPoint())
    assert desk.item == event and desk.player.playback.position == event.start
    qtbot.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=QPoint(20, round(area.center().y())))
    assert desk.kind == EventKind.SLUMPED and "Slumped" in desk.measure_panel._heading
    desk.timeline.pointed.emit(frame_time(60))
    qtbot.waitUntil(desk.thumbnail.isVisible, timeout=10_000)
    desk.timeline.pointed.emit(None)
    assert not desk.thumbnail.isVisible()


def test_plots_follow_the_timeline_s_stretch(desk, qtbot):
    whole = desk.axis
    desk.set_axis(whole.zoomed(0.2, frame_time(50)))
    assert desk.timeline.axis == desk.measure_plot.axis == desk.keypoint_plot.axis == desk.axis
    qtbot.waitUntil(lambda: desk.detail is not None, timeout=10_000)
    low, high = desk.measure_plot._plot.viewRange()[0]
    assert high - low == pytest.approx(whole.span / 5e9, rel=0.01)
    desk.player.seek(frame_time(99))
    assert desk.axis.left <= frame_time(99) <= desk.axis.right
    press(desk, "0")
    assert desk.axis == whole


def test_the_keys_are_told_and_escape_leads_back_to_the_library(open_window, drives, folder):
    window = open_window(drives, folder)
    press(window.player, "?")
    assert window.acts.card.isVisible()
    press(window.player, Qt.Key.Key_Escape)
    assert not window.acts.card.isVisible() and window.player is not None
    press(window.player, Qt.Key.Key_Escape)
    assert window.player is None and window.library.isVisible()


def test_exports_and_other_rules_are_asked_of_those_who_do_it(open_window, drives, folder, qtbot):
    answers = iter([UserError("the disk is full"), "written to out.html"])

    def export(opened, parent):
        answer = next(answers)
        if isinstance(answer, UserError):
            raise answer
        return answer

    other = make_event(1.0, kind=EventKind.SLUMPED)
    seams = Seams(export=export, compare=lambda opened, parent: Comparison(label="strict.toml", events=(other,)))
    page = open_window(drives, folder, seams=seams).player
    qtbot.mouseClick(page.export_button, Qt.MouseButton.LeftButton)
    assert page.banner.text() == "the disk is full"
    qtbot.mouseClick(page.export_button, Qt.MouseButton.LeftButton)
    assert page.banner.text() == "written to out.html"
    qtbot.mouseClick(page.compare_button, Qt.MouseButton.LeftButton)
    assert "strict.toml" in page.banner.text() and page.timeline._content.other == (other,)


def test_without_them_there_are_no_buttons(desk):
    assert not desk.export_button.isVisible() and not desk.compare_button.isVisible()


def test_a_drive_without_video_shows_skeletons_and_says_so(open_window, drives):
    folder = make_drive(drives, codec=None, wall=2e9)
    page = open_window(drives, folder).player
    assert page.picture.said() == "No picture was recorded" and page.player.moment.observation.pose is not None
    assert "No pictures were recorded" in page.banner.text()


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (["UPDATE drive SET ended = 0"], "ended unexpectedly"),
        (["DELETE FROM frames WHERE frame > 40"], "have no pictures"),
        (["UPDATE observations SET wall_time = wall_time + 3600 WHERE id > 50"], "The clock was set by +3600 s"),
        (["UPDATE events SET start_ns = 5, end_ns = 9 WHERE kind = 'head_down'"], "outside of what was observed"),
        (["UPDATE drive SET settings = 'version = 3'"], "own rules cannot be read"),
    ],
)
def test_damaged_drives_open_as_far_as_they_can_with_a_plain_notice(open_window, drives, folder, damage, said):
    run_sql(folder, *damage)
    page = open_window(drives, folder).player
    assert said in page.banner.text() and page.banner.isVisible()
    press(page, "n", "n", "n", "p")
    assert page.player.moment is not None


def test_a_video_that_is_gone_is_said_on_the_picture_and_the_skeletons_stay(open_window, drives, folder):
    (folder / "video" / "0001.mkv").unlink()
    page = open_window(drives, folder).player
    assert "1 of 1 video files are missing" in page.banner.text()
    assert "0001.mkv" in page.picture.said() and page.player.moment.observation.pose is not None


def test_a_drive_without_events_and_one_without_anything_open(open_window, drives, qtbot):
    quiet = sorted(drives.iterdir())[1]
    page = open_window(drives, quiet).player
    press(page, "n")
    assert "No further event" in page.banner.text()
    empty = make_drive(drives, codec=None, seconds=0, events=(), wall=2.1e9)
    page = open_window(drives, empty).player
    assert "Nothing was observed" in page.banner.text()
    press(page, Qt.Key.Key_Right, Qt.Key.Key_Space, "n", "m", "0")
    qtbot.wait(100)


def test_observations_that_are_damaged_are_told_and_the_pictures_stay(open_window, drives, folder, qtbot):
    run_sql(folder, "UPDATE observations SET raw = x'00' WHERE id = 60")
    page = open_window(drives, folder).player
    qtbot.waitUntil(lambda: "is damaged" in page.banner.text(), timeout=10_000)
    page.player.seek(frame_time(20))
    wait_for(qtbot, page, 20)


def test_judgements_that_cannot_be_kept_are_told(open_window, drives, folder):
    (folder / "review.sqlite").write_bytes(b"no database" * 99)
    page = open_window(drives, folder).player
    assert "review.sqlite" in page.banner.text()
    press(page, "n", "y")
    assert "cannot be kept" in page.banner.text()


@pytest.mark.parametrize("size", SIZES)
def test_nothing_overlaps_and_nothing_is_cut_at_usual_sizes(open_window, drives, folder, qtbot, size):
    window = open_window(drives, folder, size=size)
    page = window.player
    page.choose_keypoint(9)
    qtbot.wait(50)
    assert (window.width(), window.height()) == size
    names = ("banner", "picture", "transport", "diagram", "items", "judge", "measure_plot", "keypoint_plot", "timeline")
    parts = [part for name in names if (part := getattr(page, name)).isVisible()]
    areas = [QRect(part.mapTo(window, QPoint(0, 0)), part.size()) for part in parts]
    assert all(window.rect().contains(area) for area in areas)
    assert not any(one.intersects(other) for one, other in combinations(areas, 2))
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and type(widget).__module__.startswith("app.ui"):
            needed = widget.minimumSizeHint()
            assert widget.width() >= needed.width() and widget.height() >= needed.height(), type(widget)
    assert page.measure_plot.isVisible() == (size == SIZES[1])


def test_a_window_that_is_closed_and_forgotten_with_a_drive_open_breaks_nothing(drives, folder, qtbot):
    for _ in range(2):
        window = ReviewWindow(drives, author="Ada", first=open_drive(folder))
        window.show()
        qtbot.waitUntil(lambda window=window: window.player.player.moment is not None, timeout=20_000)
        window.close()
        del window
        gc.collect()
        qtbot.wait(100)
