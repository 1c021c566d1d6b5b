import pytest

from app.posture.head import head_down, head_turned


@pytest.mark.parametrize("degrees", [-70, -40, 40, 70])
def test_a_turn_counts_to_either_side(make_body, neutral, turned_head, degrees):
    measure = head_turned(make_body(turned_head(degrees)), neutral)
    assert measure.value == pytest.approx(abs(degrees), abs=1)
    assert measure.evidence == ("nose", "left_ear", "right_ear")


def test_from_the_side_a_turn_counts_against_how_the_head_is_held_there(make_body, learn_neutral, turned_head):
    sideways = learn_neutral(turned_head(70))
    assert head_turned(make_body(turned_head(70)), sideways).value == pytest.approx(0, abs=1)
    assert head_turned(make_body(turned_head(110)), sideways).value == pytest.approx(40, abs=1)


def test_a_nod_is_no_turn(make_body, neutral):
    assert head_turned(make_body({"nose": (640, 240)}), neutral).value == pytest.approx(0, abs=1)


def test_a_head_whose_ear_is_nowhere_is_not_observable(make_body, neutral):
    assert head_turned(make_body(absent=("right_ear",)), neutral) is None
    assert head_down(make_body(absent=("right_ear",)), neutral) is None


def test_the_nose_of_a_hanging_head_sinks_against_the_ears(make_body, neutral):
    assert head_down(make_body({"nose": (640, 230)}), neutral).value == pytest.approx(0.15)


def test_who_sinks_with_the_whole_body_does_not_hang_the_head(make_body, neutral):
    sunk = make_body({"nose": (640, 260), "left_ear": (690, 265), "right_ear": (590, 265)})
    assert head_down(sunk, neutral).value == pytest.approx(0)


def test_a_head_that_was_never_seen_in_neutral_is_not_observable(make_body, learn_neutral):
    blind = learn_neutral(absent=("nose", "left_ear", "right_ear"))
    assert head_turned(make_body(), blind) is None and head_down(make_body(), blind) is None
