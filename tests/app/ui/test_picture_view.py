from dataclasses import replace

import numpy as np
import pytest

from app.ui.picture_view import PictureView
from pose.keypoints import INDEX
from pose.visibility import Visibility


@pytest.fixture
def view(qtbot) -> PictureView:
    view = PictureView()
    qtbot.addWidget(view)
    view.resize(640, 480)
    return view


def show(view, update, wheel=()):
    view.show_frame(update.frame, update.observation, wheel)


@pytest.mark.parametrize("size", [(640, 480), (800, 200), (200, 700), (333, 177)])
@pytest.mark.parametrize("shape", [(240, 320), (720, 1280), (1280, 720)])
def test_the_picture_keeps_its_shape_in_any_window(view, make_update, size, shape):
    view.setMaximumHeight(10_000)
    view.resize(*size)
    show(view, make_update(image=np.zeros((*shape, 3), np.uint8)))
    area = view.picture_rect()
    assert view.rect().contains(area)
    assert area.width() / area.height() == pytest.approx(shape[1] / shape[0], rel=0.02)


def test_colours_are_the_cameras(view, make_update, grab):
    blue = np.zeros((240, 320, 3), np.uint8)
    blue[..., 0] = 250
    show(view, make_update(image=blue, pose=None))
    assert grab(view)[240, 320].tolist() == [250, 0, 0]


def test_a_frame_is_never_shown_with_another_frames_observation(view, make_update):
    with pytest.raises(ValueError, match="frame 1 cannot be shown with the observation of 2"):
        view.show_frame(make_update(1).frame, make_update(2).observation)


def test_what_is_shown_is_the_newest_frame_with_its_own_pose(view, make_update, make_pose, grab):
    show(view, make_update(1))
    first = grab(view)
    moved = make_pose()
    moved.xy[:] += 20
    show(view, make_update(2, pose=moved))
    assert (grab(view) != first).any()
    show(view, make_update(3))
    np.testing.assert_array_equal(grab(view), first)


def test_a_mark_sits_on_the_middle_of_its_enlarged_pixel(view, make_update, make_pose, grab):
    pose = make_pose(**{name: Visibility.ABSENT for name in INDEX if name != "left_ear"})
    update = make_update(pose=pose)
    show(view, replace(update, observation=replace(update.observation, box=None)))
    rows, columns = np.nonzero((grab(view) != 90).any(axis=2))
    x, y = pose.xy[INDEX["left_ear"]].tolist()
    # The picture is shown at twice its size: pixel x covers 2x and 2x + 1.
    assert (columns.mean(), rows.mean()) == pytest.approx((2 * x + 0.5, 2 * y + 0.5), abs=0.2)


def test_nobody_seen_leaves_the_picture_untouched(view, make_update, grab):
    show(view, make_update(pose=None))
    assert (grab(view) == 90).all()


def test_the_wheel_zone_is_dotted_around_its_edge_only(view, make_update, grab):
    update = make_update(pose=None)
    show(view, update, update.wheel)
    drawn = (grab(view) != 90).any(axis=2)
    assert drawn[190:210, 400:520].any()
    assert not drawn[220:300, 420:500].any()


def test_the_first_painted_frame_is_told_once(view, make_update, qtbot):
    told = []
    view.first_frame_painted.connect(lambda: told.append(True))
    view.show()
    qtbot.wait(50)
    assert told == []
    with qtbot.waitSignal(view.first_frame_painted):
        show(view, make_update(0))
    show(view, make_update(1))
    view.repaint()
    qtbot.wait(50)
    assert told == [True]


def test_an_occluded_and_a_visible_wrist_look_different_without_colour(view, make_update, make_pose, grab):
    pictures = []
    for state in (Visibility.VISIBLE, Visibility.OCCLUDED):
        show(view, make_update(pose=make_pose(left_wrist=state)))
        pictures.append(grab(view).mean(axis=2))
    assert (np.abs(pictures[0] - pictures[1]) > 60).sum() > 50
