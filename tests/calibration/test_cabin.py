import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calibration.cabin import (
    Cabin,
    HandDrive,
    blank_wheel,
    clamped,
    propose_hand_drive,
    propose_seat,
    propose_wheel,
)
from pose.boxes import Box
from pose.polygon import area, distance_outside

CABIN = Cabin(
    width=1280,
    height=720,
    hand_drive=HandDrive.LEFT,
    seat=((400.0, 100.0), (900.0, 100.0), (900.0, 700.0), (400.0, 700.0)),
    wheel=((500.0, 400.0), (800.0, 400.0), (800.0, 600.0), (500.0, 600.0)),
    neutral={"nose": (640.0, 180.0), "left_shoulder": (740.0, 310.0), "right_shoulder": (540.0, 310.0)},
    steady_s=60.0,
)
NOWHERE = (math.nan, math.nan)

points = st.tuples(st.floats(-3000, 3000), st.floats(-3000, 3000))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"width": 0}, "no picture"),
        ({"seat": ()}, "0 corners"),
        ({"seat": ((1.0, 1.0), (2.0, 1.0), (2.0, 2.0))}, "too small"),
        ({"wheel": ((500.0, 400.0), (9000.0, 400.0), (800.0, 600.0))}, "outside"),
        ({"wheel": ((500.0, 400.0), (math.nan, 400.0), (800.0, 600.0))}, "outside"),
        ({"wheel": ((500.0, 400.0),) * 25}, "25 corners"),
        ({"neutral": {"nose": (640.0, 180.0)}}, "both shoulders"),
        ({"neutral": CABIN.neutral | {"tail": (1.0, 1.0)}}, "unknown keypoint 'tail'"),
        ({"neutral": CABIN.neutral | {"nose": (-200.0, 1.0)}}, "nose lies outside"),
        ({"neutral": {"left_shoulder": (640.0, 180.0), "right_shoulder": (641.0, 180.0)}}, "so small"),
        ({"neutral": {"left_shoulder": (1280.0, 180.0), "right_shoulder": (0.0, 180.0)}}, "so large"),
        ({"view": "no picture"}, "view"),
        ({"view": "aGVsbG8="}, "view"),
    ],
)
def test_what_no_cabin_has_is_refused(changes, says):
    with pytest.raises(ValueError, match=says):
        replace(CABIN, **changes)


def test_it_fits_the_same_view_at_another_size():
    small = CABIN.fitted(640, 360)
    assert small.seat[2] == (450.0, 350.0) and small.neutral["nose"] == (320.0, 90.0)
    assert small.fitted(1280, 720) == CABIN


def test_it_does_not_fit_a_picture_of_another_shape():
    assert CABIN.fitted(640, 480) is None and CABIN.fitted(720, 1280) is None


@given(st.integers(200, 4000), st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=3, max_size=12))
@settings(deadline=None)
def test_scaling_keeps_inside_inside(width, shares):
    height = round(width * 9 / 16)
    zone = tuple((x * 1280, y * 720) for x, y in shares)
    if area(zone) < 0.01 * 1280 * 720:
        return
    cabin = replace(CABIN, wheel=zone)
    fitted = cabin.fitted(width, height)
    assert fitted is not None
    ratio = width / 1280
    for x, y in ((640, 360), (100, 650), (1200, 30)):
        away = distance_outside((x, y), zone)
        # Up to the rounding of the height.
        if abs(away) > 5:
            assert (distance_outside((x * ratio, y * height / 720), fitted.wheel) > 0) == (away > 0)


@given(st.lists(points, max_size=10), st.integers(1, 2000), st.integers(1, 2000))
def test_clamped_corners_are_whole_pixels_of_the_picture(zone, width, height):
    for x, y in clamped(zone, width, height):
        assert 0 <= x <= width and 0 <= y <= height
        assert x == int(x) and y == int(y)


@given(st.lists(points, min_size=3, max_size=10), st.floats(-500, 500), st.floats(-500, 500), st.integers(0, 9))
def test_an_area_knows_neither_place_nor_first_corner_nor_direction(zone, dx, dy, first):
    first %= len(zone)
    other = tuple((x + dx, y + dy) for x, y in (zone[first:] + zone[:first])[::-1])
    assert area(other) == pytest.approx(area(tuple(zone)), rel=1e-6, abs=1e-2)


def test_a_rectangles_area():
    assert area(((0.0, 0.0), (4.0, 0.0), (4.0, 3.0), (0.0, 3.0))) == 12.0
    assert area(((0.0, 0.0), (4.0, 0.0))) == 0.0


def test_a_camera_that_looks_back_sees_the_left_seat_on_the_right():
    assert propose_hand_drive(Box(800, 100, 1200, 700), 1280) is HandDrive.LEFT
    assert propose_hand_drive(Box(100, 100, 500, 700), 1280) is HandDrive.RIGHT


@given(st.floats(-200, 1200), st.floats(-200, 600), st.floats(100, 1000), st.floats(200, 900))
def test_the_proposed_seat_is_within_the_picture(x, y, width, height):
    for px, py in propose_seat(Box(x, y, x + width, y + height), 1280, 720):
        assert 0 <= px <= 1280 and 0 <= py <= 720


def test_the_proposed_wheel_holds_both_hands_and_its_own_middle():
    wheel = propose_wheel(np.array([(760, 520), (520, 520)], np.float32), 200, 1280, 720)
    assert len(wheel) == 6
    for point in ((760, 520), (520, 520), (640, 540)):
        assert distance_outside(point, wheel) < 0
    assert distance_outside((640, 250), wheel) > 100


@pytest.mark.parametrize(("wrists", "side"), [([(760, 520), NOWHERE], -1), ([NOWHERE, (520, 520)], 1)])
def test_from_one_hand_the_wheel_is_on_the_other_side(wrists, side):
    wheel = propose_wheel(np.array(wrists, np.float32), 200, 1280, 720)
    hand = 760 if side < 0 else 520
    middle = sum(x for x, _ in wheel) / len(wheel)
    assert (middle - hand) * side > 50
    assert distance_outside((hand, 520), wheel) < 0


def test_without_hands_there_is_no_wheel_but_one_to_begin_with():
    assert propose_wheel(np.array([NOWHERE, NOWHERE], np.float32), 200, 1280, 720) == ()
    assert replace(CABIN, wheel=blank_wheel(CABIN)).wheel
