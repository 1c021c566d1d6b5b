import pytest
from hypothesis import given
from hypothesis import strategies as st

from pose.polygon import distance_outside, hull

SQUARE = ((0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0))
CONCAVE = ((0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (50.0, 20.0), (0.0, 100.0))


@pytest.mark.parametrize(
    ("x", "y", "expected"), [(50, 50, -50), (10, 50, -10), (130, 50, 30), (103, 104, 5), (100, 50, 0), (-7, 100, 7)]
)
def test_distance_outside_a_square(x, y, expected):
    assert distance_outside((x, y), SQUARE) == pytest.approx(expected)


def test_a_bay_is_outside():
    assert distance_outside((50, 60), CONCAVE) > 0
    assert distance_outside((50, 10), CONCAVE) < 0


@given(st.floats(-300, 300), st.floats(-300, 300), st.integers(0, 4), st.booleans())
def test_where_a_polygon_begins_and_which_way_it_runs_makes_no_difference(x, y, start, backwards):
    other = CONCAVE[start:] + CONCAVE[:start]
    other = other[::-1] if backwards else other
    assert distance_outside((x, y), other) == pytest.approx(distance_outside((x, y), CONCAVE))


def test_the_hull_of_a_square_and_what_is_in_it_is_the_square():
    assert set(hull([*SQUARE, (50.0, 50.0), (20.0, 0.0), (99.0, 99.0)])) == set(SQUARE)


@pytest.mark.parametrize("points", [[], [(1.0, 2.0)], [(0.0, 0.0), (1.0, 1.0), (2.0, 2.0)]])
def test_points_on_a_line_have_no_hull(points):
    assert hull(points) == ()


@given(st.lists(st.tuples(st.integers(-500, 500), st.integers(-500, 500)), min_size=3, max_size=30))
def test_no_point_is_outside_its_hull(points):
    corners = hull([(float(x), float(y)) for x, y in points])
    assert all(distance_outside(point, corners) <= 1e-6 for point in points) if corners else True
