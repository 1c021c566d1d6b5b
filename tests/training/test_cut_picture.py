"""A picture that ends within the person."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pose.visibility import Visibility
from tests.training.people import STANDING, person
from training.data.cut_picture import MIN_JOINTS, cut_picture

NOISE = np.random.default_rng(0).integers(0, 256, (200, 160, 3), dtype=np.uint8)


def cut(seed):
    return cut_picture(person(), NOISE, np.random.default_rng(seed))


def pixel_at(picture, xy):
    return picture[round(float(xy[1])), round(float(xy[0]))]


@given(st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_what_stays_lies_on_the_same_pixels_as_before(seed):
    someone, picture = cut(seed)
    for keypoint in np.flatnonzero(someone.located):
        assert np.array_equal(pixel_at(picture, someone.xy[keypoint]), pixel_at(NOISE, STANDING[keypoint]))


@given(st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_what_lies_beyond_the_edge_is_absent_and_teaches_no_place(seed):
    someone, picture = cut(seed)
    height, width = picture.shape[:2]
    beyond = ((someone.xy < -0.5) | (someone.xy > np.array([width, height]) - 0.5)).any(axis=1)
    assert not someone.located[beyond].any()
    assert (someone.classes[beyond].argmax(axis=1) == Visibility.ABSENT).all()


@given(st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_the_box_ends_with_the_picture_and_enough_of_the_person_stays(seed):
    someone, picture = cut(seed)
    height, width = picture.shape[:2]
    assert 0 <= someone.box.x1 < someone.box.x2 <= width
    assert 0 <= someone.box.y1 < someone.box.y2 <= height
    assert someone.located.sum() >= MIN_JOINTS


def test_pictures_are_cut_at_every_side_and_mostly_below():
    shapes = [cut(seed)[1].shape for seed in range(200)]
    lower = sum(height < 200 for height, _, _ in shapes)
    narrower = sum(width < 160 for _, width, _ in shapes)
    assert lower > narrower > 20
