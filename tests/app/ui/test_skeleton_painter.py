import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage, QPainter, QTransform

from app.ui import theme
from app.ui.qt_image import to_array
from app.ui.skeleton_painter import mark_radius, paint_mark, paint_marks, paint_pose, tint
from pose.boxes import Box
from pose.keypoints import INDEX
from pose.visibility import Visibility

ABSENT, OCCLUDED, VISIBLE = Visibility


def painted(paint, background="#808080", size=(240, 240)) -> np.ndarray:
    """Grey-scale picture (H, W) of what `paint` does on a plain background: no colours to lean on."""
    canvas = QImage(*size, QImage.Format.Format_RGB32)
    canvas.fill(QColor(background))
    painter = QPainter(canvas)
    paint(painter)
    painter.end()
    return to_array(canvas).mean(axis=2)


def mark(state, background="#808080"):
    return painted(lambda p: paint_mark(p, QPointF(50, 50), state, theme.CENTRE, 10), background, (100, 100))


def one_limb(a, b, background="#808080"):
    """Left shoulder and left elbow, 160 pixels apart on the row 120; all others absent."""
    states = [ABSENT] * 17
    points = [QPointF(0, 0)] * 17
    for name, state, x in (("left_shoulder", a, 40), ("left_elbow", b, 200)):
        states[INDEX[name]], points[INDEX[name]] = state, QPointF(x, 120)
    return painted(lambda p: paint_marks(p, points, states, 8), background)


def test_a_visible_keypoint_is_a_filled_dot():
    assert mark(VISIBLE)[50, 50] > 200


def test_an_occluded_keypoint_is_a_hollow_ring():
    picture = mark(OCCLUDED)
    assert picture[50, 50] < 60
    assert picture[50, 60] > 200


def test_an_absent_keypoint_is_nothing():
    assert np.ptp(mark(ABSENT)) == 0


def test_states_differ_without_colour():
    shapes = [mark(state) for state in Visibility]
    for i, one in enumerate(shapes):
        for other in shapes[:i]:
            assert (np.abs(one - other) > 60).sum() > 100


def test_a_limb_between_visible_ends_is_solid():
    assert (one_limb(VISIBLE, VISIBLE)[120, 60:180] > 150).all()


@pytest.mark.parametrize("ends", [(OCCLUDED, VISIBLE), (VISIBLE, OCCLUDED), (OCCLUDED, OCCLUDED)])
def test_a_limb_with_an_occluded_end_is_dashed(ends):
    light = one_limb(*ends)[120, 60:180] > 150
    assert np.count_nonzero(np.diff(light)) >= 8


@pytest.mark.parametrize("other", [OCCLUDED, VISIBLE])
def test_a_limb_with_an_absent_end_is_not_drawn(other):
    assert np.ptp(one_limb(ABSENT, other)[120, 60:180]) == 0


@pytest.mark.parametrize("states", [(VISIBLE, VISIBLE), (OCCLUDED, OCCLUDED)])
@pytest.mark.parametrize("background", ["#000000", "#ffffff"])
def test_strokes_are_seen_on_dark_and_on_bright_pictures(states, background):
    row = one_limb(*states, background)[100:140]
    assert row.max() - row.min() > 150


def test_left_right_and_middle_have_tints_of_their_own():
    tints = {tint(INDEX[name]).name() for name in ("left_wrist", "right_wrist", "nose")}
    assert len(tints) == 3


def test_a_small_person_gets_small_marks():
    assert mark_radius(1080, Box(0, 0, 40, 100)) < mark_radius(1080, Box(0, 0, 400, 1000)) < 20


@given(
    st.lists(st.sampled_from(list(Visibility)), min_size=17, max_size=17),
    st.lists(st.tuples(*[st.floats(-1e4, 1e4)] * 2), min_size=17, max_size=17),
)
def test_any_states_at_any_places_can_be_drawn_and_only_shown_ones_are(states, places):
    picture = painted(lambda p: paint_marks(p, [QPointF(*place) for place in places], states, 5))
    if all(state == ABSENT for state in states):
        assert np.ptp(picture) == 0
    assert picture.shape == (240, 240)


def test_a_pose_is_drawn_where_the_transform_puts_it(make_pose):
    absent = {name: ABSENT for name in INDEX if name != "nose"}
    pose = make_pose(**absent)
    picture = painted(lambda p: paint_pose(p, pose, QTransform.fromScale(2, 2), 10))
    rows, columns = np.nonzero(picture != picture[0, 0])
    assert (columns.mean(), rows.mean()) == pytest.approx((80, 60), abs=1)
