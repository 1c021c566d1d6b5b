import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent

from app.posture.event import EventKind, RuleState, Severity
from app.review.judgements import Judgement, Mark, Review, Verdict
from app.review.samples import KINDS, Samples
from app.ui.review.blind_columns import blind_columns
from app.ui.review.time_axis import TimeAxis
from app.ui.review.timeline import DriveContent, Timeline
from tests.recorded_drives import START, make_event

SECOND = 10**9
AXIS = TimeAxis.whole(START, START + 100 * SECOND)


@pytest.fixture
def timeline(qtbot):
    widget = Timeline()
    qtbot.addWidget(widget)
    widget.resize(900, widget.minimumSizeHint().height())
    widget.show_axis(AXIS)
    widget.show()
    return widget


def samples(blind_from, blind_to):
    """A sample a second; leaning is not observable between the two."""
    measures = np.zeros((101, len(KINDS)), np.float32)
    measures[blind_from:blind_to, KINDS.index(EventKind.LEANING)] = np.nan
    return Samples(
        times=START + np.arange(101) * SECOND, measures=measures, visibility=np.zeros((101, 17, 3), np.float32)
    )


def wheel(widget, x, turn, modifiers=Qt.KeyboardModifier.NoModifier):
    place = QPointF(x, 40)
    widget.wheelEvent(
        QWheelEvent(
            place, place, QPoint(), QPoint(0, turn), Qt.MouseButton.NoButton, modifiers,
            Qt.ScrollPhase.NoScrollPhase, False,
        )
    )  # fmt: skip


def test_severity_verdict_loop_marks_and_comparison_are_all_seen(timeline, grab):
    event = make_event(10, 20)
    pictures = [grab(timeline)]
    judged = Review(
        judgements={
            (event.kind, event.start): Judgement(verdict=Verdict.TRUE, note="", tag="", author="Ada", wall_time=0.0)
        }
    )
    mark = Mark(time=START + 50 * SECOND, note="", tag="", author="Ada", wall_time=0.0)
    for content in (
        DriveContent(events=(event,)),
        DriveContent(events=(make_event(10, 20, severity=Severity.ALARM),)),
        DriveContent(events=(event,), review=judged),
        DriveContent(events=(event,), review=Review(marks=(mark,))),
        DriveContent(events=(event,), other=(make_event(60, 5),)),
        DriveContent(events=(event,), recorded=((START, START + 30 * SECOND),)),
        DriveContent(events=(event,), samples=samples(40, 60)),
    ):
        timeline.show_content(content)
        pictures.append(grab(timeline))
    timeline.show_loop(START + 5 * SECOND, START + 25 * SECOND)
    pictures.append(grab(timeline))
    timeline.show_position(START + 70 * SECOND, {EventKind.LEANING: (RuleState.ACTIVE, Severity.ALARM)})
    pictures.append(grab(timeline))
    seen = {picture.tobytes() for picture in pictures}
    assert len(seen) == len(pictures)


def test_what_matters_more_is_higher_for_who_sees_no_colours(timeline):
    heights = [timeline.event_rect(make_event(5, 3, severity=severity)).height() for severity in Severity]
    assert heights[0] < heights[1] < heights[2]


def test_an_event_of_seconds_in_hours_is_still_seen_and_touched(timeline):
    timeline.show_axis(TimeAxis.whole(START, START + 4 * 3600 * SECOND))
    event = make_event(7200, 1)
    timeline.show_content(DriveContent(events=(event,)))
    area = timeline.event_rect(event)
    assert area.width() >= 5 and timeline.event_at(area.center()) == event


def test_the_wheel_zooms_around_the_pointer_and_with_shift_moves_along(timeline, qtbot):
    x = timeline.label_width() + 300
    before = timeline._time_at(QPointF(x, 0))
    with qtbot.waitSignal(timeline.axis_changed):
        wheel(timeline, x, 120)
    assert timeline.axis.span < AXIS.span
    assert abs(timeline._time_at(QPointF(x, 0)) - before) < SECOND / 10
    left = timeline.axis.left
    wheel(timeline, x, -120, Qt.KeyboardModifier.ShiftModifier)
    assert timeline.axis.left > left
    for _ in range(30):
        wheel(timeline, x, -120)
    assert timeline.axis == AXIS


def test_dragging_goes_along(timeline, qtbot):
    sought = []
    timeline.sought.connect(sought.append)
    y = round(timeline.lane_rect(EventKind.SLUMPED).center().y())
    qtbot.mousePress(timeline, Qt.MouseButton.LeftButton, pos=QPoint(timeline.label_width() + 10, y))
    qtbot.mouseMove(timeline, QPoint(timeline.label_width() + 200, y))
    qtbot.mouseRelease(timeline, Qt.MouseButton.LeftButton, pos=QPoint(timeline.label_width() + 200, y))
    assert len(sought) >= 2 and sought[0] < sought[-1]


@pytest.mark.parametrize("width", [40, 100, 333, 2000])
def test_blind_columns_are_where_the_rule_could_say_nothing(width):
    blind = blind_columns(samples(40, 60), AXIS, width)[KINDS.index(EventKind.LEANING)]
    centres = (np.arange(width) + 0.5) * 100 / width
    inside, outside = (centres > 42) & (centres < 58), (centres < 38) | (centres > 62)
    assert blind[inside].all() and not blind[outside].any()
    others = np.delete(blind_columns(samples(40, 60), AXIS, width), KINDS.index(EventKind.LEANING), axis=0)
    assert not others.any()


def test_where_nothing_is_measured_by_now_nothing_is_claimed():
    early = samples(0, 101)
    part = Samples(times=early.times[:30], measures=early.measures[:30], visibility=early.visibility[:30])
    blind = blind_columns(part, AXIS, 100)[KINDS.index(EventKind.LEANING)]
    assert blind[:28].all() and not blind[31:].any()
