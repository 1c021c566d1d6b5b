"""MediaPipe's network answers about the astronaut as anybody would."""

import os
from pathlib import Path

import cv2
import numpy as np
import pytest

pytest.importorskip("ai_edge_litert", reason="needs the training extra")
pytestmark = pytest.mark.training

from pose.boxes import Box  # noqa: E402
from pose.keypoints import INDEX  # noqa: E402
from pose.visibility import Visibility  # noqa: E402
from training.evaluation.options import Options  # noqa: E402
from training.evaluation.peers import open_mediapipe  # noqa: E402


@pytest.fixture(scope="module")
def astronaut():
    data = os.environ.get("CABINSIGHT_DATA")
    if not data:
        pytest.skip("CABINSIGHT_DATA is not set")
    picture = cv2.cvtColor(cv2.imread(f"{data}/astronaut.png"), cv2.COLOR_BGR2RGB)
    height, width = picture.shape[:2]
    path = Path(data) / "peers" / "mediapipe" / "pose_landmark_full.tflite"
    network = open_mediapipe(path, Options(flip=False, dark=False))
    return network.estimate(picture, Box(0, 0, width, height)), (width, height)


def test_the_face_is_seen_and_the_ankles_are_not_there(astronaut):
    pose, _ = astronaut
    assert pose.state[INDEX["nose"]] == Visibility.VISIBLE
    assert pose.state[INDEX["left_ankle"]] == pose.state[INDEX["right_ankle"]] == Visibility.ABSENT


def test_the_nose_lies_in_the_upper_middle_and_her_left_is_the_pictures_right(astronaut):
    pose, (width, height) = astronaut
    nose = pose.xy[INDEX["nose"]]
    assert 0.3 * width < nose[0] < 0.6 * width and nose[1] < 0.4 * height
    assert pose.xy[INDEX["left_shoulder"], 0] > pose.xy[INDEX["right_shoulder"], 0]
    assert np.allclose(pose.visibility.sum(axis=1), 1, atol=1e-5)
