import numpy as np
import pytest

from pose.boxes import Box


@pytest.mark.parametrize("size", [(640, 360), (360, 640), (96, 64), (61, 47), (1920, 1080)])
def test_a_bright_driver_is_found_where_they_are_in_pictures_of_every_shape(detector, size):
    width, height = size
    truth = Box(0.3 * width, 0.2 * height, 0.6 * width, 0.9 * height)
    picture = np.full((height, width, 3), 20, np.uint8)
    picture[round(truth.y1) : round(truth.y2), round(truth.x1) : round(truth.x2)] = 240
    found = detector.detect(picture)
    assert len(found) == 1
    assert found[0].box.iou(truth) > 0.85
    assert found[0].score == pytest.approx(0.9)


def test_a_box_never_leaves_the_picture(detector):
    (found,) = detector.detect(np.full((100, 333, 3), 255, np.uint8))
    assert found.box.clipped(333, 100) == found.box
    assert found.box.area > 0.95 * 333 * 100


def test_in_the_dark_there_is_nobody(detector):
    assert detector.detect(np.full((360, 640, 3), 20, np.uint8)) == []
