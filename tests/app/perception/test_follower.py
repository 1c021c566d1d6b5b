import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.perception.follower import DETECT_EVERY_S, MAX_MISSES, MAX_REACH, Follower
from pose.boxes import Box
from pose.pose import Pose
from pose.visibility import Visibility

DRIVER = Box(100, 100, 300, 400)
SECOND = 1_000_000_000


def pose(shown: int = 11, score: float = 0.7, inside: Box = DRIVER) -> Pose:
    """Keypoints on the box's diagonal; the first `shown` are visible, the rest absent."""
    along = np.linspace(0.1, 0.9, 17, dtype=np.float32)[:, None]
    corner, far = np.array([inside.x1, inside.y1]), np.array([inside.x2, inside.y2])
    state = np.where(np.arange(17) < shown, Visibility.VISIBLE, Visibility.ABSENT).astype(np.uint8)
    return Pose(
        (corner + along * (far - corner)).astype(np.float32),
        np.full(17, score, np.float32),
        np.full((17, 3), 1 / 3, np.float32),
        state,
    )


def following() -> Follower:
    follower = Follower()
    follower.update_detection(DRIVER, 0)
    follower.update_pose(pose())
    return follower


def test_without_a_driver_every_frame_is_searched():
    follower = Follower()
    assert follower.wants_detection(0)
    follower.update_detection(None, 0)
    assert follower.wants_detection(1)
    assert follower.box is None


def test_a_driver_who_is_followed_well_is_detected_about_once_a_second():
    follower = following()
    assert not follower.wants_detection(SECOND // 30)
    assert follower.wants_detection(round(DETECT_EVERY_S * SECOND))


@pytest.mark.parametrize("unsure", [pose(shown=2), pose(score=0.05), pose(shown=0)])
def test_an_unsure_pose_calls_the_detector_soon(unsure):
    follower = following()
    follower.update_pose(unsure)
    assert follower.wants_detection(SECOND // 3)


def test_a_clip_that_begins_again_is_searched_at_once():
    follower = Follower()
    follower.update_detection(DRIVER, 20 * SECOND)
    follower.update_pose(pose())
    assert follower.wants_detection(0)


def test_a_detector_that_misses_once_does_not_lose_a_driver_whose_pose_is_sure():
    follower = following()
    follower.update_detection(None, SECOND)
    assert follower.box is not None


def test_a_detector_that_keeps_missing_is_believed():
    follower = following()
    for i in range(MAX_MISSES):
        follower.update_detection(None, i * SECOND)
    assert follower.box is None


def test_a_driver_who_left_is_lost_at_once_when_the_pose_is_unsure():
    follower = following()
    follower.update_pose(pose(score=0.05))
    follower.update_detection(None, SECOND)
    assert follower.box is None


def test_the_box_follows_a_driver_who_leans_out_of_it():
    follower = following()
    for _ in range(10):
        follower.update_pose(pose(shown=17, inside=Box(160, 100, 360, 400)))
    assert follower.box is not None
    assert follower.box.x2 > 345


def test_the_box_does_not_shrink_around_the_few_keypoints_that_are_left():
    follower = following()
    for _ in range(30):
        follower.update_pose(pose(inside=Box(150, 120, 200, 160)))
    assert follower.box is not None
    assert follower.box.area >= DRIVER.area * 0.99


@given(st.lists(st.tuples(st.floats(-5000, 5000), st.floats(-5000, 5000), st.floats(1, 3000)), max_size=40))
def test_false_keypoints_cannot_push_the_box_away(places):
    follower = following()
    for x, y, side in places:
        follower.update_pose(pose(inside=Box(x, y, x + side, y + side)))
    limit = DRIVER.grown(MAX_REACH)
    box = follower.box
    assert box is not None
    assert box.x1 >= limit.x1 - 1e-6 and box.y1 >= limit.y1 - 1e-6
    assert box.x2 <= limit.x2 + 1e-6 and box.y2 <= limit.y2 + 1e-6
    assert box.area >= DRIVER.area * 0.9
