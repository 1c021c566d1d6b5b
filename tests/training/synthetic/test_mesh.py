"""Cutting surfaces."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("anny", reason="needs the synthetic extra")

from training.synthetic.mesh import clip, rounded_box, sheet, used, vertex_normals


def area(points, faces):
    a, b, c = (points[faces[:, i]] for i in range(3))
    return np.linalg.norm(np.cross(b - a, c - a), axis=1).sum() / 2


@given(
    st.floats(0.05, 0.95).filter(lambda level: abs(level * 5 - round(level * 5)) > 1e-3),
    st.sampled_from([0, 1]),
)
def test_a_square_cut_at_a_level_keeps_that_share_and_ends_there_in_a_straight_line(level, axis):
    points, faces = sheet([[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]])

    faces, cut = clip(faces, level - points[:, axis], points)
    indices, _ = used(faces)

    assert area(cut, faces) == pytest.approx(level)
    assert cut[indices][:, axis].max() == pytest.approx(level)


def test_normals_of_a_ball_point_away_from_its_middle():
    points, faces = rounded_box([1, 2, 3], [0.5, 0.5, 0.5], roundness=1.0)

    outwards = (points - [1, 2, 3]) / 0.5

    assert np.abs((vertex_normals(points, faces) * outwards).sum(axis=1)).mean() > 0.95
