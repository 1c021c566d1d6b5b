import pytest

from app.posture.event import EventKind, PostureEvent, RuleState, Severity
from app.posture.rules import load_rules
from benchmarks.event_matching import Said, Score, TrueEvent, possible_severities, score

RULES = load_rules()
LEANING = EventKind.LEANING  # told after five seconds


def told(start, end, kind=LEANING, severity=Severity.NOTICE):
    return PostureEvent(
        kind=kind,
        severity=severity,
        start=round(start * 1e9),
        end=round(end * 1e9),
        wall_time=0.0,
        peak=1.0,
        evidence=(),
        rules_version="",
    )


def judged(true, events, borderline=(), said=()):
    return score(LEANING, RULES, true, borderline, events, said)


def test_an_event_told_within_a_second_of_its_onset_is_found():
    assert judged([TrueEvent(LEANING, 10, 18)], [told(9.2, 18.3)]) == Score(expected=1, found=1, severity_right=1)


def test_an_event_told_two_seconds_late_is_a_miss_and_false():
    assert judged([TrueEvent(LEANING, 10, 18)], [told(12, 18)]) == Score(expected=1, false=1)


def test_an_event_of_another_kind_is_no_match():
    assert judged([TrueEvent(EventKind.SLUMPED, 10, 18)], [told(10, 18)]) == Score(false=1)


def test_one_told_event_matches_one_true_event():
    twice = [TrueEvent(LEANING, 10, 18), TrueEvent(LEANING, 10.5, 18)]
    assert judged(twice, [told(10, 18)]).found == 1


def test_what_is_too_short_to_be_told_is_not_expected():
    assert judged([TrueEvent(LEANING, 10, 12)], []) == Score()


def test_what_is_too_short_to_be_told_and_is_told_is_false():
    assert judged([TrueEvent(LEANING, 10, 12)], [told(10, 16)]) == Score(false=1)


@pytest.mark.parametrize("events", [[], [told(9.5, 14.9)]])
def test_what_lasts_long_enough_with_the_ways_there_and_back_only_may_be_told_or_not(events):
    assert judged([TrueEvent(LEANING, 10, 14)], events) == Score()


@pytest.mark.parametrize("events", [[], [told(13, 19)]])
def test_what_the_truth_calls_borderline_may_be_told_or_not(events):
    assert judged([], events, borderline=[TrueEvent(LEANING, 12, 18)]) == Score()


def test_what_is_told_far_from_anything_borderline_is_false():
    assert judged([], [told(40, 46)], borderline=[TrueEvent(LEANING, 12, 18)]) == Score(false=1)


def test_a_miss_of_which_the_rule_said_that_it_could_not_see_is_counted_apart():
    said = [Said(t, RuleState.NOT_OBSERVABLE if t > 11 else RuleState.CLEAR) for t in range(30)]
    result = judged([TrueEvent(LEANING, 10, 18)], [], said=said)
    assert result == Score(expected=1, unobservable=1)
    assert (result.missed, result.recall) == (0, 0.0)


def test_a_rule_that_saw_and_said_nothing_missed():
    said = [Said(t, RuleState.CLEAR) for t in range(30)]
    assert judged([TrueEvent(LEANING, 10, 18)], [], said=said).missed == 1


def test_the_severity_must_fit_the_duration():
    true = TrueEvent(EventKind.HANDS_OFF_WHEEL, 0, 32)
    assert possible_severities(RULES.hands_off_wheel, true) == {Severity.WARNING}
    mild = [told(0, 32, EventKind.HANDS_OFF_WHEEL)]
    assert score(EventKind.HANDS_OFF_WHEEL, RULES, [true], [], mild, []) == Score(expected=1, found=1)


def test_where_a_step_lies_within_the_ways_either_severity_is_right():
    true = TrueEvent(EventKind.HANDS_OFF_WHEEL, 0, 29)
    assert possible_severities(RULES.hands_off_wheel, true) == {Severity.NOTICE, Severity.WARNING}


def test_scores_add_up():
    assert Score(2, 1, 1, 1, 3) + Score(1, 1, 0, 0, 0) == Score(3, 2, 1, 1, 3)
    assert Score(4, 2, 1).observable_recall == pytest.approx(2 / 3)
