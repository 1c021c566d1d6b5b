import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.training.answers import answer, some_answers
from training.metrics.shown import labelled_keypoints, precision_recall_curve, shown_figures

TRUTH = np.array([True, True, False, True, False])
CONFIDENCE = np.array([0.9, 0.8, 0.8, 0.3, 0.1])
SOME = some_answers()


def test_a_decision_by_hand():
    # Two right, one wrong, one missed: precision 2/3, recall 2/3, F1 4 / (4 + 1 + 1).
    found = shown_figures(TRUTH, np.array([True, True, True, False, False]))
    assert (found.precision, found.recall, found.f1) == pytest.approx((2 / 3, 2 / 3, 4 / 6))


def test_showing_nothing_has_no_precision_and_an_f1_of_zero():
    found = shown_figures(TRUTH, np.zeros(5, bool))
    assert np.isnan(found.precision) and found.recall == found.f1 == 0.0


def test_showing_nothing_where_nothing_should_be_shown_is_unknown():
    found = shown_figures(np.zeros(5, bool), np.zeros(5, bool))
    assert np.isnan([found.precision, found.recall, found.f1]).all()


def test_a_curve_by_hand():
    # From .9: 1 of 1. From .8 both equal ones come at once: 2 of 3. From .3: 3 of 4. From .1: 3 of 5. Three in all.
    curve = precision_recall_curve(TRUTH, CONFIDENCE)
    assert curve.threshold.tolist() == [0.9, 0.8, 0.3, 0.1]
    assert curve.precision == pytest.approx([1, 2 / 3, 3 / 4, 3 / 5])
    assert curve.recall == pytest.approx([1 / 3, 2 / 3, 1, 1])
    # 2 TP / (shown + labelled): 2/4, 4/6, 6/7, 6/8.
    assert curve.f1 == pytest.approx([2 / 4, 4 / 6, 6 / 7, 6 / 8])


def test_a_curve_without_anything_to_show_is_refused():
    with pytest.raises(ValueError, match="no recall"):
        precision_recall_curve(np.zeros(3, bool), np.ones(3))


def test_occluded_and_visible_are_shown_and_unknown_labels_left_out():
    states = np.array([0, 1, 2, -1] + [-1] * 13)
    chances = np.full((17, 3), [0.25, 0.25, 0.5])
    found = labelled_keypoints([answer(true_state=states, state=[0, 2, 1] + [2] * 14, visibility=chances)])
    assert found.truth.tolist() == found.decided.tolist() == [False, True, True]
    assert found.presence.tolist() == [0.75] * 3 and found.score.tolist() == [1.0] * 3


def test_the_curve_passes_through_every_decision_at_a_threshold():
    keypoints = labelled_keypoints(SOME)
    curve = precision_recall_curve(keypoints.truth, keypoints.score)
    for place, threshold in enumerate(curve.threshold):
        one = shown_figures(keypoints.truth, keypoints.score >= threshold)
        assert (one.precision, one.recall, one.f1) == (curve.precision[place], curve.recall[place], curve.f1[place])


@given(st.permutations(SOME))
def test_the_order_of_answers_changes_nothing(shuffled):
    one, other = labelled_keypoints(SOME), labelled_keypoints(shuffled)
    before, after = (precision_recall_curve(k.truth, k.score) for k in (one, other))
    assert (before.precision == after.precision).all() and (before.recall == after.recall).all()
    assert shown_figures(one.truth, one.decided) == shown_figures(other.truth, other.decided)


@given(st.floats(0.1, 10), st.floats(-5, 5))
def test_only_the_ranking_matters(factor, offset):
    keypoints = labelled_keypoints(SOME)
    before = precision_recall_curve(keypoints.truth, keypoints.score)
    after = precision_recall_curve(keypoints.truth, factor * keypoints.score + offset)
    assert before.f1.tolist() == after.f1.tolist()
