import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.posture.body import Body
from app.posture.measures import distance_outside, driver_absent, hand_at_head, hands_off_wheel, leaning
from app.posture.neutral import Neutral
from pose.keypoints import NUM_KEYPOINTS
from pose.pose import Pose

SQUARE = ((0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0))
CONCAVE = ((0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (50.0, 20.0), (0.0, 100.0))


def point(x, y):
    return x, y


@pytest.mark.parametrize(
    ("x", "y", "expected"), [(50, 50, -50), (10, 50, -10), (130, 50, 30), (103, 104, 5), (100, 50, 0), (-7, 100, 7)]
)
def test_distance_outside_a_square(x, y, expected):
    assert distance_outside(point(x, y), SQUARE) == pytest.approx(expected)


def test_a_bay_is_outside():
    assert distance_outside(point(50, 60), CONCAVE) > 0
    assert distance_outside(point(50, 10), CONCAVE) < 0


@given(st.floats(-300, 300), st.floats(-300, 300), st.integers(0, 4), st.booleans())
def test_where_a_polygon_begins_and_which_way_it_runs_makes_no_difference(x, y, start, backwards):
    other = CONCAVE[start:] + CONCAVE[:start]
    other = other[::-1] if backwards else other
    assert distance_outside(point(x, y), other) == pytest.approx(distance_outside(point(x, y), CONCAVE))


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


def test_the_unit_is_the_shoulders_width_from_the_front(make_body):
    assert make_body().shoulders().width == pytest.approx(200)


def test_from_the_side_the_unit_does_not_collapse(make_body):
    side = make_body({"left_shoulder": (650, 310), "right_shoulder": (630, 310)})
    found = side.shoulders()
    assert found.width > 150 and found.angle is None


def test_one_shoulder_out_of_the_picture_is_not_observable(make_body):
    assert make_body(absent=("left_shoulder",)).shoulders() is None


def test_a_cup_at_the_mouth_is_nearer_than_the_nose(make_body):
    # Eyes at y 180, nose at 200: the mouth is taken to be at 220.
    measure = hand_at_head(make_body({"left_wrist": (640, 230)}), 200)
    assert measure.value == pytest.approx(1 - 10 / 200)
    assert measure.evidence == ("left_wrist", "nose")


def test_no_head_or_no_hand_is_not_observable(make_body):
    assert hand_at_head(make_body(absent=("nose", "left_ear", "right_ear")), 200) is None
    assert hand_at_head(make_body(absent=("left_wrist",), hidden=("right_wrist",)), 200) is None


def test_a_turn_of_the_body_is_no_lean(make_body):
    neutral = Neutral(point(640, 310), 200, 0.0)
    turned = make_body({"left_shoulder": (710, 275), "right_shoulder": (540, 325)})
    leant = make_body({"left_shoulder": (790, 345), "right_shoulder": (590, 295)})
    assert leaning(turned, neutral).value > 0
    assert leaning(leant, neutral).value == pytest.approx(
        np.hypot(0.25 + np.sin(np.arctan2(50, 200)), 10 / 200), abs=1e-3
    )


def test_seen_from_the_side_a_lean_lets_the_shoulders_sink(make_body):
    neutral = Neutral(point(640, 310), 200, None)
    sunk = make_body({"left_shoulder": (650, 400), "right_shoulder": (630, 400)})
    assert leaning(sunk, neutral).value == pytest.approx(0.45, abs=1e-3)


def test_a_lean_is_not_observable_with_a_shoulder_out_of_the_picture(make_body):
    assert leaning(make_body(absent=("right_shoulder",)), Neutral(point(640, 310), 200, 0.0)) is None


def test_a_wheel_of_two_corners_is_no_zone(make_body):
    assert hands_off_wheel(make_body(), 200, SQUARE[:2]) is None


def test_a_driver_whose_shoulders_alone_are_seen_is_there(make_pose, observe):
    pose = make_pose(absent=("nose", "left_ear", "right_ear"))
    assert driver_absent(observe(pose, 0), Body.of(pose)).value == 0
