import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pose.boxes import Box, suppress_overlaps

boxes = st.builds(Box.from_xywh, *[st.floats(-100, 100)] * 2, *[st.floats(0.1, 100)] * 2)


@given(boxes, boxes)
def test_iou_is_symmetric_and_between_zero_and_one(a, b):
    assert a.iou(b) == b.iou(a)
    assert 0.0 <= a.iou(b) <= 1.0 + 1e-9


@given(boxes)
def test_a_box_covers_itself(a):
    assert abs(a.iou(a) - 1.0) < 1e-6


@given(boxes, st.floats(0.1, 5))
def test_growing_keeps_the_centre(box, factor):
    assert np.allclose(box.grown(factor).centre, box.centre, atol=1e-3)


def test_half_an_overlap():
    assert Box(0, 0, 2, 1).iou(Box(1, 0, 3, 1)) == 1 / 3


def test_clipping_a_box_beyond_the_picture_leaves_an_empty_one():
    assert Box(200, 10, 300, 20).clipped(100, 100).area == 0.0


def test_of_two_boxes_on_one_person_the_better_stays_and_the_other_person_too():
    found = np.array([[0, 0, 10, 10, 0.6], [1, 0, 10, 10, 0.9], [50, 50, 60, 60, 0.5]], dtype=np.float32)
    assert suppress_overlaps(found, iou=0.5)[:, 4].tolist() == [np.float32(0.9), 0.5]
