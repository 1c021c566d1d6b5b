import numpy as np
import pytest

from app.posture.trunk import leaning, slumped, turned_round

PLACES = {
    **{"nose": (640, 200), "left_ear": (690, 205), "right_ear": (590, 205)},
    **{"left_shoulder": (740, 310), "right_shoulder": (540, 310), "left_hip": (700, 610), "right_hip": (580, 610)},
}
WHEEL = ((500.0, 500.0), (780.0, 500.0), (780.0, 620.0), (500.0, 620.0))
SIDE = {"left_shoulder": (650, 310), "right_shoulder": (630, 310)}


def test_a_turn_of_the_body_is_no_lean(make_body, neutral):
    turned = make_body({"left_shoulder": (710, 275), "right_shoulder": (540, 325)})
    leant = make_body({"left_shoulder": (790, 345), "right_shoulder": (590, 295)})
    assert 0 < leaning(turned, neutral).value < 0.4 < leaning(leant, neutral).value
    assert leaning(leant, neutral).value == pytest.approx(
        np.hypot(0.25 + np.sin(np.arctan2(50, 200)), 10 / 200), abs=0.05
    )


def test_seen_from_the_side_a_lean_lets_the_shoulders_sink(make_body, learn_neutral):
    sunk = make_body({"left_shoulder": (650, 380), "right_shoulder": (630, 380)} | {"nose": (640, 270)})
    from_the_side = learn_neutral(SIDE)
    assert leaning(sunk, from_the_side).value == pytest.approx(70 / from_the_side.width, abs=0.1)


def test_who_leans_forward_to_the_camera_becomes_larger(make_body, neutral):
    places = {name: (640 + 1.5 * (x - 640), 310 + 1.5 * (y - 310)) for name, (x, y) in PLACES.items()}
    assert leaning(make_body(places), neutral).value == pytest.approx(0.5, abs=0.05)


def test_who_widens_the_shoulders_only_does_not_lean_forward(make_body, neutral):
    assert leaning(make_body({"left_shoulder": (790, 310), "right_shoulder": (490, 310)}), neutral).value < 0.05


def test_a_lean_is_not_observable_with_a_shoulder_out_of_the_picture(make_body, neutral):
    assert leaning(make_body(absent=("right_shoulder",)), neutral) is None


def test_turning_round_collapses_the_shoulders_from_the_front(make_body, neutral):
    turned = turned_round(make_body({"left_shoulder": (690, 310), "right_shoulder": (590, 310)}), neutral, WHEEL)
    assert turned.value == pytest.approx(0.5)
    assert turned.evidence == ("left_shoulder", "right_shoulder")


def test_turning_to_a_camera_at_the_side_widens_the_shoulders(make_body, learn_neutral):
    assert turned_round(make_body(), learn_neutral(SIDE), WHEEL).value > 0.7


def test_a_hand_far_out_reaches(make_body, neutral):
    measure = turned_round(make_body({"right_wrist": (300, 450)}), neutral, WHEEL)
    assert measure.value == pytest.approx(1.0, abs=0.1) and measure.evidence == ("right_wrist",)


@pytest.mark.parametrize("wrist", [(690, 600), (520, 510), (590, 230)], ids=["lap", "wheel", "ear"])
def test_a_hand_at_the_wheel_in_the_lap_or_at_the_ear_does_not_reach(make_body, neutral, wrist):
    assert turned_round(make_body({"right_wrist": wrist}), neutral, WHEEL).value < 0.2


def test_a_hand_behind_the_seat_whose_place_is_told_reaches_and_one_that_is_absent_reaches_nowhere(make_body, neutral):
    away = {"right_wrist": (300, 450)}
    assert turned_round(make_body(away, hidden=("right_wrist",)), neutral, WHEEL).value > 0.9
    assert turned_round(make_body(away, absent=("right_wrist",)), neutral, WHEEL).value == 0


def test_slumped_is_head_and_shoulders(make_body, neutral):
    head = {"nose": (640, 240)}
    shoulders = {"left_shoulder": (740, 350), "right_shoulder": (540, 350)}
    assert slumped(make_body(head), neutral).value == 0
    assert slumped(make_body(shoulders), neutral).value == 0
    assert slumped(make_body(head | shoulders), neutral).value == pytest.approx(0.65 * 0.2)
