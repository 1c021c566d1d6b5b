from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.review.playback import NORMAL, SPEEDS, Playback

SECOND = 10**9


@pytest.fixture
def drive():
    return Playback(start=100 * SECOND, end=200 * SECOND, position=150 * SECOND)


def test_a_paused_drive_stands_still_and_a_playing_one_goes_on_at_its_speed(drive):
    assert drive.ticked(1.0) == drive
    playing = drive.toggled()
    assert playing.ticked(1.5).position == 151.5 * SECOND
    assert playing.with_speed(1).ticked(1.0).position == 152 * SECOND
    assert playing.with_speed(-99).ticked(8.0).position == 151 * SECOND
    assert SPEEDS[playing.with_speed(99).speed] == 16


def test_j_k_l_play_both_ways_and_faster_when_pressed_again(drive):
    back = drive.shuttled(backwards=True)
    assert back.playing and back.ticked(1.0).position == 149 * SECOND
    assert back.shuttled(backwards=True).rate == -2
    turned = back.shuttled(backwards=True).shuttled(backwards=False)
    assert turned.rate == 1 and turned.speed == NORMAL


def test_at_its_end_it_stops_and_playing_again_begins_anew(drive):
    ended = replace(drive.toggled(), position=199 * SECOND).ticked(5.0)
    assert (ended.position, ended.playing) == (200 * SECOND, False)
    assert ended.toggled().position == 100 * SECOND
    assert replace(drive.shuttled(backwards=True), position=101 * SECOND).ticked(5.0).position == 100 * SECOND


def test_it_plays_again_and_again_between_the_marks(drive):
    marked = drive.with_mark(begins=True).moved(152 * SECOND).with_mark(begins=False)
    assert marked.loop == (150 * SECOND, 152 * SECOND)
    playing = replace(marked, playing=True, position=151 * SECOND)
    assert playing.ticked(0.5).position == 151.5 * SECOND
    assert playing.ticked(1.5).position == 150 * SECOND and playing.ticked(1.5).playing
    assert replace(playing, backwards=True).ticked(1.5).position == 152 * SECOND


def test_a_mark_set_where_it_is_goes_and_marks_the_wrong_way_round_are_no_loop(drive):
    once = drive.with_mark(begins=True)
    assert once.with_mark(begins=True).loop_start is None
    assert once.moved(120 * SECOND).with_mark(begins=False).loop is None


@given(st.lists(st.tuples(st.sampled_from(["tick", "j", "l", "+", "-", "[", "]"]), st.floats(0, 20)), max_size=30))
def test_whatever_is_pressed_one_stays_in_the_drive(pressed):
    now = Playback(start=100, end=100 + 60 * SECOND, position=100)
    for what, seconds in pressed:
        now = {
            "tick": now.ticked(seconds),
            "j": now.shuttled(backwards=True),
            "l": now.shuttled(backwards=False),
            "+": now.with_speed(1),
            "-": now.with_speed(-1),
            "[": now.with_mark(begins=True),
            "]": now.with_mark(begins=False),
        }[what]
        assert now.start <= now.position <= now.end
