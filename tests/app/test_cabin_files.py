import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cabin_files import cabin_path, camera_key, load_cabin, save_cabin
from app.frames.playback import Paced
from app.frames.video import VideoSource
from calibration.cabin import Cabin, HandDrive
from pose.errors import UserError
from tests.tiny_scenes import DRIVER, write_video

CABIN = Cabin(
    width=1280,
    height=720,
    hand_drive=HandDrive.RIGHT,
    seat=((400.0, 100.0), (900.0, 100.0), (900.0, 700.0)),
    neutral={"left_shoulder": (740.0, 310.0), "right_shoulder": (540.0, 310.0)},
    steady_s=60.0,
)


def test_what_was_saved_is_loaded(tmp_path):
    path = cabin_path("camera 0", "driver", tmp_path)
    assert load_cabin(path) is None
    save_cabin(CABIN, path)
    assert load_cabin(path) == CABIN
    assert [file.name for file in path.parent.iterdir()] == ["driver.toml"]


def test_every_camera_and_every_driver_has_an_own_file(tmp_path):
    paths = {cabin_path(camera, profile, tmp_path) for camera in ("camera 0", "camera-0") for profile in ("a", "b")}
    assert len(paths) == 4


@given(st.text(max_size=80))
def test_whatever_a_camera_is_called_its_file_is_in_the_folder(tmp_path_factory, camera):
    folder = tmp_path_factory.getbasetemp()
    assert cabin_path(camera, "driver", folder).parent.parent == folder


@pytest.mark.parametrize("profile", ["", "../x", "a b", "a/b", "a" * 41, "."])
def test_a_profile_that_is_no_name_is_refused(profile, tmp_path):
    with pytest.raises(UserError, match="no name for a profile"):
        cabin_path("camera 0", profile, tmp_path)


def test_a_file_is_known_by_its_whole_path_played_or_not(tmp_path):
    video = write_video(tmp_path / "in.mp4", [DRIVER] * 3)
    source = VideoSource(video)
    assert camera_key(str(video), source) == camera_key(str(video), Paced(source)) == str(video)
    assert camera_key("0", source) == "in.mp4"
    source.close()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("width = 1280", "width = 'wide'"),
        ("width = 1280", "width = -4"),
        ("width = 1280", ""),
        ("width = 1280", "width = 1280\nsteering = 3"),
        ("width = 1280", "width = = 3"),
        ("400.0", "nan"),
        ("400.0", "inf"),
        ("400.0", "4000.0"),
        ("400.0", "'x'"),
        ("400.0,", ""),
        ('"right"', '"middle"'),
        ("left_shoulder", "left_wing"),
        ('view = ""', 'view = "aGVsbG8="'),
        ("[neutral]", "[neutral"),
    ],
)
def test_a_damaged_or_odd_file_is_refused_in_one_line_that_helps(tmp_path, old, new):
    path = cabin_path("camera 0", "driver", tmp_path)
    save_cabin(CABIN, path)
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(UserError, match="calibrate again") as refused:
        load_cabin(path)
    assert "\n" not in str(refused.value) and str(path) in str(refused.value)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"\x00" * 100, b"[[[["])
def test_rubbish_is_refused_likewise(tmp_path, content):
    path = tmp_path / "x.toml"
    path.write_bytes(content)
    with pytest.raises(UserError, match="calibrate again"):
        load_cabin(path)


@given(st.integers(0, 600), st.binary(min_size=1, max_size=3))
def test_whatever_becomes_of_the_bytes_it_loads_or_is_refused(tmp_path_factory, at, bytes_):
    path = tmp_path_factory.mktemp("cabins") / "x.toml"
    save_cabin(CABIN, path)
    content = path.read_bytes()
    path.write_bytes(content[:at] + bytes_ + content[at + len(bytes_) :])
    try:
        assert isinstance(load_cabin(path), Cabin)
    except UserError as error:
        assert "calibrate again" in str(error)


def test_where_nothing_can_be_written_it_is_said_and_the_old_one_stays(tmp_path):
    path = cabin_path("camera 0", "driver", tmp_path)
    save_cabin(CABIN, path)
    (path.parent / "driver.toml.part").mkdir()
    with pytest.raises(UserError, match="cannot be written"):
        save_cabin(CABIN, path)
    assert load_cabin(path) == CABIN
