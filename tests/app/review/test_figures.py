import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.posture.event import EventKind
from app.review.figures import JudgedDrive, rule_figures
from app.review.judgements import Judgement, Review, Verdict
from tests.recorded_drives import make_event


def judged(hours, **verdicts):
    """A drive whose events of each kind were judged so."""
    events, judgements = [], {}
    for kind, said in verdicts.items():
        for i, verdict in enumerate(said):
            event = make_event(10.0 * i, kind=EventKind(kind))
            events.append(event)
            if verdict is not None:
                judgements[event.kind, event.start] = Judgement(
                    verdict=verdict, note="", tag="", author="Ada", wall_time=0.0
                )
    return JudgedDrive(hours=hours, events=tuple(events), review=Review(judgements=judgements))


T, F, U = Verdict.TRUE, Verdict.FALSE, Verdict.UNCLEAR


def test_precision_and_false_alarms_an_hour_over_all_drives():
    figures = rule_figures([judged(1.5, leaning=[T, T, F], head_down=[U]), judged(0.5, leaning=[T, U, None])])
    by_kind = {told.kind: told for told in figures}
    leaning = by_kind[EventKind.LEANING]
    assert (leaning.true, leaning.false, leaning.unclear, leaning.hours) == (3, 1, 1, 2.0)
    assert leaning.precision == pytest.approx(0.75) and leaning.false_an_hour == pytest.approx(0.5)
    assert by_kind[EventKind.HEAD_DOWN].precision is None and by_kind[EventKind.HEAD_DOWN].false_an_hour == 0.0


def test_without_reviewed_drives_nothing_is_claimed():
    assert [(told.precision, told.false_an_hour) for told in rule_figures([])] == [(None, None)] * len(EventKind)


@given(st.lists(st.sampled_from([T, F, U, None]), max_size=30))
def test_every_judged_event_is_counted_once(said):
    told = {figures.kind: figures for figures in rule_figures([judged(1.0, slumped=said)])}[EventKind.SLUMPED]
    assert told.true + told.false + told.unclear == len(said) - said.count(None)
    assert told.precision is None or 0 <= told.precision <= 1
