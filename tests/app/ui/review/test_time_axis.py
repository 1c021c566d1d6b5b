import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ui.review.time_axis import LEAST_NS, TimeAxis, clock_text, parsed_clock

SECOND = 10**9
HOURS = TimeAxis.whole(5 * SECOND, 5 * SECOND + 4 * 3600 * SECOND)


def test_zooming_keeps_what_is_under_the_pointer_where_it_is():
    around = HOURS.start + 3600 * SECOND
    zoomed = HOURS.zoomed(0.1, around)
    assert zoomed.span == pytest.approx(HOURS.span / 10)
    assert zoomed.to_x(around, 1000) == pytest.approx(HOURS.to_x(around, 1000), abs=0.01)


@given(
    st.lists(st.tuples(st.sampled_from(["zoom", "pan", "follow"]), st.floats(0.01, 20), st.floats(0, 1)), max_size=20)
)
def test_whatever_one_does_the_drive_is_not_left(steps):
    axis = HOURS
    for what, amount, share in steps:
        place = axis.start + round(share * (axis.end - axis.start))
        axis = {
            "zoom": axis.zoomed(amount, place),
            "pan": axis.panned(round((amount - 10) * axis.span)),
            "follow": axis.following(place),
        }[what]
        assert axis.start <= axis.left < axis.right <= axis.end and axis.span >= LEAST_NS
        if what == "follow":
            assert axis.left <= place <= axis.right


def test_a_place_on_the_screen_and_its_time_belong_together():
    axis = HOURS.zoomed(0.3, HOURS.start + 10**12)
    for x in (0, 17, 500, 999):
        assert axis.to_x(axis.to_time(x, 1000), 1000) == pytest.approx(x, abs=0.01)
    assert axis.to_time(-5e9, 1000) == axis.start and axis.to_time(5e9, 1000) == axis.end


def test_ticks_are_at_round_times_and_not_too_many():
    assert [clock_text(tick - HOURS.start) for tick in HOURS.ticks(5)] == [
        "0:00",
        "1:00:00",
        "2:00:00",
        "3:00:00",
        "4:00:00",
    ]
    for factor in (0.5, 0.01, 0.0001):
        axis = HOURS.zoomed(factor, HOURS.start + 7777 * SECOND)
        ticks = axis.ticks(8)
        assert 1 <= len(ticks) <= 9 and all(axis.left <= tick <= axis.right for tick in ticks)


def test_a_drive_of_one_frame_has_an_axis():
    assert TimeAxis.whole(7, 7).span == LEAST_NS


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        *(("1:02:03", 3723), ("2:03.5", 123.5), ("90", 90), (" 0:05 ", 5)),
        *((text, None) for text in ("", "later", "1:2:3:4", "-5", "nan", "1e300")),
    ],
)
def test_times_that_people_type(text, seconds):
    assert parsed_clock(text) == (None if seconds is None else round(seconds * SECOND))


def test_times_are_written_as_they_are_typed():
    assert clock_text(3723 * SECOND) == "1:02:03" and clock_text(123_456_000_000, tenths=True) == "2:03.4"
    assert clock_text(-5) == "0:00"
