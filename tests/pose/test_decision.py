import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from pose import toml_file
from pose.crop import Crop
from pose.decision import Decision, Presence, presence_features
from pose.errors import UserError
from pose.visibility import Visibility

logits = hnp.arrays(np.float32, (17, 3), elements=st.floats(-30, 30, width=32))
SURE = np.ones(17, np.float32)
scores = hnp.arrays(np.float32, (17,), elements=st.floats(0, 1, width=32))


def presence(score=0.5, shown=1.0, visible=0.25, bias=-1.0):
    return Presence(weights=[[score, shown, visible]] * 17, bias=[bias] * 17)


@given(logits, st.floats(0.3, 5.0))
def test_probabilities_sum_to_one(values, temperature):
    assert np.allclose(Decision(temperature=temperature).probabilities(values, SURE).sum(axis=1), 1.0, atol=1e-5)


@given(logits, scores, st.floats(0.3, 5.0))
def test_combined_probabilities_sum_to_one_too(values, score, temperature):
    said = Decision(temperature=temperature, presence=presence()).probabilities(values, score)
    assert np.allclose(said.sum(axis=1), 1.0, atol=1e-5) and (said >= 0).all()


@given(logits, st.floats(0.05, 0.9))
def test_a_higher_threshold_never_shows_more(values, threshold):
    probabilities = Decision().probabilities(values, SURE)
    few = Decision(shown_threshold=threshold + 0.1).states(probabilities) != Visibility.ABSENT
    many = Decision(shown_threshold=threshold).states(probabilities) != Visibility.ABSENT
    assert not np.any(few & ~many)


def test_each_class_is_decided_when_it_is_sure():
    sure = np.eye(3, dtype=np.float32) * 9
    assert Decision().states(Decision().probabilities(sure, SURE[:3])).tolist() == [0, 1, 2]


def test_a_keypoint_split_between_occluded_and_visible_is_shown():
    assert Decision().states(np.array([[0.4, 0.28, 0.32]], np.float32))[0] == Visibility.VISIBLE


def test_the_pose_is_in_picture_pixels():
    crop = Crop(100, 50, 160, 192, 160, 192)
    keypoints = np.tile(np.array([10, 20, 0.7], np.float32), (17, 1))
    pose = Decision().pose(keypoints, np.zeros((17, 3), np.float32), crop)
    assert np.allclose(pose.xy, [110, 70]) and np.allclose(pose.score, 0.7)


def test_the_two_confidences_are_log_odds_by_hand():
    # Score .8: odds 4 to 1. Shown .3 + .2 against absent .5: even. Visible .2 against occluded .3.
    features = presence_features(np.float32([0.8]), np.log(np.float32([[0.5, 0.3, 0.2]])))
    assert features[0] == pytest.approx([np.log(4), 0, np.log(2 / 3)], abs=1e-6)


def test_presence_by_hand():
    # .5 * log 4 + 1 * 0 + .25 * 0 - 1 = log 2 - 1.
    values = np.tile(np.log(np.float32([0.5, 0.25, 0.25])), (17, 1))
    said = Decision(presence=presence()).probabilities(values, np.full(17, 0.8, np.float32))
    shown = 1 / (1 + np.exp(1 - np.log(2)))
    assert said[0] == pytest.approx([1 - shown, shown / 2, shown / 2], abs=1e-6)


def test_the_visibility_alone_is_a_presence_that_changes_nothing():
    values = np.random.default_rng(0).normal(0, 3, (4, 17, 3)).astype(np.float32)
    alone = Decision(presence=presence(score=0, visible=0, bias=0))
    assert np.allclose(
        alone.probabilities(values, np.full((4, 17), 0.3, np.float32)),
        Decision().probabilities(values, SURE),
        atol=1e-6,
    )


def test_a_high_peak_brings_a_doubted_keypoint_back():
    doubted = np.tile(np.float32([0.5, -1, 0]), (17, 1))
    crop = Crop(0, 0, 160, 192, 160, 192)
    keypoints = np.zeros((17, 3), np.float32)
    keypoints[:, 2] = np.where(np.arange(17) < 5, 0.9, 0.1)
    state = Decision(presence=presence(bias=0)).pose(keypoints, doubted, crop).state
    assert state.tolist() == [Visibility.VISIBLE] * 5 + [Visibility.ABSENT] * 12


def test_a_keypoint_surely_absent_by_the_logits_still_has_a_distribution():
    sure = np.tile(np.float32([200, -200, -190]), (17, 1))
    said = Decision(presence=presence()).probabilities(sure, np.ones(17, np.float32))
    assert np.isfinite(said).all() and said[0, Visibility.ABSENT] == pytest.approx(1)


def test_a_combined_decision_travels_in_toml(tmp_path):
    decision = Decision(shown_threshold=0.4, presence=presence())
    (tmp_path / "decision.toml").write_text(toml_file.dumps(decision))
    assert toml_file.read(tmp_path / "decision.toml", Decision) == decision


def test_a_bundle_from_before_the_combination_is_still_read(tmp_path):
    (tmp_path / "decision.toml").write_text("temperature = 1.5\nshown_threshold = 0.5\n")
    assert toml_file.read(tmp_path / "decision.toml", Decision) == Decision(temperature=1.5)


def test_a_presence_for_sixteen_keypoints_is_refused_in_one_line(tmp_path):
    values = dataclasses.asdict(presence())
    (tmp_path / "presence.toml").write_text(f"weights = {values['weights'][:16]}\nbias = {values['bias']}\n")
    with pytest.raises(UserError, match="17 rows of 3 weights"):
        toml_file.read(tmp_path / "presence.toml", Presence)
