import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pose import heatmap

WIDTH, HEIGHT = 40, 48

inside = st.tuples(st.floats(10, WIDTH * 4 - 11), st.floats(10, HEIGHT * 4 - 11))


@given(inside, st.floats(1.0, 2.5))
def test_decode_finds_again_what_encode_drew(place, sigma):
    drawn = heatmap.encode(np.array([place], dtype=np.float32), WIDTH, HEIGHT, sigma)
    x, y, score = heatmap.decode(drawn)[0]
    # A quarter-pixel step at stride 4 leaves at most one crop pixel to either side.
    assert abs(x - place[0]) <= 1.001 and abs(y - place[1]) <= 1.001
    assert 0.75 < score <= 1.0


@given(st.integers(0, WIDTH - 1), st.integers(0, HEIGHT - 1))
def test_a_peak_at_any_pixel_even_in_a_corner_is_decoded_in_place(column, row):
    single = np.zeros((1, HEIGHT, WIDTH), dtype=np.float32)
    single[0, row, column] = 0.5
    x, y, score = heatmap.decode(single)[0]
    assert (x, y, score) == ((column + 0.5) * 4 - 0.5, (row + 0.5) * 4 - 0.5, 0.5)


def test_the_quarter_goes_toward_the_higher_neighbour():
    maps = np.zeros((1, HEIGHT, WIDTH), dtype=np.float32)
    maps[0, 10, 10], maps[0, 10, 11] = 1.0, 0.5
    assert heatmap.decode(maps)[0][0] == (10.25 + 0.5) * 4 - 0.5


def test_a_keypoint_far_outside_leaves_an_empty_map():
    assert heatmap.encode(np.array([[-500.0, 40.0]], dtype=np.float32), WIDTH, HEIGHT, 2.0).max() == 0.0


def test_score_never_leaves_zero_to_one():
    maps = np.full((1, 4, 4), 3.0, dtype=np.float32)
    assert heatmap.decode(maps)[0][2] == 1.0
    assert heatmap.decode(-maps)[0][2] == 0.0
