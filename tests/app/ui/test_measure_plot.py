import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.posture.event import EventKind, RuleState
from app.ui.measure_plot import SPAN_S, MeasurePlot, unobserved_spans

SECOND = 1_000_000_000


@pytest.fixture
def plot(qtbot) -> MeasurePlot:
    widget = MeasurePlot()
    qtbot.addWidget(widget)
    widget.resize(500, 200)
    return widget


def play(plot, make_statuses, seconds, events=(), **states):
    for second in seconds:
        plot.show_measures(make_statuses(**states), events, round(second * SECOND))


def test_only_the_last_half_minute_is_kept(plot, make_statuses):
    play(plot, make_statuses, np.arange(0, 100, 0.5))
    times, _ = plot.points()
    assert times[0] == -SPAN_S and times[-1] == 0
    assert len(times) == 61


def test_where_the_measure_is_not_observable_there_is_a_gap(plot, make_statuses):
    play(plot, make_statuses, range(5))
    play(plot, make_statuses, range(5, 8), hand_at_head=RuleState.NOT_OBSERVABLE)
    _, values = plot.points()
    np.testing.assert_array_equal(np.isnan(values), [False] * 5 + [True] * 3)


def test_a_gap_and_an_event_are_marked_and_vanish_when_they_are_past(plot, make_statuses, make_event, grab):
    plot.show()
    event = make_event(EventKind.HAND_AT_HEAD, start=2, end=4)
    play(plot, make_statuses, range(8), [event])
    marked = grab(plot)
    play(plot, make_statuses, range(8, 50), [event])
    assert (marked != grab(plot)).any()
    assert not any(span.isVisible() for span in plot._spans)


def test_an_event_of_another_rule_is_not_marked_here(plot, make_statuses, make_event):
    play(plot, make_statuses, range(8), [make_event(EventKind.LEANING, start=2)])
    assert plot._spans == []
    plot.choose(EventKind.LEANING)
    assert [span.getRegion() for span in plot._spans] == [(-5.0, 0.0)]


def test_another_rules_history_is_there_when_it_is_chosen(plot, make_statuses):
    play(plot, make_statuses, range(10))
    plot.choose(EventKind.LEANING)
    assert len(plot.points()[0]) == 10


def test_a_clip_that_begins_again_begins_the_plot_again(plot, make_statuses):
    play(plot, make_statuses, range(20))
    play(plot, make_statuses, range(3))
    assert plot.points()[0].tolist() == [-2, -1, 0]


@given(st.lists(st.booleans(), max_size=40))
def test_unobserved_stretches_cover_every_gap_and_no_figure(blind):
    times = np.arange(len(blind), dtype=np.float64)
    spans = unobserved_spans(times, np.where(blind, np.nan, 1.0))
    for time, gap in zip(times, blind, strict=True):
        assert any(start <= time <= end for start, end in spans) or not gap
        assert not any(start <= time < end for start, end in spans) or gap
