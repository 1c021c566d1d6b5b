import os
from pathlib import Path

import numpy as np
import pytest

from app.frames.video import VideoSource
from pose.errors import UserError


def read_all(source):
    return list(iter(source.read, None))


@pytest.mark.parametrize(("name", "codec"), [("a.mp4", "libx264"), ("a.mkv", "libx264"), ("a.avi", "mjpeg")])
def test_every_frame_comes_in_order_at_its_time(make_video, name, codec):
    source = VideoSource(make_video(name, codec=codec))
    frames = read_all(source)
    assert source.fps == 20
    assert [round(frame.captured_at / 1e6) for frame in frames] == [i * 50 for i in range(8)]
    blues = [frame.image[..., 0].mean() for frame in frames]
    assert blues == sorted(blues) and blues[-1] > blues[0] + 100


def test_wall_time_starts_at_the_file_s_own(make_video):
    path = make_video()
    os.utime(path, (1_700_000_000, 1_700_000_000))
    frames = read_all(VideoSource(path))
    assert frames[0].wall_time == 1_700_000_000
    assert frames[7].wall_time == pytest.approx(1_700_000_000.35)


def test_a_missing_file_is_refused_in_one_line(tmp_path):
    with pytest.raises(UserError, match=r"nothing\.mp4: no such file"):
        VideoSource(tmp_path / "nothing.mp4")


def test_an_empty_file_is_refused(tmp_path):
    (tmp_path / "empty.mp4").touch()
    with pytest.raises(UserError, match="is empty"):
        VideoSource(tmp_path / "empty.mp4")


@pytest.mark.parametrize(
    "content", [b"no video at all\n" * 200, bytes(5000), b"#EXTM3U\n#EXTINF:10,\nhttp://localhost:1/a.ts\n"]
)
@pytest.mark.parametrize("name", ["drive.mp4", "drive.txt", "drive.m3u8"])
def test_what_is_no_video_is_refused_whatever_its_name(tmp_path, content, name):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UserError, match="cannot be opened as a video") as refusal:
        VideoSource(tmp_path / name)
    assert "\n" not in str(refusal.value)


def test_an_mp4_cut_off_before_its_index_is_refused_at_opening(make_video, cut):
    path = cut(make_video(frames=60), 0.5)
    with pytest.raises(UserError, match="cut off"):
        VideoSource(path)


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("a.mkv", {}),
        ("a.avi", {"codec": "mjpeg"}),
        ("a.avi", {}),
        ("a.mp4", {"options": {"movflags": "faststart"}}),
    ],
)
def test_a_video_cut_in_the_middle_gives_its_frames_and_then_says_where_it_broke(make_video, cut, name, settings):
    source = VideoSource(cut(make_video(name, frames=60, **settings), 0.5))
    frames = []
    with pytest.raises(UserError, match="broke after") as refusal:
        while (frame := source.read()) is not None:
            frames.append(frame)
    assert 15 < len(frames) < 45
    assert f"broke after {len(frames)} frames" in str(refusal.value) and "\n" not in str(refusal.value)


def test_a_folder_is_no_video(tmp_path):
    with pytest.raises(UserError, match="no such file"):
        VideoSource(tmp_path)


def test_a_name_with_a_colon_is_a_file_and_no_protocol(make_video):
    assert VideoSource(make_video("tcp:drive.mp4")).read() is not None


def turn(path, matrix):
    """Write a rotation into the track header of an mp4 (ISO 14496-12, `tkhd`, 16.16 fixed point)."""
    content = bytearray(path.read_bytes())
    start = content.index(b"tkhd") + 4 + 40
    content[start : start + 36] = b"".join((number & 0xFFFFFFFF).to_bytes(4, "big") for number in matrix)
    path.write_bytes(content)


def test_a_video_filmed_with_the_camera_turned_comes_upright(make_video):
    path = make_video(size=(64, 48))
    plain = VideoSource(path).read().image
    one = 1 << 16
    turn(path, [0, one, 0, -one, 0, 0, 48 * one, 0, 1 << 30])  # show it turned by 90 degrees clockwise
    turned = VideoSource(path).read().image
    assert turned.shape == (64, 48, 3)
    assert np.array_equal(turned, np.rot90(plain, -1))


@pytest.mark.skipif("CABINSIGHT_DATA" not in os.environ, reason="CABINSIGHT_DATA names no folder of real clips")
@pytest.mark.parametrize(("name", "frames"), [("street.avi", 795), ("walk.mp4", 5), ("two_people.mp4", 5)])
def test_real_clips_are_read_to_their_end_without_a_complaint(name, frames):
    source = VideoSource(Path(os.environ["CABINSIGHT_DATA"]) / "clips" / name)
    count = sum(1 for _ in iter(source.read, None))
    assert count == frames
