import numpy as np
import pytest

from pose.boxes import Box
from pose.visibility import Visibility


@pytest.mark.parametrize(
    ("brightness", "state"), [(250, Visibility.VISIBLE), (128, Visibility.OCCLUDED), (25, Visibility.ABSENT)]
)
def test_keypoints_come_back_in_pixels_of_the_picture_with_their_state(estimator, brightness, state):
    picture = np.zeros((480, 640, 3), np.uint8)
    picture[280:320, 400:440] = brightness
    pose = estimator.estimate(picture, Box(300, 180, 500, 420))
    assert (pose.state == state).all()
    # One pixel of the tiny network's heatmap is 20 of this picture's.
    assert np.abs(pose.xy - 419.5 + [0, 120]).max() <= 20


def test_a_box_that_sticks_out_of_the_picture_is_no_trouble(estimator):
    picture = np.zeros((480, 640, 3), np.uint8)
    picture[0:60, 0:60] = 250
    pose = estimator.estimate(picture, Box(-100, -100, 90, 120))
    assert (np.abs(pose.xy - 30) < 40).all()


def test_red_is_red_for_the_network(pose_bundle):
    seen = []

    class FakeEngine:
        bundle = pose_bundle

        def run(self, pictures):
            seen.append(pictures)
            return {
                "keypoints": np.zeros((1, 17, 3), np.float32),
                "visibility_logits": np.zeros((1, 17, 3), np.float32),
            }

    from app.perception.pose_estimator import PoseEstimator

    picture = np.zeros((100, 100, 3), np.uint8)
    picture[..., 2] = 200  # BGR
    PoseEstimator(FakeEngine()).estimate(picture, Box(20, 20, 80, 80))
    assert seen[0].shape == (1, 64, 48, 3)
    assert seen[0][0, 32, 24].tolist() == [200, 0, 0]
