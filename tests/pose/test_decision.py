import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from pose.crop import Crop
from pose.decision import Decision
from pose.visibility import Visibility

logits = hnp.arrays(np.float32, (17, 3), elements=st.floats(-30, 30, width=32))


@given(logits, st.floats(0.3, 5.0))
def test_probabilities_sum_to_one(values, temperature):
    assert np.allclose(Decision(temperature=temperature).probabilities(values).sum(axis=1), 1.0, atol=1e-5)


@given(logits, st.floats(0.05, 0.9))
def test_a_higher_threshold_never_shows_more(values, threshold):
    probabilities = Decision().probabilities(values)
    few = Decision(shown_threshold=threshold + 0.1).states(probabilities) != Visibility.ABSENT
    many = Decision(shown_threshold=threshold).states(probabilities) != Visibility.ABSENT
    assert not np.any(few & ~many)


def test_each_class_is_decided_when_it_is_sure():
    sure = np.eye(3, dtype=np.float32) * 9
    assert Decision().states(Decision().probabilities(sure)).tolist() == [0, 1, 2]


def test_a_keypoint_split_between_occluded_and_visible_is_shown():
    assert Decision().states(np.array([[0.4, 0.28, 0.32]], np.float32))[0] == Visibility.VISIBLE


def test_the_pose_is_in_picture_pixels():
    crop = Crop(100, 50, 160, 192, 160, 192)
    keypoints = np.tile(np.array([10, 20, 0.7], np.float32), (17, 1))
    pose = Decision().pose(keypoints, np.zeros((17, 3), np.float32), crop)
    assert np.allclose(pose.xy, [110, 70]) and np.allclose(pose.score, 0.7)
