from dataclasses import replace

import cv2
import numpy as np
import pytest

from app.mounting import MountingWatch
from calibration.cabin import Cabin, HandDrive
from calibration.camera_view import CameraView, thumbnail

SECOND = 1_000_000_000


@pytest.fixture
def cabin_picture():
    rng = np.random.default_rng(4)
    return cv2.resize(rng.integers(0, 255, (18, 32, 3), dtype=np.uint8), (1280, 720), interpolation=cv2.INTER_CUBIC)


@pytest.fixture
def cabin(cabin_picture):
    view = CameraView.of(np.stack([thumbnail(cabin_picture)] * 2), None, (1280, 720))
    seat = ((400.0, 100.0), (900.0, 100.0), (900.0, 700.0))
    return Cabin(width=1280, height=720, hand_drive=HandDrive.LEFT, seat=seat, view=view.text())


def watch(watching, picture, start_s, seconds):
    for i in range(seconds * 5):
        watching.update(round((start_s + i / 5) * SECOND), picture)
    return watching.moved


def test_a_camera_that_was_moved_is_told_within_a_quarter_of_a_minute_and_forgotten_when_it_is_back(
    cabin, cabin_picture
):
    watching = MountingWatch(cabin)
    assert not watch(watching, cabin_picture, 0, 60)
    moved = np.roll(cabin_picture, (40, 100), (0, 1))
    assert watch(watching, moved, 60, 15)
    assert watch(watching, moved, 75, 60)
    assert not watch(watching, cabin_picture, 135, 15)


def test_a_hand_before_the_camera_is_no_move(cabin, cabin_picture):
    watching = MountingWatch(cabin)
    hand = np.roll(cabin_picture, 300, 1)
    assert not watch(watching, hand, 0, 1)
    assert not watch(watching, cabin_picture, 1, 30)


def test_a_picture_of_another_shape_is_another_view(cabin, cabin_picture):
    assert watch(MountingWatch(cabin), cv2.resize(cabin_picture, (640, 480)), 0, 15)


def test_without_a_background_nothing_is_told(cabin, cabin_picture):
    assert not watch(MountingWatch(replace(cabin, view="")), 255 - cabin_picture, 0, 60)


def test_in_the_dark_it_stays_what_it_was(cabin, cabin_picture):
    watching = MountingWatch(cabin)
    assert watch(watching, np.roll(cabin_picture, 100, 1), 0, 15)
    assert watch(watching, np.zeros_like(cabin_picture), 15, 60)


def test_without_a_calibration_there_is_no_watch():
    assert MountingWatch.of(None) is None
