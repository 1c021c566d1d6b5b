import pytest

from app.camera_state import CameraState
from app.posture.body import Body
from app.posture.event import EventKind
from app.posture.measures import driver_absent, measures, too_little_seen

UPPER = ("nose", "left_ear", "right_ear", "left_shoulder", "right_shoulder", "left_wrist", "right_wrist")


def test_a_driver_whose_shoulders_alone_are_seen_is_there(make_pose, observe):
    pose = make_pose(absent=("nose", "left_ear", "right_ear"))
    assert driver_absent(observe(pose, 0), Body.of(pose)).value == 0


@pytest.mark.parametrize("camera", [state for state in CameraState if state != CameraState.OK])
def test_of_a_camera_that_does_not_work_nothing_is_believed(make_pose, observe, neutral, camera):
    found = measures(observe(make_pose(), 0), neutral, (), camera)
    unavailable = found.pop(EventKind.MONITORING_UNAVAILABLE)
    assert (unavailable.value, unavailable.evidence) == (1, (f"camera_{camera.value}",))
    assert set(found.values()) == {None}


@pytest.mark.parametrize("count", [0, 3, 7])
def test_too_little_seen_is_the_share_that_has_no_place(make_pose, observe, count):
    pose = make_pose(absent=UPPER[:count])
    assert too_little_seen(observe(pose, 0), Body.of(pose)).value == pytest.approx(count / 7)


def test_what_is_hidden_has_a_place(make_pose, observe):
    pose = make_pose(hidden=UPPER)
    assert too_little_seen(observe(pose, 0), Body.of(pose)).value == 0


def test_an_empty_seat_is_no_failure_of_the_camera(observe):
    assert too_little_seen(observe(None, 0), None).value == 0
