import numpy as np
import pytest

from app.perception.perception import Perception
from app.perception.seat import Seat
from app.perception.single_pictures import observe_box, observe_picture
from calibration.cabin import Cabin, HandDrive
from pose.boxes import Box
from pose.pose import Pose
from pose.visibility import Visibility


@pytest.fixture
def perception(detector, estimator):
    return Perception(detector, estimator)


def test_a_driver_is_detected_once_a_second_and_posed_in_every_frame(perception, frame_of):
    seen = [perception.observe(frame_of(i, (300, 150))) for i in range(61)]
    assert all(observation.pose is not None for observation in seen)
    assert [i for i, observation in enumerate(seen) if "detect" in observation.timings_ms] == [0, 30, 60]


def test_the_keypoints_follow_a_driver_who_moves(perception, frame_of):
    for i in range(90):
        observation = perception.observe(frame_of(i, (200 + 2 * i, 150)))
    # The patch is now at x 378 to 418.
    assert 370 < observation.pose.xy[:, 0].mean() < 426


def test_an_empty_seat_has_neither_box_nor_pose(perception, frame_of):
    observation = perception.observe(frame_of(0, None))
    assert (observation.box, observation.raw, observation.pose) == (None, None, None)
    assert list(observation.timings_ms) == ["detect"]


def test_a_driver_who_leaves_is_gone_soon_and_back_at_once_when_they_return(perception, frame_of):
    for i in range(30):
        perception.observe(frame_of(i, (300, 150)))
    gone = [perception.observe(frame_of(i, None)).box is None for i in range(30, 60)]
    assert gone[-1]
    assert sum(gone) > 20
    assert perception.observe(frame_of(60, (100, 150))).box is not None


def test_a_camera_that_changes_its_picture_size_is_looked_at_afresh(perception, frame_of):
    perception.observe(frame_of(0, (500, 250)))
    observation = perception.observe(frame_of(1, (100, 50), size=(320, 180)))
    assert observation.box.clipped(320, 180) == observation.box
    assert (observation.width, observation.height) == (320, 180)


def test_the_observation_carries_the_frames_times(perception, frame_of):
    frame = frame_of(7, (300, 150))
    observation = perception.observe(frame)
    assert (observation.index, observation.captured_at, observation.wall_time) == (7, frame.captured_at, 7 / 30)


def test_jitter_is_smoothed_in_a_stream_and_the_raw_pose_is_kept(perception, frame_of):
    rng = np.random.default_rng(0)
    seen = [perception.observe(frame_of(i, (300 + int(rng.integers(-3, 4)), 150))) for i in range(60)]
    raw = np.array([observation.raw.xy[0, 0] for observation in seen[10:]])
    steady = np.array([observation.pose.xy[0, 0] for observation in seen[10:]])
    assert np.abs(np.diff(steady)).mean() < np.abs(np.diff(raw)).mean()


def test_pictures_that_stand_alone_do_not_know_of_each_other(detector, estimator, frame_of):
    first = observe_picture(frame_of(0, (300, 150)), detector, estimator)
    for i in range(5):
        observe_picture(frame_of(i, (100, 50)), detector, estimator)
    again = observe_picture(frame_of(0, (300, 150)), detector, estimator)
    assert (first.pose.xy == again.pose.xy).all()
    assert first.pose is first.raw


def test_a_given_box_is_believed_and_no_detector_asked(estimator, frame_of):
    box = Box(280, 130, 360, 250)
    observation = observe_box(frame_of(0, (300, 150)), box, estimator)
    assert observation.box == box
    assert 290 < observation.pose.xy[0, 0] < 350


class FakeEstimator:
    """A network that finds in an empty seat what it always finds: every keypoint shown, with hardly a peak."""

    def __init__(self, score):
        self.score = score

    def estimate(self, picture, box):
        xy = np.linspace(100, 200, 34, dtype=np.float32).reshape(17, 2)
        score = np.full(17, self.score, np.float32)
        return Pose(xy, score, np.full((17, 3), 1 / 3, np.float32), np.full(17, Visibility.VISIBLE, np.uint8))


@pytest.mark.parametrize(("score", "shown"), [(0.05, 0), (0.6, 17)])
def test_a_seat_that_was_taken_for_somebody_has_no_skeleton(detector, frame_of, score, shown):
    perception = Perception(detector, FakeEstimator(score))
    observation = perception.observe(frame_of(0, (300, 150)))
    assert observation.pose.shown().sum() == shown
    assert observation.raw.shown().all()


def test_somebody_outside_the_seat_is_not_looked_at(detector, estimator, frame_of):
    seat = Seat.of_box(Box(0, 0, 200, 360))
    observation = Perception(detector, estimator, seat).observe(frame_of(0, (400, 150)))
    assert observation.box is None and observation.pose is None


def test_a_calibrated_seat_counts_in_pictures_of_its_shape_alone(detector, estimator, frame_of):
    seat = ((0.0, 0.0), (400.0, 0.0), (400.0, 720.0), (0.0, 720.0))
    cabin = Cabin(width=1280, height=720, hand_drive=HandDrive.LEFT, seat=seat)
    perception = Perception(detector, estimator, cabin=cabin)
    assert perception.observe(frame_of(0, (400, 150))).box is None
    assert perception.observe(frame_of(1, (100, 150))).box is not None
    assert perception.observe(frame_of(2, (300, 150), size=(480, 360))).box is not None
