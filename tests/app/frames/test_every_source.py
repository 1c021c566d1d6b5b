"""What every source of frames keeps to, whatever it reads."""

import itertools
import sys

import numpy as np
import pytest

from app.frames.camera import CameraSource
from app.frames.camera_settings import CameraSettings
from app.frames.folder import FolderSource
from app.frames.network import open_network
from app.frames.pipeline import PipelineSource
from app.frames.playback import Looping, Paced
from app.frames.reconnecting import Reconnecting
from app.frames.video import VideoSource
from tests.app.frames.mjpeg_server import MjpegServer
from tests.app.frames.test_live_sources import CHILD

ENDLESS = ["looping_video", "looping_folder", "fake_camera", "fake_grey_camera", "http", "pipeline", "reconnecting"]
SOURCES = ["video", "video_avi", "folder", "picture", "paced", *ENDLESS]


@pytest.fixture
def source(request, make_video, make_folder, fake_camera):
    server = MjpegServer()
    folder = make_folder("1.png", "2.jpg", "3.bmp")
    video = make_video()
    openers = {
        "video": lambda: VideoSource(video),
        "video_avi": lambda: VideoSource(make_video("drive.avi", codec="mjpeg")),
        "folder": lambda: FolderSource(folder),
        "picture": lambda: FolderSource(folder / "2.jpg"),
        "looping_video": lambda: Looping(lambda: VideoSource(video)),
        "looping_folder": lambda: Looping(lambda: FolderSource(folder)),
        "paced": lambda: Paced(VideoSource(video)),
        "fake_camera": lambda: CameraSource("0"),
        "fake_grey_camera": lambda: CameraSource("0", CameraSettings(format="GREY")),
        "http": lambda: open_network(server.url),
        "pipeline": lambda: PipelineSource([sys.executable, str(CHILD), "good"], "GStreamer pipeline"),
        "reconnecting": lambda: Reconnecting(lambda: open_network(server.url)),
    }
    fake_camera.offers = ("YUYV", "MJPG", "GREY")
    opened = openers[request.param]()
    yield opened
    opened.close()
    server.kill()


def frames_of(source, most=8):
    return list(itertools.islice(iter(source.read, None), most))


every = pytest.mark.parametrize("source", SOURCES, indirect=True)
finite = pytest.mark.parametrize("source", [name for name in SOURCES if name not in ENDLESS], indirect=True)


@every
def test_indices_count_up_from_nought(source):
    frames = frames_of(source)
    assert [frame.index for frame in frames] == list(range(len(frames))) and frames


@every
def test_capture_times_strictly_rise_and_are_whole_nanoseconds(source):
    times = [frame.captured_at for frame in frames_of(source)]
    assert all(type(time) is int for time in times)
    assert all(earlier < later for earlier, later in itertools.pairwise(times))


@every
def test_wall_times_do_not_fall_and_are_of_this_century(source):
    times = [frame.wall_time for frame in frames_of(source)]
    assert times == sorted(times) and times[0] > 946_684_800


@every
def test_pictures_are_bgr_bytes(source):
    for frame in frames_of(source):
        assert frame.image.shape == (48, 64, 3) and frame.image.dtype == np.uint8
        assert frame.image.flags["C_CONTIGUOUS"]


@every
def test_a_frame_that_was_kept_does_not_change_when_the_next_is_read(source):
    first = source.read()
    before = first.image.copy()
    source.read()
    assert np.array_equal(first.image, before)


@finite
def test_none_at_the_end_and_again_none(source):
    while source.read() is not None:
        pass
    assert source.read() is None


@every
def test_closing_twice_is_safe_and_nothing_is_read_afterwards(source):
    source.read()
    source.close()
    source.close()
    assert source.read() is None


@every
def test_it_says_in_words_what_it_is_and_how_fast(source):
    assert source.description.strip() and "\n" not in source.description
    assert source.fps is None or source.fps > 0
    assert isinstance(source.live, bool)
