import math

import pytest


def test_the_unit_is_the_shoulders_width_from_the_front(make_body):
    assert make_body().shoulders().width == pytest.approx(200)


def test_from_the_side_the_unit_does_not_collapse(make_body):
    side = make_body({"left_shoulder": (650, 310), "right_shoulder": (630, 310)})
    found = side.shoulders()
    assert found.width > 150 and found.angle is None


def test_from_behind_the_span_is_negative(make_body):
    assert make_body({"left_shoulder": (540, 310), "right_shoulder": (740, 310)}).shoulders().span == -200


def test_one_shoulder_out_of_the_picture_is_not_observable(make_body):
    assert make_body(absent=("left_shoulder",)).shoulders() is None


@pytest.mark.parametrize("degrees", [-150, -90, -45, 0, 30, 80, 170])
def test_the_heads_turn_is_read_from_nose_and_ears(make_body, turned_head, degrees):
    assert math.degrees(make_body(turned_head(degrees)).head().yaw) == pytest.approx(degrees, abs=1)


def test_an_ear_that_is_hidden_still_tells_the_turn_and_one_that_is_absent_does_not(make_body, turned_head):
    assert make_body(turned_head(60), hidden=("left_ear",)).head() is not None
    assert make_body(turned_head(60), absent=("left_ear",)).head() is None
