import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.perception.smoothing import OneEuroFilter

FRAME_S = 1 / 30
SIDE = 300.0
ALL = np.ones(17, dtype=bool)


def still() -> np.ndarray:
    return np.full((17, 2), 100.0, dtype=np.float32)


def test_jitter_of_a_driver_at_rest_is_halved_at_least():
    rng = np.random.default_rng(0)
    steady = OneEuroFilter()
    raw = still() + rng.normal(0, 1.0, (150, 17, 2)).astype(np.float32)
    filtered = np.array([steady.update(xy, ALL, FRAME_S, SIDE) for xy in raw])
    assert filtered[30:].std() < 0.5 * raw[30:].std()


def test_a_hand_that_moves_fast_is_followed_within_two_frames():
    steady = OneEuroFilter()
    speed = SIDE  # one box side a second
    for i in range(30):
        raw = still() + i * FRAME_S * speed
        filtered = steady.update(raw.astype(np.float32), ALL, FRAME_S, SIDE)
    assert np.abs(filtered - raw).max() < 2 * FRAME_S * speed


def test_a_keypoint_that_was_hidden_starts_afresh_where_it_appears():
    steady = OneEuroFilter()
    for _ in range(10):
        steady.update(still(), ALL, FRAME_S, SIDE)
    hidden = ALL.copy()
    hidden[9] = False
    steady.update(still(), hidden, FRAME_S, SIDE)
    moved = still() + 80
    filtered = steady.update(moved, ALL, FRAME_S, SIDE)
    assert (filtered[9] == moved[9]).all()
    assert (filtered[10] < moved[10]).all()


def test_a_clip_that_begins_again_does_not_drag_the_old_places_along():
    steady = OneEuroFilter()
    steady.update(still(), ALL, FRAME_S, SIDE)
    moved = still() + 50
    assert (steady.update(moved, ALL, -20.0, SIDE) == moved).all()


@given(st.floats(0.001, 10), st.floats(0.1, 5000), st.lists(st.floats(-500, 500), min_size=2, max_size=20))
def test_the_filter_stays_between_the_old_place_and_the_new_one(dt_s, scale, places):
    steady = OneEuroFilter()
    before = steady.update(np.full((17, 2), places[0], dtype=np.float32), ALL, dt_s, scale)
    for place in places[1:]:
        raw = np.full((17, 2), place, dtype=np.float32)
        after = steady.update(raw, ALL, dt_s, scale)
        low, high = np.minimum(before, raw), np.maximum(before, raw)
        assert (after >= low - 1e-3).all()
        assert (after <= high + 1e-3).all()
        before = after


def test_twice_the_picture_size_gives_twice_the_places():
    rng = np.random.default_rng(1)
    walk = np.cumsum(rng.normal(0, 4, (40, 17, 2)), axis=0).astype(np.float32)
    small, large = OneEuroFilter(), OneEuroFilter()
    for xy in walk:
        a = small.update(xy, ALL, FRAME_S, SIDE)
        b = large.update(2 * xy, ALL, FRAME_S, 2 * SIDE)
    assert np.allclose(2 * a, b, atol=1e-2)
