import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.training.answers import answer, some_answers
from training.metrics.calibration_error import (
    Bin,
    calibration_error,
    class_reliability,
    reliability,
    shown_reliability,
)

SOME = some_answers()


def events(*truths):
    return np.array(truths, dtype=bool)


def test_two_bins_by_hand():
    # .1 and .3 of which none happened: said .2, happened 0. .6 and .8 of which one did: said .7, happened .5.
    bins = reliability(np.array([0.8, 0.1, 0.6, 0.3]), events(1, 0, 0, 0), bins=2)
    assert [(b.count, b.said, b.happened) for b in bins] == [(2, pytest.approx(0.2), 0), (2, pytest.approx(0.7), 0.5)]
    # Both are .2 off.
    assert calibration_error(bins) == pytest.approx(0.2)


def test_a_bin_weighs_as_many_events_as_it_holds():
    # (3 * |.9 - 1| + 1 * |.5 - 0|) / 4 = .2
    assert calibration_error([Bin(count=3, said=0.9, happened=1), Bin(count=1, said=0.5, happened=0)]) == pytest.approx(
        0.2
    )


def test_bins_hold_equally_many():
    bins = reliability(np.linspace(0, 1, 45) ** 4, np.zeros(45, bool))
    assert len(bins) == 15 and max(b.count for b in bins) - min(b.count for b in bins) <= 1


def test_what_was_called_equally_likely_stays_together():
    bins = reliability(np.array([0.2] * 3 + [0.7] * 7), events(*[0] * 3, *[1] * 7), bins=5)
    assert [b.count for b in bins] == [3, 7]


def test_who_says_what_happens_has_no_error():
    assert calibration_error(reliability(np.repeat([0.0, 1.0], 20), events(*[0] * 20, *[1] * 20))) == 0.0


def test_who_is_sure_and_always_wrong_has_an_error_of_one():
    assert calibration_error(reliability(np.repeat([0.0, 1.0], 20), events(*[1] * 20, *[0] * 20))) == 1.0


def test_nothing_labelled_has_no_error():
    assert np.isnan(calibration_error(shown_reliability([answer(true_state=-1)])))


def test_shown_is_judged_by_the_probability_of_not_being_absent():
    # P(shown) = .75; 8 of 17 keypoints are shown, half of them occluded.
    states = [1] * 4 + [2] * 4 + [0] * 9
    bins = shown_reliability([answer(true_state=states, visibility=[0.25, 0.375, 0.375])])
    assert [(b.count, b.said) for b in bins] == [(17, 0.75)] and bins[0].happened == pytest.approx(8 / 17)


def test_the_likeliest_class_is_judged_also_if_another_was_decided():
    # Likeliest: visible, .5. 4 of 16 labels are visible, one keypoint's label is unknown.
    states = [1] * 4 + [2] * 4 + [0] * 8 + [-1]
    bins = class_reliability([answer(state=0, true_state=states, visibility=[0.25, 0.25, 0.5])])
    assert bins == [Bin(count=16, said=0.5, happened=0.25)]


@pytest.mark.parametrize("of", [shown_reliability, class_reliability])
@given(shuffled=st.permutations(SOME))
def test_the_order_of_answers_changes_nothing(of, shuffled):
    assert calibration_error(of(shuffled)) == pytest.approx(calibration_error(of(SOME)))
