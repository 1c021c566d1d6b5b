import pytest

from app.frames import devices
from app.frames.camera_settings import CameraSettings
from app.frames.folder import FolderSource
from app.frames.opening import open_source
from app.frames.orientation import Orientation
from app.frames.reconnecting import Reconnecting
from app.frames.video import VideoSource
from pose.errors import UserError


def test_a_number_is_a_camera(fake_camera):
    source = open_source("0")
    assert isinstance(source, Reconnecting) and source.description == "camera 0"
    assert source.read().image.shape == (48, 64, 3)
    source.close()


def test_a_camera_is_found_by_part_of_its_name_and_by_its_device_file(fake_camera, monkeypatch, tmp_path):
    monkeypatch.setattr("app.frames.devices.cameras", lambda: [devices.Device(0, "HD Webcam C270")])
    for spec in ("webcam c270", "/dev/null"):
        source = open_source(spec)
        assert source.description == f"camera {spec}"
        source.close()


def test_how_a_camera_is_mounted_reaches_its_pictures(fake_camera):
    source = open_source("0", CameraSettings(orientation=Orientation(1)))
    assert source.read().image.shape == (64, 48, 3)
    source.close()


def test_a_video_a_folder_and_a_picture_are_told_apart(make_video, make_folder):
    folder = make_folder("1.PNG")
    assert isinstance(open_source(str(make_video())), VideoSource)
    assert isinstance(open_source(str(folder)), FolderSource)
    assert isinstance(open_source(str(folder / "1.PNG")), FolderSource)


@pytest.mark.parametrize("spec", ["", "nowhere.mp4", "-1", "ftp://camera/stream", "٣"])
def test_anything_else_is_refused_with_what_is_possible(spec):
    with pytest.raises(UserError, match=r"a camera \(0, 1, \.\.\., its name, a URL\), a video, a picture or a folder"):
        open_source(spec)
