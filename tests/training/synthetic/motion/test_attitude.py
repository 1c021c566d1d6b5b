import numpy as np
import pytest

pytest.importorskip("anny", reason="needs the synthetic extra")

from training.synthetic.motion.attitude import figures, judge

# Metres in the car: x to the driver's left, y backwards, z up. The driver looks ahead and holds the wheel.
NEUTRAL = np.zeros((17, 3))
NEUTRAL[0] = [0.0, -0.11, 0.70]
NEUTRAL[3:5] = [[0.07, 0.0, 0.70], [-0.07, 0.0, 0.70]]
NEUTRAL[5:7] = [[0.17, 0.0, 0.45], [-0.17, 0.0, 0.45]]
NEUTRAL[9:11] = [[0.18, -0.45, 0.35], [-0.18, -0.45, 0.35]]


def changed(**places):
    index = {"nose": 0, "left_shoulder": 5, "right_shoulder": 6, "right_wrist": 10}
    now = NEUTRAL.copy()
    for name, place in places.items():
        now[index[name]] = place
    return now


def told(now, off_wheel=-0.05, wrists_seen=True):
    return judge(figures(now, NEUTRAL, off_wheel), wrists_seen)


def test_quiet_driving_is_nothing_and_nothing_is_doubtful():
    assert told(NEUTRAL) == (set(), set())


def test_looking_over_the_shoulder_is_a_turned_head_and_a_mirror_is_doubtful():
    assert told(changed(nose=[0.10, -0.05, 0.70])) == ({"head_turned"}, set())
    assert told(changed(nose=[0.055, -0.095, 0.70])) == (set(), {"head_turned"})


def test_a_hanging_head_is_down():
    assert told(changed(nose=[0.0, -0.09, 0.63])) == ({"head_down"}, set())


def test_shoulders_that_moved_lean():
    leant = changed(left_shoulder=[0.37, 0.0, 0.42], right_shoulder=[0.03, 0.0, 0.42])
    assert told(leant) == ({"leaning"}, set())


def test_a_head_that_hangs_over_shoulders_that_fell_has_slumped():
    fallen = changed(nose=[0.0, -0.08, 0.61], left_shoulder=[0.17, -0.16, 0.4], right_shoulder=[-0.17, -0.16, 0.4])
    assert told(fallen)[0] == {"slumped", "head_down", "leaning"}


def test_a_reach_is_turning_round_and_doubtful_where_the_hand_is_not_seen():
    far = changed(right_wrist=[-0.6, -0.3, 0.35])
    assert told(far) == ({"turned_round"}, set())
    assert told(far, wrists_seen=False) == (set(), {"turned_round"})


def test_a_hand_at_the_ear_is_at_the_head():
    assert told(changed(right_wrist=[-0.12, -0.05, 0.57]))[0] == {"hand_at_head"}


@pytest.mark.parametrize(
    ("metres", "plain", "doubtful"), [(0.1, True, False), (0.03, False, True), (-0.05, False, False)]
)
def test_hands_off_is_how_far_the_nearer_one_is_outside(metres, plain, doubtful):
    events, borderline = told(NEUTRAL, off_wheel=metres)
    assert ("hands_off_wheel" in events, "hands_off_wheel" in borderline) == (plain, doubtful)
