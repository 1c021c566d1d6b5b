import numpy as np

from app.posture.event import EventKind, RuleState, Severity
from app.posture.rules import load_rules
from app.review.samples import KINDS, Samples, no_samples
from app.review.states import states_at
from tests.recorded_drives import START, make_event

RULES = load_rules()


def samples(*leaning):
    measures = np.zeros((len(leaning), len(KINDS)), np.float32)
    measures[:, KINDS.index(EventKind.LEANING)] = leaning
    return Samples(
        times=START + np.arange(len(leaning)) * 10**9,
        measures=measures,
        visibility=np.zeros((len(leaning), 17, 3), np.float32),
    )


def leaning_at(seconds, events, found):
    return states_at(START + round(seconds * 10**9), events, found, RULES).get(EventKind.LEANING)


def test_an_event_says_that_its_rule_was_active_until_it_ends():
    events = [make_event(1, 2, severity=Severity.WARNING)]
    assert leaning_at(1.0, events, no_samples()) == (RuleState.ACTIVE, Severity.WARNING)
    assert leaning_at(2.9, events, samples(0, 0, 0, 0))[0] is RuleState.ACTIVE
    assert leaning_at(3.0, events, samples(0, 0, 0, 0))[0] is RuleState.CLEAR
    assert leaning_at(9.0, [make_event(1, None)], no_samples())[0] is RuleState.ACTIVE


def test_else_the_newest_measure_tells():
    found = samples(0.0, float("nan"), RULES.leaning.enter, 0.0)
    told = [leaning_at(second, (), found)[0] for second in (0.5, 1.5, 2.5, 3.0)]
    assert told == [RuleState.CLEAR, RuleState.NOT_OBSERVABLE, RuleState.PENDING, RuleState.CLEAR]


def test_where_nothing_is_measured_by_now_nothing_is_claimed():
    assert leaning_at(1.0, (), no_samples()) is None
    assert leaning_at(-1.0, (), samples(0, 0)) is None and leaning_at(5.0, (), samples(0, 0)) is None
