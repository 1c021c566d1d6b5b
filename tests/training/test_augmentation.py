from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from pose.boxes import Box
from pose.crop import BORDER, Crop
from pose.keypoints import FLIP_ORDER, INDEX
from tests.training.people import STANDING, person
from training.data import augmentation, upright
from training.data.augmentation_settings import DRIVERS, NONE, AugmentationSettings

SIZE = (96, 128)
PICTURE = np.full((200, 160, 3), 90, dtype=np.uint8)
IDENTITY = np.array([[1, 0, 0], [0, 1, 0]], dtype=np.float32)


@given(st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_whatever_is_drawn_a_located_keypoint_is_inside_the_crop(seed):
    rng = np.random.default_rng(seed)
    someone = person()
    sample = augmentation.warp(someone, PICTURE, augmentation.random_warp(someone, SIZE, True, DRIVERS, rng), SIZE)
    places = sample.xy[sample.located]
    assert (places >= 0).all() and (places <= np.array(SIZE) - 1).all()


@given(st.integers(0, 10_000), st.integers(0, 16), st.booleans())
@settings(max_examples=60, deadline=None)
def test_the_label_stays_on_the_pixels_that_it_names(seed, keypoint, mirrored):
    rng = np.random.default_rng(seed)
    dot = np.zeros((200, 160, 3), dtype=np.uint8)
    cv2.circle(dot, STANDING[keypoint].astype(int).tolist(), 4, (255, 255, 255), -1)
    matrix = augmentation.random_warp(person(), SIZE, False, DRIVERS, rng)
    sample = augmentation.warp(person(), dot, matrix, SIZE)
    if mirrored:
        sample, keypoint = augmentation.flip(sample), FLIP_ORDER[keypoint]
    # A dot at the border is cut, and its middle is not the keypoint any more.
    reach = 5 * float(np.hypot(*matrix[:, 0])) + 1
    inside = (sample.xy[keypoint] > reach).all() and (sample.xy[keypoint] < np.array(SIZE) - 1 - reach).all()
    assume(inside)
    bright = sample.image[..., 0].astype(float) - min(BORDER)
    rows, columns = np.nonzero(bright > 60)
    assert sample.located[keypoint]
    assert abs(np.average(columns) - sample.xy[keypoint, 0]) < 1.0
    assert abs(np.average(rows) - sample.xy[keypoint, 1]) < 1.0


@given(st.floats(0.5, 6.0))
@example(5.3046875)
@example(0.76)  # a box that begins on half a pixel: rounded up or down, but alike in both
@settings(max_examples=20, deadline=None)
def test_without_any_variation_the_crop_is_the_monitors_own(zoom):
    big = cv2.resize(noise(), None, fx=zoom, fy=zoom)
    x1, y1, x2, y2 = (v * zoom for v in (50, 20, 110, 190))
    someone = replace(person(xy=STANDING * zoom), box=Box(x1, y1, x2, y2))
    sample = augmentation.warp(someone, big, plain(someone), SIZE)
    crop = Crop.around(someone.box, *SIZE)
    difference = sample.image.astype(int) - crop.cut(big)
    assert np.abs(difference).max() <= 2 and np.abs(difference).mean() < 0.1
    assert np.allclose(sample.xy, crop.to_crop(someone.xy), atol=0.01)
    assert np.array_equal(augmentation.photometric(sample.image, rng(), NONE), sample.image)


def test_half_of_the_body_is_the_upper_or_the_lower_one_as_told():
    for share, seen, gone in ((0.0, "nose", "left_ankle"), (1.0, "left_ankle", "nose")):
        half = replace(NONE, half_body=1.0, lower_share=share)
        sample = augmentation.warp(
            person(), PICTURE, augmentation.random_warp(person(), SIZE, False, half, rng()), SIZE
        )
        assert sample.located[INDEX[seen]] and sample.classes[INDEX[gone]].tolist() == [1, 0, 0]


def test_a_person_of_whom_only_the_face_is_labelled_is_never_cut_to_the_lower_half():
    flags = np.full(17, 0)
    flags[:5] = 2
    lower = replace(NONE, half_body=1.0, lower_share=1.0)
    assert np.allclose(
        augmentation.random_warp(person(flags=flags), SIZE, False, lower, rng()), plain(person(flags=flags))
    )


@given(st.integers(0, 10_000))
@settings(max_examples=20, deadline=None)
def test_nobody_is_turned_by_more_than_twice_what_the_settings_say(seed):
    turned = replace(NONE, rotation=20.0, wide_share=0.0)
    matrix = augmentation.random_warp(person(), SIZE, False, turned, np.random.default_rng(seed))
    assert abs(np.degrees(np.arctan2(matrix[1, 0], matrix[0, 0]))) <= 40.5


def test_a_single_joint_still_makes_a_crop():
    flags = np.zeros(17, int)
    flags[0] = 2
    matrix = augmentation.random_warp(person(flags=flags), SIZE, True, NONE, rng())
    assert np.isfinite(matrix).all()
    assert augmentation.warp(person(flags=flags), PICTURE, matrix, SIZE).located[0]


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


def test_the_near_infrared_look_has_three_equal_channels_noise_and_blur_included():
    always = AugmentationSettings(near_infrared=1.0, blur=1.0, noise=1.0)
    grey = augmentation.photometric(noise(), rng(), always)
    assert (grey == grey[..., :1]).all() and grey.std() > 1


@pytest.mark.parametrize("wrong", [{"flip": 1.5}, {"rotation": -1.0}, {"one_occluder": 0.6, "two_occluders": 0.6}])
def test_settings_that_make_no_sense_are_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        AugmentationSettings(**wrong)


def rng():
    return np.random.default_rng(4)


def noise():
    """A picture of coarse, coloured noise."""
    return cv2.resize(np.random.default_rng(0).integers(0, 255, (50, 40, 3), dtype=np.uint8), (160, 200))


def plain(someone):
    return augmentation.random_warp(someone, SIZE, False, NONE, rng())
