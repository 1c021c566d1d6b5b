import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.posture.body import Body
from app.posture.hands import hand_at_head, hands_off_wheel
from pose.keypoints import NUM_KEYPOINTS
from pose.pose import Pose

SQUARE = ((0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0))


@given(st.floats(-1000, 1000), st.floats(-1000, 1000), st.floats(0.2, 5))
def test_measures_do_not_depend_on_where_and_how_large_the_driver_is(x, y, scale):
    # The fixtures' driver, without a fixture: hypothesis calls this many times.
    plain = _pose_moved(0, 0, 1)
    moved = _pose_moved(x, y, scale)
    assert hand_at_head(moved, 200 * scale).value == pytest.approx(hand_at_head(plain, 200).value, abs=1e-2)
    wheel = tuple((x + scale * a, y + scale * b) for a, b in SQUARE)
    assert hands_off_wheel(moved, 200 * scale, wheel).value == pytest.approx(
        hands_off_wheel(plain, 200, SQUARE).value, abs=1e-2
    )


def _pose_moved(x, y, scale):
    rng = np.random.default_rng(3)
    xy = (rng.uniform(0, 300, (NUM_KEYPOINTS, 2)) * scale + [x, y]).astype(np.float32)
    state = np.full(NUM_KEYPOINTS, 2, np.uint8)
    return Body.of(Pose(xy, np.ones(NUM_KEYPOINTS, np.float32), np.eye(3, dtype=np.float32)[state], state))


def test_a_cup_at_the_mouth_is_nearer_than_the_nose(make_body):
    # Eyes at y 180, nose at 200: the mouth is taken to be at 220.
    measure = hand_at_head(make_body({"left_wrist": (640, 230)}), 200)
    assert measure.value == pytest.approx(1 - 10 / 200)
    assert measure.evidence == ("left_wrist", "nose")


def test_no_head_or_no_hand_is_not_observable(make_body):
    assert hand_at_head(make_body(absent=("nose", "left_ear", "right_ear")), 200) is None
    assert hand_at_head(make_body(absent=("left_wrist",), hidden=("right_wrist",)), 200) is None


def test_a_wheel_of_two_corners_is_no_zone(make_body):
    assert hands_off_wheel(make_body(), 200, SQUARE[:2]) is None
