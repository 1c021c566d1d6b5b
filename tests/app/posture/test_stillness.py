import pytest

from app.posture.stillness import Stillness


def moved(make_body, steps, step_ns=100_000_000):
    followed = Stillness()
    return [
        followed.update(i * step_ns, None if x is None else make_body({"nose": (640 + x, 200)}))
        for i, x in enumerate(steps)
    ]


def test_it_takes_half_a_second_to_know(make_body):
    assert moved(make_body, [0] * 7) == [None] * 5 + [0, 0]


def test_the_farthest_point_counts(make_body):
    assert moved(make_body, [0, 10, 20, 30, 40, 50, 50])[5] == pytest.approx(50)


def test_what_was_not_seen_then_or_now_has_not_moved_as_far_as_anybody_knows(make_body):
    assert moved(make_body, [None, 0, 0, 0, 0, 5])[5] is None
    assert moved(make_body, [0, 0, 0, 0, 0, None])[5] is None


def test_a_pause_of_the_camera_is_not_half_a_second(make_body):
    assert moved(make_body, [0, 50], step_ns=10_000_000_000) == [None, None]
