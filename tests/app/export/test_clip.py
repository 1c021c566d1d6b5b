import av
import numpy as np
import pytest

from app.drives.pictures import pictures_at, seen_frames
from app.export.clip import write_clip
from app.export.showing import shown
from pose.errors import UserError
from tests.app.export.recorded import FRAMES, GONE, START, record
from tests.tiny_scenes import DRIVER, scene


def pictures(path):
    with av.open(str(path)) as container:
        return [(frame.time, frame.to_ndarray(format="bgr24").astype(int)) for frame in container.decode(video=0)]


def frames(drive, span=None, **asked):
    return (frame for frame, _ in shown(seen_frames(drive, span), **asked))


def test_a_clip_has_every_frame_at_its_time(drive, tmp_path):
    assert write_clip(frames(drive), tmp_path / "clip.mp4") == FRAMES
    decoded = pictures(tmp_path / "clip.mp4")
    assert len(decoded) == FRAMES and decoded[-1][0] == pytest.approx(7.9, abs=0.01)
    assert np.abs(decoded[10][1] - scene(DRIVER)).mean() < 3


def test_the_skeleton_is_drawn_where_somebody_is(drive, tmp_path):
    write_clip(frames(drive, overlay=True), tmp_path / "clip.mp4")
    decoded = pictures(tmp_path / "clip.mp4")
    assert np.abs(decoded[10][1] - scene(DRIVER)).max() > 100
    assert np.abs(decoded[40][1] - scene(None)).max() < 40


def test_a_range_of_time_is_cut_out(drive, tmp_path):
    assert write_clip(frames(drive, (START + 10**9, START + 3 * 10**9)), tmp_path / "clip.mp4") == 21
    decoded = pictures(tmp_path / "clip.mp4")
    assert np.abs(decoded[0][1] - scene(DRIVER)).mean() < 3 and np.abs(decoded[-1][1] - scene(None)).mean() < 3


def test_a_range_without_pictures_is_told_and_leaves_no_file(drive, tmp_path):
    with pytest.raises(UserError, match="no pictures to write"):
        write_clip(frames(drive, (0, 1)), tmp_path / "clip.mp4")
    assert list(tmp_path.iterdir()) == []


def test_a_clip_that_cannot_be_written_is_told_and_leaves_no_half(drive, tmp_path):
    with pytest.raises(UserError, match="cannot be written"):
        write_clip(frames(drive), tmp_path / "no folder" / "clip.mp4")
    assert not (tmp_path / "no folder").exists()


def test_a_frame_that_was_not_looked_at_shows_what_was_seen_shortly_before(drive):
    seen = list(seen_frames(drive))
    assert [observation.index for _, observation in seen] == list(range(FRAMES))
    assert all((observation.box is None) == (frame.index in GONE) for frame, observation in seen)


@pytest.mark.parametrize("mjpeg", [False, True])
def test_single_pictures_are_found_by_time_each_once(tmp_path, mjpeg):
    drive = record(tmp_path, mjpeg=mjpeg)
    times = [START, START + 10**9 + 3, START + 10**9, START + 10**12]
    assert [frame.index for frame in pictures_at(drive, times)] == [0, 10, 79]
    assert list(pictures_at(drive, [])) == []
