"""Cutting surfaces and what is projected of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("anny", reason="needs the synthetic extra")

from training.synthetic.cameras import look
from training.synthetic.coco_file import Label, box_of, mirrored
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


@given(st.floats(-0.4, 0.4), st.floats(-0.3, 0.3), st.floats(30, 100), st.floats(0.5, 3))
def test_what_a_camera_looks_at_is_in_the_middle_of_its_picture(x, z, field_of_view, distance):
    camera = look([x, -distance, z], [x, 0, z], field_of_view, 384, 288)

    pixels, depth = camera.project(np.array([[x, 0.0, z], [x + 0.1, 0.0, z], [x, 0.0, z + 0.1]]))

    assert pixels[0] == pytest.approx([192, 144], abs=1e-6)
    assert depth[0] == pytest.approx(distance)
    assert pixels[1, 0] > 192 and pixels[2, 1] < 144


def test_the_box_is_clipped_to_the_picture():
    camera = look([0, -1.0, 0], [0, 0, 0], 90, 200, 100)

    assert box_of(np.array([[-9.0, 0, 0], [0.5, 0, 0.1], [0, 0, -9]]), camera) == pytest.approx((0, 40, 150, 60))
    assert box_of(np.array([[0.0, -5, 0]]), camera) is None


def test_a_mirrored_picture_swaps_left_and_right():
    pixels = np.arange(34, dtype=float).reshape(17, 2)
    states = np.arange(17) % 3

    twice = mirrored(mirrored(Label(pixels=pixels, states=states, box=(10, 20, 30, 40)), 384), 384)
    once = mirrored(Label(pixels=pixels, states=states, box=(10, 20, 30, 40)), 384)

    assert once.pixels[1] == pytest.approx([384 - pixels[2, 0], pixels[2, 1]])
    assert once.states[1] == states[2]
    assert once.box == (344, 20, 30, 40)
    assert np.array_equal(twice.pixels, pixels) and np.array_equal(twice.states, states)
