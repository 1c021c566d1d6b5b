"""Boxes and mirrored labels."""

import numpy as np
import pytest

from training.synthetic.cameras.camera import look
from training.synthetic.labels.coco_file import Label, box_of, mirrored


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
