from hypothesis import given, settings
from hypothesis import strategies as st

from app.posture.event import EventKind, Severity
from app.review.comparison import compare
from app.review.difference_table import clock, difference_table
from app.review.outcome import Outcome
from tests.app.review.kept_drives import make_event


def outcome(*events):
    return Outcome(events=tuple(sorted(events, key=lambda e: (e.start, e.kind.value))), observability={})


def test_the_same_events_differ_in_nothing():
    events = outcome(make_event(1, 3), make_event(5, None))
    found = compare(events, events)
    assert (found.only_a, found.only_b, found.changed) == ((), (), ()) and found.same == events.events


def test_an_event_that_one_of_them_has_is_told_of():
    early, late = make_event(1, 3), make_event(20, 22)
    found = compare(outcome(early), outcome(late))
    assert (found.only_a, found.only_b, found.changed, found.same) == ((early,), (late,), (), ())


def test_events_that_overlap_or_begin_within_a_second_are_one_that_changed():
    for a, b in [((1, 9), (4, 9)), ((1, 3), (1.9, 2)), ((1, 3), (3, 5)), ((5, None), (4, 6)), ((1, 2), (2.0, 9))]:
        found = compare(outcome(make_event(*a)), outcome(make_event(*b)))
        assert [(change.a.start / 1e9, change.b.start / 1e9) for change in found.changed] == [(a[0], b[0])]
        assert found.only_a == found.only_b == ()


def test_events_that_are_apart_or_of_other_kinds_are_not_the_same():
    for a, b in [
        (make_event(1, 2), make_event(2.1, 3)),
        (make_event(1, 9), make_event(1, 9, kind=EventKind.HEAD_DOWN)),
    ]:
        found = compare(outcome(a), outcome(b))
        assert found.only_a == (a,) and found.only_b == (b,)


def test_another_severity_is_a_change_and_another_peak_is_none():
    event, worse = make_event(1, 3), make_event(1, 3, severity=Severity.ALARM)
    assert len(compare(outcome(event), outcome(worse)).changed) == 1


def test_an_event_that_fell_apart_is_one_that_changed_and_one_that_is_new():
    whole, first, second = make_event(1, 20), make_event(1, 8), make_event(12, 20)
    found = compare(outcome(whole), outcome(first, second))
    assert [change.b for change in found.changed] == [first] and found.only_b == (second,)


@st.composite
def outcomes(draw):
    times = draw(st.lists(st.floats(0, 60), max_size=8, unique_by=lambda t: round(t * 1e9)))
    kinds = [EventKind.LEANING, EventKind.HEAD_DOWN]
    return outcome(*(make_event(t, t + draw(st.floats(0, 9)), kind=draw(st.sampled_from(kinds))) for t in times))


@given(a=outcomes(), b=outcomes())
@settings(deadline=None)
def test_every_event_is_told_of_once(a, b):
    found = compare(a, b)
    of_a = [*found.only_a, *(change.a for change in found.changed), *found.same]
    of_b = [*found.only_b, *(change.b for change in found.changed)]
    assert sorted(map(repr, of_a)) == sorted(map(repr, a.events))
    assert len(of_b) + len(found.same) == len(b.events)


def test_the_table_tells_times_from_the_beginning_and_stays_in_its_columns():
    found = compare(
        outcome(make_event(3661, 3665), make_event(10, 12)), outcome(make_event(3661, None, severity=Severity.ALARM))
    )
    lines = difference_table(found, start=0, a="then", b="x" * 80 + "rules.toml").splitlines()
    assert lines[1].split(maxsplit=2)[2].split("  ")[0] == "leaning"
    assert "0:10.0 to 0:12.0, notice" in lines[1] and lines[1].endswith("-")
    assert lines[2].startswith("changed") and lines[2].endswith("1:01:01.0 to cut off, alarm")
    assert lines[0].endswith("rules.toml") and len(lines[0]) < 120


def test_times_are_told_in_tenths_and_carry_over():
    assert [clock(round(s * 1e9)) for s in (0, 9.96, 59.99, 3600)] == ["0:00.0", "0:10.0", "1:00.0", "1:00:00.0"]
