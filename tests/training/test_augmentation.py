import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pose.keypoints import INDEX
from tests.training.people import STANDING, person
from training.data import augmentation, upright

SIZE = (96, 128)
PICTURE = np.full((200, 160, 3), 90, dtype=np.uint8)
IDENTITY = np.array([[1, 0, 0], [0, 1, 0]], dtype=np.float32)


@given(st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_whatever_is_drawn_a_located_keypoint_is_inside_the_crop(seed):
    rng = np.random.default_rng(seed)
    someone = person()
    sample = augmentation.warp(someone, PICTURE, augmentation.random_warp(someone, SIZE, True, rng), SIZE)
    places = sample.xy[sample.located]
    assert (places >= 0).all() and (places <= np.array(SIZE) - 1).all()


def test_a_keypoint_that_leaves_the_crop_becomes_absent():
    shifted = IDENTITY.copy()
    shifted[0, 2] = -STANDING[INDEX["right_wrist"], 0] - 10
    sample = augmentation.warp(person(), PICTURE, shifted, (160, 200))
    wrist = INDEX["right_wrist"]
    assert not sample.located[wrist] and sample.classes[wrist].tolist() == [1, 0, 0]
    assert sample.located[INDEX["left_wrist"]]


def test_an_absent_keypoint_stays_absent_wherever_it_would_fall():
    flags = np.full(17, 2)
    flags[INDEX["left_knee"]] = 0
    sample = augmentation.warp(person(flags=flags), PICTURE, IDENTITY, (160, 200))
    assert sample.classes[INDEX["left_knee"]].tolist() == [1, 0, 0]


def test_flipping_swaps_left_and_right_and_twice_is_nothing():
    sample = augmentation.warp(person(), PICTURE, IDENTITY, (160, 200))
    once = augmentation.flip(sample)
    assert once.xy[INDEX["left_wrist"]].tolist() == [159 - 54, 118]
    assert np.array_equal(augmentation.flip(once).xy, sample.xy)


def test_a_wrist_under_a_pasted_thing_is_occluded_if_the_elbow_stays_in_sight(monkeypatch):
    cover(monkeypatch, "left_wrist")
    classes = occluded().classes
    assert classes[INDEX["left_wrist"]].tolist() == [0, 1, 0]
    assert classes[INDEX["left_elbow"]].tolist() == [0, 0, 1]


def test_a_wrist_under_a_pasted_thing_with_its_elbow_may_be_occluded_or_absent(monkeypatch):
    cover(monkeypatch, "left_wrist", "left_elbow")
    assert occluded().classes[INDEX["left_wrist"]].tolist() == [1, 1, 0]


def cover(monkeypatch, *names):
    mask = np.zeros((200, 160), dtype=np.uint8)
    for name in names:
        x, y = STANDING[INDEX[name]].astype(int)
        mask[y, x] = 255
    monkeypatch.setattr(augmentation, "_random_shape", lambda *_: mask)


def occluded():
    sample = augmentation.warp(person(), PICTURE, IDENTITY, (160, 200))
    return augmentation.occlude(sample, PICTURE, np.random.default_rng(1))


@pytest.mark.parametrize("degrees", [0, 40, 90, 180, -120])
def test_a_person_turned_any_way_is_turned_upright_again(degrees):
    turn = upright.rotation(np.radians(degrees), (80, 100))
    turned = upright.apply(turn, STANDING)
    back = upright.rotation(upright.lean(turned, np.ones(17, bool)), (80, 100))
    assert np.allclose(upright.apply(back, turned), STANDING, atol=0.1)


def test_without_hips_nobody_can_tell_how_a_person_is_turned():
    located = np.ones(17, bool)
    located[[INDEX["left_hip"], INDEX["right_hip"]]] = False
    assert upright.lean(STANDING, located) == 0.0


@given(st.integers(0, 10_000))
@settings(max_examples=20, deadline=None)
def test_light_never_changes_the_pictures_shape_or_type(seed):
    lit = augmentation.photometric(PICTURE, np.random.default_rng(seed))
    assert lit.shape == PICTURE.shape and lit.dtype == np.uint8
