import numpy as np
import pytest

from app.posture.neutral import NeutralLearner, neutral_of_cabin, turn
from calibration.cabin import Cabin, HandDrive
from pose.keypoints import KEYPOINT_NAMES


def learn(poses, observe, step_ns=100_000_000):
    learner = NeutralLearner()
    return [learner.update(observe(pose, i * step_ns)) for i, pose in enumerate(poses)]


def test_three_quiet_seconds_tell_the_neutral_posture(make_pose, observe):
    found = learn([make_pose()] * 40, observe)
    assert found[29] is None and found[31] is not None
    assert np.allclose(found[31].middle, (640, 310)) and found[31].width == pytest.approx(200)
    assert abs(found[31].angle) < 1e-6


def test_it_stays_what_it_was(make_pose, observe):
    leant = make_pose({"left_shoulder": (900, 310), "right_shoulder": (700, 310)})
    found = learn([make_pose()] * 40 + [leant] * 100, observe)
    assert found[-1] is found[35]


def test_who_moves_is_watched_until_he_sits_still(make_pose, observe):
    walk = [make_pose({"left_shoulder": (740 + 8 * i, 310), "right_shoulder": (540 + 8 * i, 310)}) for i in range(60)]
    assert learn(walk, observe)[-1] is None
    assert learn(walk + [walk[-1]] * 40, observe)[-1] is not None


def test_a_driver_who_is_hardly_ever_seen_is_not_learnt_from_the_gaps(make_pose, observe):
    assert learn([make_pose()] * 4, observe, step_ns=10_000_000_000)[-1] is None


def test_unseen_shoulders_teach_nothing(make_pose, observe):
    assert learn([make_pose(absent=("left_shoulder",))] * 60 + [None] * 60, observe)[-1] is None


def test_an_angle_whose_sign_jumps_is_averaged_the_short_way(make_pose, observe):
    # From behind the angle is near half a turn, where its sign jumps.
    behind = [
        make_pose({"left_shoulder": (540, 310 + wobble), "right_shoulder": (740, 310)}) for wobble in (-2, 2) * 20
    ]
    assert abs(turn(learn(behind, observe)[-1].angle, np.pi)) < 0.02


@pytest.mark.parametrize(("angle", "reference", "expected"), [(3.1, -3.1, -0.083), (0.2, 0.1, 0.1), (-3.1, 3.1, 0.083)])
def test_turns_go_the_short_way(angle, reference, expected):
    assert turn(angle, reference) == pytest.approx(expected, abs=1e-3)


SEAT = ((400.0, 100.0), (900.0, 100.0), (900.0, 700.0), (400.0, 700.0))


def calibrated(pose):
    places = {
        name: (float(x), float(y))
        for name, (x, y), shown in zip(KEYPOINT_NAMES, pose.xy, pose.shown(), strict=True)
        if shown
    }
    return Cabin(width=1280, height=720, hand_drive=HandDrive.LEFT, seat=SEAT, neutral=places)


def test_the_calibrated_posture_is_what_would_be_learnt_from_sitting_like_that(make_pose, observe):
    learnt = learn([make_pose()] * 40, observe)[-1]
    known = neutral_of_cabin(calibrated(make_pose()))
    assert np.allclose(known.middle, learnt.middle) and known.width == pytest.approx(learnt.width)
    assert known.head.yaw == pytest.approx(learnt.head.yaw) and np.allclose(known.zone, learnt.zone)


def test_what_was_calibrated_is_known_from_the_first_picture_on(make_pose, observe):
    known = neutral_of_cabin(calibrated(make_pose()))
    assert NeutralLearner(known).update(observe(make_pose(), 0)) is known


def test_a_calibration_without_a_posture_leaves_it_to_be_learnt():
    assert neutral_of_cabin(Cabin(width=1280, height=720, hand_drive=HandDrive.LEFT, seat=SEAT)) is None
