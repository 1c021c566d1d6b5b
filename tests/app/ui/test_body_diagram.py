import numpy as np
import pytest

from app.ui.body_diagram import FIGURE, BodyDiagram, place, silhouette
from app.ui.picture_view import PictureView
from pose.keypoints import FLIP_PAIRS, INDEX, KEYPOINT_NAMES
from pose.visibility import Visibility


@pytest.fixture
def diagram(qtbot) -> BodyDiagram:
    diagram = BodyDiagram()
    qtbot.addWidget(diagram)
    diagram.resize(240, 420)
    return diagram


def look(diagram, grab, pose) -> np.ndarray:
    diagram.show_states(None if pose is None else pose.state)
    return grab(diagram).mean(axis=2)


def changed(one, other) -> int:
    return int((np.abs(one - other) > 40).sum())


def test_the_person_faces_us_so_their_left_is_on_our_right():
    for left, right in FLIP_PAIRS:
        assert place(left).x() > 50 > place(right).x()
        assert place(left).y() == place(right).y()


def test_every_keypoint_has_a_place_of_its_own_inside_the_body():
    places = [(place(i).x(), place(i).y()) for i in range(17)]
    assert len(set(places)) == 17
    assert all(silhouette().contains(place(i)) and FIGURE.contains(place(i)) for i in range(17))


def test_an_absent_wrist_is_crossed_out_in_the_diagram_and_not_in_the_picture(
    diagram, qtbot, grab, make_pose, make_update
):
    view = PictureView()
    qtbot.addWidget(view)
    view.resize(640, 480)

    def picture(pose) -> np.ndarray:
        update = make_update(pose=pose)
        view.show_frame(update.frame, update.observation)
        return grab(view)

    absent = make_pose(left_wrist=Visibility.ABSENT, left_elbow=Visibility.ABSENT)
    x, y = (absent.xy[INDEX["left_wrist"]] * 2).astype(int)
    assert (picture(absent)[y - 9 : y + 9, x - 9 : x + 9] == 90).all()

    place_of_wrist = diagram.to_widget().map(place(INDEX["left_wrist"])).toPoint()
    x, y = place_of_wrist.x(), place_of_wrist.y()
    nobody, crossed = (look(diagram, grab, pose)[y - 4 : y + 5, x - 4 : x + 5] for pose in (None, absent))
    assert np.ptp(nobody) == 0
    both_ways = np.fliplr(np.eye(9, dtype=bool)) | np.eye(9, dtype=bool)
    assert (crossed[both_ways] > nobody[0, 0] + 40).mean() > 0.8
    assert (crossed[4, [0, 8]] < nobody[0, 0] + 10).all()


@pytest.mark.parametrize("name", KEYPOINT_NAMES)
def test_every_keypoints_three_states_look_different_without_colour(diagram, grab, make_pose, name):
    looks = [look(diagram, grab, make_pose(**{name: state})) for state in Visibility]
    assert min(changed(looks[0], looks[1]), changed(looks[1], looks[2]), changed(looks[0], looks[2])) > 8


def test_with_nobody_seen_no_keypoint_is_marked_as_anything(diagram, grab, make_pose):
    nobody = look(diagram, grab, None)
    all_absent = look(diagram, grab, make_pose(**dict.fromkeys(KEYPOINT_NAMES, Visibility.ABSENT)))
    assert changed(nobody, all_absent) > 100


@pytest.mark.parametrize("size", [(240, 420), (320, 200), (150, 500)])
def test_the_figure_keeps_off_the_edges_in_any_shape(diagram, grab, make_pose, size):
    diagram.resize(*size)
    picture = look(diagram, grab, make_pose())
    background = picture[0, 0]
    edges = [picture[0], picture[-1], picture[:, 0], picture[:, -1]]
    assert all((np.abs(edge - background) < 30).all() for edge in edges)
