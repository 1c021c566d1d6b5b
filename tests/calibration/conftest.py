"""A driver made of numbers, and a cabin learnt from real pictures of none."""

import numpy as np
import pytest

from pose.keypoints import INDEX, NUM_KEYPOINTS
from pose.pose import Pose
from pose.visibility import Visibility

SITTING = {
    "nose": (640, 180),
    "left_eye": (655, 165),
    "right_eye": (625, 165),
    "left_ear": (680, 175),
    "right_ear": (600, 175),
    "left_shoulder": (740, 310),
    "right_shoulder": (540, 310),
    "left_elbow": (790, 460),
    "right_elbow": (490, 460),
    "left_wrist": (760, 520),
    "right_wrist": (520, 520),
}


@pytest.fixture
def sitting():
    """A driver in a picture of 1280 x 720, moved by (dx, dy); places and absent or occluded keypoints by name."""

    def make(dx=0.0, dy=0.0, places=None, absent=(), occluded=()) -> Pose:
        xy = np.zeros((NUM_KEYPOINTS, 2), np.float32)
        state = np.full(NUM_KEYPOINTS, Visibility.ABSENT, np.uint8)
        for name, (x, y) in (SITTING | (places or {})).items():
            xy[INDEX[name]] = x + dx, y + dy
            state[INDEX[name]] = Visibility.VISIBLE
        for name in absent:
            state[INDEX[name]] = Visibility.ABSENT
        for name in occluded:
            state[INDEX[name]] = Visibility.OCCLUDED
        return Pose(
            xy=xy,
            score=np.ones(NUM_KEYPOINTS, np.float32),
            visibility=np.full((NUM_KEYPOINTS, 3), 1 / 3, np.float32),
            state=state,
        )

    return make
