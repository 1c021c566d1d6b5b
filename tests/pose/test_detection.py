import numpy as np
import pytest

from pose.boxes import Box
from pose.detection import DetectionSettings, detections, letterbox

SETTINGS = DetectionSettings(score_threshold=0.5, overlap_iou=0.5)
PICTURE = np.zeros((480, 640, 3), dtype=np.uint8)


def found(*rows, picture=PICTURE):
    crop = letterbox(picture, 256, 192)
    return detections(np.array(rows, dtype=np.float32).reshape(-1, 5), SETTINGS, crop, picture)


def test_a_box_is_mapped_to_the_pictures_pixels():
    (driver,) = found([10, 20, 110, 120, 0.9])
    assert driver.box == Box(25, 50, 275, 300) and driver.score == pytest.approx(0.9)


def test_an_unsure_box_is_nobody():
    assert found([10, 20, 110, 120, 0.49]) == []


def test_two_boxes_on_one_person_are_one_person():
    assert len(found([10, 20, 110, 120, 0.8], [12, 20, 110, 120, 0.9])) == 1


def test_a_box_in_the_grey_beyond_a_wide_picture_is_nobody():
    wide = np.zeros((360, 1280, 3), dtype=np.uint8)
    assert found([10, 0, 110, 30, 0.9], picture=wide) == []


def test_a_box_never_leaves_the_picture():
    (driver,) = found([-20, -20, 300, 100, 0.9])
    assert (driver.box.x1, driver.box.y1, driver.box.x2) == (0, 0, 640)
