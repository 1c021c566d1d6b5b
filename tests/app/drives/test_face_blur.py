import numpy as np
import pytest
import simplejpeg
from hypothesis import given
from hypothesis import strategies as st

from app.drives.face_blur import HOLD_NS, FaceBlur, blurred, head_box
from app.frames.frame import Frame
from app.frames.packet import jpeg_packet
from app.perception.detector import DriverDetector
from app.perception.pose_estimator import PoseEstimator
from engines.cpu import CpuEngine
from pose.boxes import Box
from pose.keypoints import INDEX
from pose.pose import Pose
from pose.visibility import Visibility
from tests.tiny_scenes import DRIVER, scene

PERSON = Box(100, 100, 300, 500)


def pose(**places):
    """Only the named keypoints are shown; the others lie somewhere, as a network gives them."""
    xy = np.full((17, 2), 7.0, np.float32)
    state = np.full(17, Visibility.ABSENT, np.uint8)
    for name, place in places.items():
        xy[INDEX[name]] = place
        state[INDEX[name]] = Visibility.VISIBLE
    return Pose(xy=xy, score=np.ones(17, np.float32), visibility=np.full((17, 3), 1 / 3, np.float32), state=state)


def holds(box, x, y):
    return box.x1 <= x <= box.x2 and box.y1 <= y <= box.y2


def test_a_face_seen_from_the_front_is_covered_with_hair_and_chin():
    seen = pose(nose=(200, 170), left_eye=(215, 155), right_eye=(185, 155), left_ear=(235, 165), right_ear=(165, 165))
    head = head_box(PERSON, seen)
    assert all(holds(head, x, y) for x, y in [(200, 120), (200, 215), (160, 165), (240, 165)])
    assert head.height < 0.6 * PERSON.height  # hands in the lap stay to be seen


def test_a_driver_who_looks_away_is_covered_though_no_nose_is_seen():
    seen = pose(left_ear=(190, 165), left_eye=(200, 160), left_shoulder=(150, 260), right_shoulder=(250, 250))
    assert all(holds(head_box(PERSON, seen), x, y) for x, y in [(165, 140), (225, 200)])


def test_an_occluded_keypoint_tells_where_the_head_is_as_well():
    seen = pose(nose=(200, 170), left_ear=(240, 165))
    seen.state[INDEX["nose"]] = Visibility.OCCLUDED
    assert holds(head_box(PERSON, seen), 215, 165)


def test_from_behind_the_upper_part_of_the_person_is_covered():
    assert head_box(PERSON, pose(left_shoulder=(150, 260))) == Box(100, 100, 300, 280)


boxes = st.builds(Box, st.floats(-50, 90), st.floats(-50, 90), st.floats(20, 150), st.floats(20, 150))


@given(st.lists(boxes, max_size=4))
def test_outside_of_heads_no_pixel_changes_and_the_original_none_at_all(heads):
    image = np.random.default_rng(0).integers(0, 255, (80, 100, 3), dtype=np.uint8)
    before = image.copy()
    result = blurred(image, heads)
    outside = np.ones((80, 100), bool)
    for head in heads:
        inside = head.clipped(100, 80)
        outside[int(inside.y1) : int(np.ceil(inside.y2)), int(inside.x1) : int(np.ceil(inside.x2))] = False
    assert np.array_equal(result[outside], image[outside]) and np.array_equal(image, before)


def test_of_a_head_nothing_is_left_but_a_few_colours():
    image = np.random.default_rng(0).integers(0, 255, (200, 200, 3), dtype=np.uint8)
    part = blurred(image, [Box(20, 30, 120, 130)])[30:130, 20:120]
    assert len(np.unique(part.reshape(-1, 3), axis=0)) <= 25


def test_keypoints_that_fall_together_leave_a_head_of_some_size():
    head = head_box(PERSON, pose(nose=(200, 170), left_eye=(200, 170)))
    assert head.width == pytest.approx(60) and head.centre == (200, 170)


@pytest.fixture
def blur(detection_bundle, pose_bundle, monkeypatch):
    """With a fake of a pose network that sees nobody's face."""
    monkeypatch.setattr(PoseEstimator, "estimate", lambda self, picture, box: pose())
    return FaceBlur(DriverDetector(CpuEngine(detection_bundle)), PoseEstimator(CpuEngine(pose_bundle)))


def patterned(place):
    """A driver of the tiny scenes with a pattern that a mosaic takes away."""
    image = scene(place)
    if place is not None:
        x, y = place
        image[y : y + 80 : 2, x : x + 40] = 250
    return image


def frame_of(image, i=0):
    return Frame(image=image, index=i, captured_at=i * 10**8, wall_time=1.7e9 + i)


def head_of(image, place=DRIVER):
    x, y = place
    return image[y : y + 20, x : x + 40]


def test_everybody_found_is_blurred_and_the_camera_s_packet_does_not_come_along(blur):
    data = simplejpeg.encode_jpeg(patterned(DRIVER), quality=100, colorspace="BGR")
    frame = Frame(packet=jpeg_packet(data), index=3, captured_at=5, wall_time=7.0)
    result = blur(frame)
    assert result.packet is None
    assert (result.index, result.captured_at, result.wall_time) == (3, 5, 7.0)
    assert head_of(frame.image).std() > 3 > head_of(result.image).std()


def test_a_detector_that_blinks_shows_no_face(blur, monkeypatch):
    blur(frame_of(patterned(DRIVER), 0))
    monkeypatch.setattr(DriverDetector, "detect", lambda self, picture: [])
    assert head_of(blur(frame_of(patterned(DRIVER), 4)).image).std() < 3
    late = HOLD_NS // 10**8 + 1
    assert head_of(blur(frame_of(patterned(DRIVER), late)).image).std() > 3


def test_an_empty_cabin_is_left_as_it_is(blur):
    assert np.array_equal(blur(frame_of(scene(None))).image, scene(None))
