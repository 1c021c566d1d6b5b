import numpy as np
import pytest

from app.posture.neutral import NeutralLearner, turn


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
