import base64

import cv2
import numpy as np
import pytest

from app.commands.demo import CLIP
from calibration.camera_view import CameraView, Mounting, thumbnail
from pose.boxes import Box

NOISE = np.random.default_rng(5)


def turned(picture, degrees):
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return cv2.warpAffine(picture, matrix, (width, height), borderMode=cv2.BORDER_REFLECT)


def shifted(picture, across, down=0.0):
    height, width = picture.shape[:2]
    matrix = np.array([[1, 0, across * width], [0, 1, down * height]], np.float32)
    return cv2.warpAffine(picture, matrix, (width, height), borderMode=cv2.BORDER_REFLECT)


def dimmed(picture, gain):
    return np.clip(picture * gain + NOISE.normal(0, 3, picture.shape), 0, 255).astype(np.uint8)


def lit(picture):
    return (255 * (picture / 255) ** 0.5).astype(np.uint8)


UNMOVED = {
    "the same with noise": lambda picture: dimmed(picture, 1.0),
    "at dusk": lambda picture: dimmed(picture, 0.4),
    "nearly at night": lambda picture: dimmed(picture, 0.15),
    "in bright light": lit,
    "shaken by half a percent": lambda picture: shifted(picture, 0.005),
    "half a degree": lambda picture: turned(picture, 0.5),
}
MOVED = {
    "a little to the side": lambda picture: shifted(picture, 0.03),
    "to the side": lambda picture: shifted(picture, -0.06),
    "downwards": lambda picture: shifted(picture, 0.0, 0.05),
    "out of reach": lambda picture: shifted(picture, 0.3, 0.3),
    "turned": lambda picture: turned(picture, -5),
    "turned and in the dusk": lambda picture: dimmed(turned(picture, 5), 0.4),
}


def view_of(picture):
    height, width = picture.shape[:2]
    driver = Box(0.4 * width, 0.2 * height, 0.8 * width, height)
    return CameraView.of(np.stack([thumbnail(picture)] * 3), driver, (width, height))


@pytest.fixture(scope="session")
def clip():
    capture = cv2.VideoCapture(str(CLIP))
    frames = [capture.read()[1] for _ in range(280)]
    capture.release()
    return frames


@pytest.fixture(scope="session")
def cabin_view(clip):
    """The demo clip's background, seen as a calibration sees it."""
    return CameraView.of(np.stack([thumbnail(frame) for frame in clip[::20]]), Box(120, 0, 560, 480), (640, 480))


@pytest.fixture(scope="session")
def pictures(data_folder):
    files = sorted((data_folder / "drivers_rephotographed").glob("*.jpg"))[::3]
    if not files:
        pytest.skip("needs photographs of drivers")
    return [cv2.imread(str(file)) for file in files]


@pytest.mark.parametrize("change", UNMOVED)
def test_photographs_from_the_same_place_are_the_same(pictures, change):
    assert {view_of(picture).compare(UNMOVED[change](picture)) for picture in pictures} == {Mounting.SAME}


@pytest.mark.parametrize("change", MOVED)
def test_photographs_from_elsewhere_are_told(pictures, change):
    assert {view_of(picture).compare(MOVED[change](picture)) for picture in pictures} == {Mounting.MOVED}


def test_another_cabin_is_told(cabin_view, pictures):
    told = [cabin_view.compare(picture) for picture in pictures]
    # Where the other one is dark, nothing is told.
    assert Mounting.SAME not in told and Mounting.MOVED in told


def test_a_driver_who_moves_does_not_move_the_camera(cabin_view, clip):
    assert {cabin_view.compare(frame) for frame in clip[::7]} == {Mounting.SAME}


@pytest.mark.parametrize("change", MOVED)
def test_the_driven_cabin_seen_from_elsewhere_is_told(cabin_view, clip, change):
    assert cabin_view.compare(MOVED[change](clip[100])) is Mounting.MOVED


def test_at_night_nothing_is_told(cabin_view, clip):
    assert cabin_view.compare(dimmed(clip[100], 0.005) // 8) is Mounting.UNKNOWN


def test_it_is_kept_as_text(cabin_view):
    assert np.array_equal(CameraView.of_text(cabin_view.text()).grey, cabin_view.grey)
    assert len(cabin_view.text()) < 8000


def test_where_all_is_driver_no_view_is_kept(clip):
    assert CameraView.of(np.stack([thumbnail(clip[0])] * 3), Box(0, 0, 640, 480), (640, 480)) is None


def test_what_moves_outside_is_no_background(clip):
    moving = np.stack([thumbnail(frame) for frame in clip[:50:10]])
    moving[:, :20] = NOISE.integers(1, 255, (len(moving), 20, 96))
    view = CameraView.of(moving, None, (640, 480))
    assert (view.grey[:18] == 0).mean() > 0.5


@pytest.mark.parametrize("text", ["!", "aGVsbG8=", "iVBORw0KGgo="])
def test_rubbish_is_no_view(text):
    with pytest.raises(ValueError, match="view"):
        CameraView.of_text(text)


def test_a_picture_of_another_size_is_no_view():
    content = cv2.imencode(".png", np.full((10, 10), 9, np.uint8))[1].tobytes()
    with pytest.raises(ValueError, match="96 x 54"):
        CameraView.of_text(base64.b64encode(content).decode())
