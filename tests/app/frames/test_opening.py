import pytest

from app.frames.camera import CameraSource
from app.frames.folder import FolderSource
from app.frames.opening import open_source
from app.frames.video import VideoSource
from pose.errors import UserError


def test_a_number_is_a_camera(fake_camera):
    assert isinstance(open_source("0"), CameraSource)


def test_a_video_a_folder_and_a_picture_are_told_apart(make_video, make_folder):
    folder = make_folder("1.PNG")
    assert isinstance(open_source(str(make_video())), VideoSource)
    assert isinstance(open_source(str(folder)), FolderSource)
    assert isinstance(open_source(str(folder / "1.PNG")), FolderSource)


@pytest.mark.parametrize("spec", ["", "nowhere.mp4", "-1", "rtsp://camera/stream", "٣"])
def test_anything_else_is_refused_with_what_is_possible(spec):
    with pytest.raises(UserError, match=r"a camera \(0, 1, \.\.\.\), a video, a picture or a folder"):
        open_source(spec)
