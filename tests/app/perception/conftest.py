"""The tiny networks of `tests/tiny_bundles.py`, opened: a "driver" is a bright patch on a dark picture."""

import numpy as np
import pytest

from app.frames.frame import Frame
from app.perception.detector import DriverDetector
from app.perception.pose_estimator import PoseEstimator
from engines.cpu import CpuEngine


@pytest.fixture
def detector(detection_bundle):
    return DriverDetector(CpuEngine(detection_bundle))


@pytest.fixture
def estimator(pose_bundle):
    return PoseEstimator(CpuEngine(pose_bundle))


@pytest.fixture
def picture_of():
    """Make a 640 x 360 picture with a bright patch at (x, y), 40 pixels wide and 80 high; None: nobody there."""

    def make(place, size=(640, 360)):
        picture = np.full((size[1], size[0], 3), 20, np.uint8)
        if place is not None:
            x, y = place
            picture[y : y + 80, x : x + 40] = 240
        return picture

    return make


@pytest.fixture
def frame_of(picture_of):
    """Make the frame number `index` of a 30 fps stream that shows `picture_of(place)`."""

    def make(index, place, size=(640, 360)):
        return Frame(
            image=picture_of(place, size), index=index, captured_at=round(index * 1e9 / 30), wall_time=index / 30
        )

    return make
