import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.training.answers import answer, some_answers
from tests.training.people import STANDING
from training.metrics.mapk import MEAN, PARTS, mapk, match

LEFT_ANKLE = 15
SOME = some_answers()


def everywhere(value, *others):
    """Return `value` for all keypoints but those told as (keypoint, value)."""
    values = np.full(17, value)
    for keypoint, other in others:
        values[keypoint] = other
    return values


def test_perfect_answers_have_ap_and_ar_of_one():
    found = mapk([answer(), answer(true_state=1)], 0.2, non_zero=False)
    assert set(found.ap.values()) == set(found.ar.values()) == {1.0}


def test_every_keypoint_belongs_to_one_part():
    assert sorted(keypoint for part in PARTS.values() for keypoint in part) == list(range(17))


def test_one_shifted_nose_by_hand():
    # Off by 5.2 px, k s = 5.2 px: similarity .607, right at 3 of 10 thresholds. Head: (.3 + 4 * 1) / 5 = .86. The mean
    # over seven parts: (.86 + 6) / 7 = .98.
    shifted = STANDING.copy()
    shifted[0, 0] += 5.2
    found = mapk([answer(xy=shifted)], 0.2, non_zero=False)
    for figures in (found.ap, found.ar):
        assert figures["Head"] == pytest.approx(0.86) and figures[MEAN] == pytest.approx(0.98)
        assert figures["Shoulder"] == 1.0


def test_a_keypoint_at_a_wrong_place_is_a_false_positive_and_a_false_negative():
    shifted = STANDING.copy()
    shifted[LEFT_ANKLE] += 500
    counts = match([answer(xy=shifted)], 0.2, non_zero=False)
    assert (counts.false_positives[:, LEFT_ANKLE] == 1).all() and (counts.false_negatives[:, LEFT_ANKLE] == 1).all()
    assert counts.true_positives.sum() == 10 * 16


def test_an_absent_keypoint_that_is_predicted_costs_precision_only():
    # Left ankle: one of two people has it, both are predicted: 1/2. Right ankle 1. (.5 + 1) / 2 = .75.
    absent = everywhere(2, (LEFT_ANKLE, 0))
    found = mapk([answer(), answer(true_state=absent)], 0.2, non_zero=False)
    assert found.ap["Ankle"] == pytest.approx(0.75) and found.ar["Ankle"] == 1.0


def test_non_zero_mends_the_precision_of_a_network_that_knows():
    absent = everywhere(2, (LEFT_ANKLE, 0))
    found = mapk([answer(), answer(true_state=absent, state=absent)], 0.2, non_zero=True)
    assert found.ap["Ankle"] == found.ar["Ankle"] == 1.0


def test_non_zero_costs_the_recall_of_a_network_that_hides_too_much():
    hidden = everywhere(2, (LEFT_ANKLE, 0))
    # Left ankle: found once of twice; (.5 + 1) / 2 = .75. What is still predicted is right.
    found = mapk([answer(), answer(state=hidden)], 0.2, non_zero=True)
    assert found.ar["Ankle"] == pytest.approx(0.75) and found.ap["Ankle"] == 1.0


def test_without_non_zero_the_decision_plays_no_part():
    assert mapk([answer(state=0)], 0.2, non_zero=False).ar[MEAN] == 1.0


def test_a_keypoint_below_the_cut_is_not_predicted_and_one_on_it_is():
    scores = everywhere(0.5, (LEFT_ANKLE, 0.25))
    found = mapk([answer(score=scores)], 0.5, non_zero=False)
    # Left ankle: never predicted, so its precision is unknown and its recall 0.
    assert found.ap["Ankle"] == 1.0 and found.ar["Ankle"] == 0.5


def test_a_label_that_is_no_single_class_is_neither_right_nor_wrong():
    counts = match([answer(true_state=-1)], 0.0, non_zero=False)
    assert not (counts.true_positives.any() or counts.false_positives.any() or counts.false_negatives.any())


def test_a_part_that_is_never_predicted_has_no_precision_and_does_not_spoil_the_mean():
    scores = everywhere(1.0, (LEFT_ANKLE, 0.0), (LEFT_ANKLE + 1, 0.0))
    found = mapk([answer(score=scores)], 0.2, non_zero=False)
    assert np.isnan(found.ap["Ankle"]) and found.ap[MEAN] == 1.0
    assert found.ar["Ankle"] == 0.0 and found.ar[MEAN] == pytest.approx(6 / 7)


def test_no_answers_have_no_figures():
    assert np.isnan(mapk([], 0.2, non_zero=True).ap[MEAN])


@given(st.permutations(SOME), st.booleans())
def test_the_order_of_answers_changes_nothing(shuffled, non_zero):
    assert mapk(shuffled, 0.2, non_zero) == mapk(SOME, 0.2, non_zero)


@given(st.floats(0, 1), st.floats(0, 1), st.booleans())
def test_a_higher_cut_never_finds_more(one, other, non_zero):
    loose, strict = mapk(SOME, min(one, other), non_zero), mapk(SOME, max(one, other), non_zero)
    assert all(strict.ar[part] <= loose.ar[part] for part in PARTS)
