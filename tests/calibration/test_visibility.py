import numpy as np
import pytest

pytest.importorskip("sklearn", reason="needs the training extra")
pytestmark = pytest.mark.training

from calibration.visibility import (  # noqa: E402
    LabelledOutputs,
    best_threshold,
    expected_best_threshold,
    fit_decision,
    fit_presence,
    folds,
)
from pose.decision import Decision  # noqa: E402
from pose.errors import UserError  # noqa: E402
from pose.visibility import Visibility  # noqa: E402


def sigmoid(odds):
    return 1 / (1 + np.exp(-odds))


def drawn(seed=0, people=300, by_score=1.0, by_visibility=1.0, bias=0.0):
    """Two independent confidences, and labels drawn from a logistic model of both; two people a picture."""
    rng = np.random.default_rng(seed)
    score_odds, shown_odds = rng.normal(0, 2, (2, people, 17))
    logits = np.stack([np.zeros_like(shown_odds), shown_odds - 50, shown_odds], axis=-1)
    shown = rng.random((people, 17)) < sigmoid(by_score * score_odds + by_visibility * shown_odds + bias)
    return LabelledOutputs(
        score=sigmoid(score_odds).astype(np.float32),
        logits=logits.astype(np.float32),
        truth=np.where(shown, 2, 0),
        picture=np.arange(people) // 2,
    )


def f1(shown, outputs):
    return 2 * (shown & outputs.shown).sum() / (shown.sum() + outputs.shown.sum())


def combined(decision, outputs):
    return decision.states(decision.probabilities(outputs.logits, outputs.score)) != Visibility.ABSENT


def test_the_model_that_drew_the_labels_is_found_again():
    presence = fit_presence(drawn(people=1000, by_score=0.5, by_visibility=1.2), strength=0.001)
    assert np.array(presence.weights)[:, :2] == pytest.approx(np.tile([0.5, 1.2], (17, 1)), abs=0.08)


def test_two_confidences_that_each_know_a_part_are_better_together():
    decision, test = fit_decision(drawn(seed=1)), drawn(seed=2)
    by_score = best_threshold(test.score.ravel(), test.shown.ravel())
    assert f1(combined(decision, test), test) > f1(combined(Decision(), test), test) + 0.03
    assert f1(combined(decision, test), test) > f1(test.score >= by_score, test) + 0.03


def test_a_score_that_knows_nothing_is_hardly_listened_to():
    weights = np.array(fit_decision(drawn(by_score=0.0)).presence.weights)
    assert np.abs(weights[:, 0]).max() < 0.15 and weights[:, 1].min() > 0.8


def test_an_overconfident_branch_is_made_honest():
    presence = fit_decision(drawn(seed=1, by_score=0.0, by_visibility=0.25)).presence
    test = drawn(seed=2, people=1000, by_score=0.0, by_visibility=0.25)
    said, branch = presence.shown(test.score, test.logits), sigmoid(test.logits[..., 2])
    sure = branch > 0.9
    # Nine keypoints in ten and more, it said; it is three in four.
    assert branch[sure].mean() > test.shown[sure].mean() + 0.15
    assert said[sure].mean() == pytest.approx(test.shown[sure].mean(), abs=0.03)


def test_the_threshold_follows_the_f1_and_not_the_half():
    # Scarce and hard to tell: at a half, hardly any keypoint would be shown.
    outputs = drawn(by_score=0.2, by_visibility=0.2, bias=-1.5)
    decision = fit_decision(outputs)
    assert decision.shown_threshold < 0.4
    assert f1(combined(decision, outputs), outputs) > f1(
        combined(Decision(presence=decision.presence), outputs), outputs
    )


def test_a_keypoint_that_nobody_labelled_answers_like_the_others():
    outputs = drawn()
    outputs.truth[:, 3] = -1
    bias = np.array(fit_presence(outputs, strength=0.1).bias)
    others = np.delete(bias, 3)
    assert others.min() < bias[3] < others.max()


def test_weaker_deviations_leave_the_keypoints_more_alike():
    outputs = drawn(people=30)
    tight, loose = (np.std(fit_presence(outputs, strength).bias) for strength in (0.001, 1.0))
    assert tight < 0.1 * loose


def test_people_of_one_picture_are_never_on_both_sides():
    picture = np.array([0, 0, 1, 1, 2, 2, 2, 3])
    parts = list(folds(picture))
    assert len(parts) == 4
    assert all(not set(picture[fit]) & set(picture[check]) for fit, check in parts)
    assert sorted(np.concatenate([check for _, check in parts])) == list(range(8))


def test_the_best_threshold_by_hand():
    # From .3 on: 3 right of 4, none missed, F1 6/7. From .6 on: 2 of 2, one missed, F1 4/5.
    shown = np.array([True, True, False, True, False])
    assert best_threshold(np.array([0.9, 0.6, 0.5, 0.3, 0.1]), shown) == 0.3


def test_the_threshold_to_be_expected_is_half_the_f1_by_hand():
    # Three shown at .9 and one at .1: 2.8 to be expected. Showing three: 2 * 2.7 / (3 + 2.8); half of that.
    assert expected_best_threshold(np.array([0.9, 0.1, 0.9, 0.9])) == pytest.approx(2.7 / 5.8)


def test_without_evidence_the_branch_is_believed():
    presence = fit_presence(drawn(people=6, by_visibility=0.2), strength=1e-9)
    assert np.array(presence.weights) == pytest.approx(np.tile([0.0, 1.0, 0.0], (17, 1)), abs=1e-3)
    assert presence.bias == pytest.approx([0.0] * 17, abs=1e-3)


def test_one_picture_is_too_few():
    outputs = drawn(people=2)
    with pytest.raises(UserError, match="two labelled pictures or more"):
        fit_decision(outputs)


def test_labels_without_an_absent_keypoint_are_refused():
    outputs = drawn(people=6)
    outputs.truth[:] = 2
    with pytest.raises(UserError, match="one kind is missing"):
        fit_decision(outputs)
