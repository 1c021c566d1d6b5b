import subprocess
import sys

import numpy as np
import pytest

from app.ui.overlay import paint_overlay
from pose.boxes import Box
from pose.keypoints import INDEX
from pose.visibility import Visibility


@pytest.fixture
def picture() -> np.ndarray:
    return np.full((241, 321, 3), 60, np.uint8)


def test_the_picture_given_stays_as_it_was(picture, make_pose):
    drawn = paint_overlay(picture, make_pose(), Box(20, 10, 300, 230))
    assert (picture == 60).all()
    assert drawn.shape == picture.shape and drawn.dtype == np.uint8
    assert (drawn != 60).any()


def test_without_box_and_pose_nothing_is_drawn(picture):
    np.testing.assert_array_equal(paint_overlay(picture, None, None), picture)


def test_a_mark_sits_on_its_pixel(picture, make_pose):
    pose = make_pose(**{name: Visibility.ABSENT for name in INDEX if name != "nose"})
    rows, columns = np.nonzero((paint_overlay(picture, pose, None) != 60).any(axis=2))
    assert (columns.mean(), rows.mean()) == pytest.approx(tuple(pose.xy[0].tolist()), abs=0.1)


def test_a_mirrored_view_of_an_array_can_be_drawn_on(picture, make_pose):
    assert paint_overlay(picture[:, ::-1], make_pose(), None).shape == picture.shape


def test_overlays_need_neither_display_nor_application():
    program = """
import numpy as np
from app.ui.overlay import paint_overlay
from pose.boxes import Box
from PySide6.QtGui import QGuiApplication
drawn = paint_overlay(np.zeros((90, 120, 3), np.uint8), None, Box(10, 10, 100, 80))
assert drawn.any() and QGuiApplication.instance() is None
"""
    done = subprocess.run([sys.executable, "-c", program], env={"PATH": ""}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
