import numpy as np
import pytest

from calibration.cabin import HandDrive
from calibration.cabin_learning import CabinLearner
from pose.boxes import Box
from pose.keypoints import INDEX
from pose.polygon import distance_outside

SECOND = 1_000_000_000
BOX = Box(440, 80, 840, 640)


class Watched:
    """A learner that is shown one picture every 0.2 s."""

    def __init__(self, **options):
        self.learner = CabinLearner(**options)
        self.now = 0
        noise = np.random.default_rng(1).integers(0, 255, (36, 64, 3), dtype=np.uint8)
        self.image = np.ascontiguousarray(noise.repeat(20, 0).repeat(20, 1))

    def see(self, seconds, pose, box=BOX, step=0.2):
        counted = []
        for _ in range(round(seconds / step)):
            shown = pose(self.now / SECOND) if callable(pose) else pose
            counted.append(self.learner.update(self.now, self.image, box, shown))
            self.now += round(step * SECOND)
        return counted


def test_a_minute_of_steady_sitting_tells_the_cabin(sitting):
    watched = Watched()
    assert all(watched.see(30, sitting()))
    assert watched.learner.progress == pytest.approx(0.5, abs=0.01)
    watched.see(31, sitting())
    cabin = watched.learner.cabin()
    assert watched.learner.progress == 1.0
    assert cabin.neutral["left_shoulder"] == (740.0, 310.0)
    assert cabin.hand_drive is HandDrive.RIGHT
    assert distance_outside((640, 300), cabin.seat) < 0
    assert distance_outside((520, 520), cabin.wheel) < 0
    assert cabin.view and 60 <= cabin.steady_s < 61


def test_steering_and_a_glance_into_the_mirror_change_little(sitting):
    watched = Watched()
    rng = np.random.default_rng(3)

    def driving(seconds):
        glance = {"nose": (690, 185)} if seconds % 8 < 1 else {}
        return sitting(*rng.normal(0, 8, 2), places=glance)

    watched.see(61, driving)
    neutral = watched.learner.cabin().neutral
    assert neutral["nose"] == pytest.approx((640, 180), abs=5)
    assert neutral["right_shoulder"] == pytest.approx((540, 310), abs=5)


def test_bending_to_the_glove_box_is_passed_over(sitting):
    watched = Watched()
    watched.see(20, sitting())
    assert not any(watched.see(5, sitting(-200, 80)))
    assert watched.learner.steady_s == pytest.approx(20, abs=0.5)
    watched.see(45, sitting())
    assert watched.learner.progress == 1.0
    assert watched.learner.cabin().neutral["nose"] == (640.0, 180.0)


def test_who_sits_elsewhere_for_long_is_learnt_there(sitting):
    watched = Watched()
    watched.see(20, sitting(-200, 80))
    watched.see(12, sitting())
    assert watched.learner.steady_s < 3
    watched.see(61, sitting())
    assert watched.learner.cabin().neutral["nose"] == (640.0, 180.0)


def test_an_empty_seat_and_unseen_shoulders_teach_nothing(sitting):
    watched = Watched()
    assert not any(watched.see(30, None, box=None))
    assert not any(watched.see(30, sitting(absent=("left_shoulder",))))
    assert watched.learner.progress == 0.0 and watched.learner.cabin() is None


def test_a_doll_far_away_is_no_driver(sitting):
    tiny = {name: (600 + i, 300 + i) for i, name in enumerate(INDEX)}
    assert not any(Watched().see(5, sitting(places=tiny)))


def test_a_pause_of_the_camera_is_no_steady_sitting(sitting):
    watched = Watched()
    watched.see(5, sitting())
    watched.now += 100 * SECOND
    watched.see(5, sitting())
    assert watched.learner.steady_s < 11


def test_hands_that_are_hidden_propose_no_wheel(sitting):
    watched = Watched(seconds=10)
    watched.see(11, sitting(occluded=("left_wrist", "right_wrist")))
    cabin = watched.learner.cabin()
    assert cabin.wheel == () and cabin.neutral["left_wrist"] == (760.0, 520.0)


def test_a_hand_at_the_ear_holds_no_wheel(sitting):
    watched = Watched(seconds=10)
    watched.see(4, sitting())
    watched.see(7, sitting(places={"right_wrist": (590, 190)}))
    assert distance_outside((520, 520), watched.learner.cabin().wheel) < 0
    assert distance_outside((590, 190), watched.learner.cabin().wheel) > 0


def test_the_side_of_the_car_can_be_told(sitting):
    watched = Watched(seconds=5, hand_drive=HandDrive.RIGHT)
    watched.see(6, sitting())
    assert watched.learner.cabin().hand_drive is HandDrive.RIGHT


def test_a_picture_of_another_size_starts_over(sitting):
    watched = Watched(seconds=10)
    watched.see(5, sitting())
    watched.image = np.zeros((480, 640, 3), np.uint8)
    watched.learner.update(watched.now, watched.image, BOX, sitting())
    assert watched.learner.steady_s == 0.0
