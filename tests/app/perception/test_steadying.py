import numpy as np

from app.perception.steadying import Steadying
from pose.pose import Pose
from pose.visibility import Visibility

WRIST = 9


def pose(place: float = 100.0, wrist: Visibility = Visibility.VISIBLE, wrist_place: float = 100.0) -> Pose:
    xy = np.full((17, 2), place, dtype=np.float32)
    xy[WRIST] = wrist_place
    state = np.full(17, Visibility.VISIBLE, dtype=np.uint8)
    state[WRIST] = wrist
    return Pose(xy, np.full(17, 0.8, np.float32), np.full((17, 3), 1 / 3, np.float32), state)


def test_a_wrist_missed_for_one_frame_stays_where_it_was_seen():
    steadying = Steadying()
    for _ in range(5):
        steadying.update(pose(), 1 / 30, 300)
    steadied = steadying.update(pose(wrist=Visibility.ABSENT, wrist_place=555.0), 1 / 30, 300)
    assert steadied.state[WRIST] == Visibility.VISIBLE
    assert steadied.xy[WRIST].tolist() == [100.0, 100.0]


def test_a_wrist_that_is_gone_becomes_absent_and_keeps_the_networks_best_place():
    steadying = Steadying()
    steadying.update(pose(), 1 / 30, 300)
    for _ in range(5):
        steadied = steadying.update(pose(wrist=Visibility.ABSENT, wrist_place=555.0), 1 / 30, 300)
    assert steadied.state[WRIST] == Visibility.ABSENT
    assert steadied.xy[WRIST].tolist() == [555.0, 555.0]


def test_scores_and_probabilities_stay_the_networks_own():
    raw = pose()
    steadied = Steadying().update(raw, 1 / 30, 300)
    assert (steadied.score == raw.score).all()
    assert (steadied.visibility == raw.visibility).all()
