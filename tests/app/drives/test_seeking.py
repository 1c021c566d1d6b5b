import numpy as np
import pytest

from app.drives.reading import read_drive
from app.drives.recorded_frames import RecordedFrames
from app.drives.seeking import SeekableVideo
from pose.errors import UserError
from tests.recorded_drives import FPS, SECOND, START, frame_time, is_picture, make_drive, run_sql

FRAMES = 130


@pytest.fixture(scope="module", params=["h264", "mjpeg"])
def folder(request, tmp_path_factory):
    return make_drive(tmp_path_factory.mktemp("drives"), seconds=FRAMES / FPS, codec=request.param, events=())


def open_video(folder):
    frames = RecordedFrames(read_drive(folder))
    return frames, SeekableVideo(folder, frames)


def test_any_frame_is_found_to_the_very_picture(folder):
    frames, video = open_video(folder)
    for i in np.random.default_rng(0).integers(0, FRAMES, 60).tolist():
        told, frame = video.read(frames.at(frame_time(i)))
        assert told.index == frame.index == i and frame.captured_at == frame_time(i)
        assert is_picture(frame.image, i)
    video.close()
    video.close()


def test_a_time_between_two_frames_is_the_earlier_one_and_before_the_first_there_is_none(folder):
    frames, _ = open_video(folder)
    assert frames.at(frame_time(7) + 1).index == 7
    assert frames.at(START - 1) is None
    assert frames.at(START + 10**6 * SECOND).index == FRAMES - 1
    assert (frames.first().index, frames.last().index) == (0, FRAMES - 1)
    assert frames.stretches() == ((START, frame_time(FRAMES - 1)),)


def test_one_steps_from_frame_to_frame_and_backwards_and_not_beyond_the_ends(folder):
    frames, video = open_video(folder)
    here = frames.at(frame_time(60))
    for i in [59, 58, 57]:
        here = frames.neighbour(here, -1)
        assert here.index == i and is_picture(video.read(here)[1].image, i)
    assert frames.neighbour(frames.first(), -1) is None and frames.neighbour(frames.last(), 1) is None


def test_while_playing_fast_a_picture_a_little_older_will_do(folder):
    frames, video = open_video(folder)
    told, frame = video.read(frames.at(frame_time(77)), exact=False)
    assert 77 - 30 <= told.index <= 77 and frame.index == told.index and is_picture(frame.image, told.index)


def test_decoded_pictures_are_kept_up_to_a_bound(folder, monkeypatch):
    monkeypatch.setattr("app.drives.seeking.KEPT_BYTES", 100_000)
    frames, video = open_video(folder)
    for i in range(FRAMES):
        video.read(frames.at(frame_time(i)))
    assert video._open._kept_bytes <= 100_000
    assert video._open._kept_bytes > 0


def test_segments_follow_each_other(tmp_path, monkeypatch):
    monkeypatch.setattr("app.drives.recorder.SEGMENT_NS", 2 * SECOND)
    folder = make_drive(tmp_path, seconds=7, events=())
    frames, video = open_video(folder)
    assert len(frames.segments) == 4 and len(frames.stretches()) == 4
    for i in (65, 3, 39, 40, 20, 19):
        assert is_picture(video.read(frames.at(frame_time(i)))[1].image, i)
    last = frames.at(frame_time(19))
    assert frames.neighbour(last, 1).index == 20 and frames.neighbour(frames.at(frame_time(20)), -1).index == 19


@pytest.mark.parametrize("codec", ["h264", "mjpeg"])
def test_a_video_that_was_cut_and_has_no_index_is_jumped_in_as_far_as_it_goes(tmp_path, codec):
    folder = make_drive(tmp_path, codec=codec, events=())
    path = folder / "video" / "0001.mkv"
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * 0.7)])
    frames, video = open_video(folder)
    for i in (40, 10, 55, 0):
        assert is_picture(video.read(frames.at(frame_time(i)))[1].image, i)
    with pytest.raises(UserError, match="ends before this picture"):
        video.read(frames.at(frame_time(99)))
    assert is_picture(video.read(frames.at(frame_time(12)))[1].image, 12)


def test_damage_within_a_video_costs_some_pictures_and_not_those_after_it(tmp_path):
    folder = make_drive(tmp_path, events=())
    path = folder / "video" / "0001.mkv"
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 300] = bytes(300)
    path.write_bytes(content)
    frames, video = open_video(folder)
    assert is_picture(video.read(frames.at(frame_time(95)))[1].image, 95)
    assert is_picture(video.read(frames.at(frame_time(5)))[1].image, 5)


def test_a_video_that_is_gone_or_none_is_told_in_one_line(tmp_path):
    folder = make_drive(tmp_path, events=())
    path = folder / "video" / "0001.mkv"
    frames, video = open_video(folder)
    path.write_bytes(b"no video" * 50)
    with pytest.raises(UserError, match=r"0001\.mkv: cannot be read"):
        video.read(frames.first())
    path.unlink()
    with pytest.raises(UserError, match=r"0001\.mkv: cannot be read"):
        video.read(frames.first())


def test_frames_are_read_a_segment_at_a_time(tmp_path, monkeypatch):
    monkeypatch.setattr("app.drives.recorder.SEGMENT_NS", SECOND)
    monkeypatch.setattr("app.drives.recorded_frames.KEPT_SEGMENTS", 2)
    folder = make_drive(tmp_path, seconds=6, events=())
    frames, _ = open_video(folder)
    for i in range(0, 60, 5):
        assert frames.at(frame_time(i)).index == i
    assert len(frames._tables) == 2


def test_an_empty_segment_is_passed_over(tmp_path, monkeypatch):
    monkeypatch.setattr("app.drives.recorder.SEGMENT_NS", 2 * SECOND)
    folder = make_drive(tmp_path, seconds=6, events=())
    run_sql(folder, "DELETE FROM frames WHERE segment = 2")
    frames, _ = open_video(folder)
    assert frames.at(frame_time(30)).index == 19
    assert frames.neighbour(frames.at(frame_time(19)), 1).index == 40
    assert len(frames.stretches()) == 2
