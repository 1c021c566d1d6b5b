import os
import sqlite3
from pathlib import Path

import numpy as np
import pytest
import simplejpeg

from app.drives.drive import DriveInfo, DriveWriter
from app.drives.log import DriveLog
from app.drives.reading import read_drive
from app.drives.recorded_video import RecordedVideo
from app.drives.recorder import Recorder
from app.drives.repair import Repair, repair, repair_all
from app.drives.segment_reading import open_for_reading, packets
from app.frames.frame import Frame
from app.frames.orientation import Orientation
from app.frames.packet import jpeg_packet
from pose.errors import UserError

FRAMES = 60


def jpeg_frame(i):
    image = np.full((48, 64, 3), (i * 4, 60, 90), np.uint8)
    packet = jpeg_packet(simplejpeg.encode_jpeg(image, quality=95, colorspace="BGR"))
    return Frame(
        packet=packet,
        orientation=Orientation(1),
        index=10 + i,
        captured_at=10**12 + i * 10**8,
        wall_time=1.7e9 + i / 10,
    )


@pytest.fixture
def drive_folder(tmp_path, info):
    """A drive of six seconds of video that ended as it should."""
    log = DriveLog(DriveWriter(tmp_path / "drives", info))
    recorder = Recorder(Path(log.path), log.recorded, reserve=0)
    for i in range(FRAMES):
        recorder.put(jpeg_frame(i), 10)
    recorder.close(20)
    log.close({}, 20)
    return Path(log.path)


def cut_off(folder, video_bytes=None):
    """Make it look as if the power had gone: the mark of the end is missing, and the end of the video."""
    with sqlite3.connect(folder / "drive.sqlite") as database:
        database.execute("UPDATE drive SET ended = 0")
    database.close()
    if video_bytes is not None:
        os.truncate(folder / "video" / "0001.mkv", video_bytes)


def forget_frames(folder, after):
    with sqlite3.connect(folder / "drive.sqlite") as database:
        database.execute("DELETE FROM frames WHERE frame > ?", (after,))
    database.close()


def test_a_drive_that_ended_is_left_as_it_is(drive_folder):
    before = (drive_folder / "drive.sqlite").read_bytes()
    assert repair(drive_folder) is None
    assert (drive_folder / "drive.sqlite").read_bytes() == before
    assert not read_drive(drive_folder).ended_unexpectedly


def test_a_drive_that_goes_on_is_not_touched(tmp_path, info):
    writer = DriveWriter(tmp_path, info)
    assert repair(writer.path) is None
    assert read_drive(writer.path).ended_unexpectedly
    writer.close({})
    assert not read_drive(writer.path).ended_unexpectedly


def test_a_video_that_was_cut_gets_an_end_and_can_be_jumped_in(drive_folder):
    video = drive_folder / "video" / "0001.mkv"
    cut_off(drive_folder, round(video.stat().st_size * 0.6))
    done = repair(drive_folder)
    assert done.rewritten == 1 and done.found == 0 and 0 < done.missing < FRAMES
    with open_for_reading(video) as container:
        assert container.duration is not None
        container.seek(2_000_000)
        assert next(container.decode(video=0)).time >= 1.5
    drive = read_drive(drive_folder)
    assert drive.ended_unexpectedly and len(drive.frames()) == FRAMES - done.missing
    assert repair(drive_folder) is None


def test_frames_that_the_database_does_not_know_of_are_found_in_the_video(drive_folder):
    cut_off(drive_folder)
    forget_frames(drive_folder, after=49)
    assert repair(drive_folder) == Repair(found=20, missing=0, rewritten=0)
    frames = read_drive(drive_folder).frames()
    assert [frame.index for frame in frames] == list(range(10, 70))
    assert frames[-1].captured_at == 10**12 + 59 * 10**8
    assert frames[-1].wall_time == pytest.approx(1.7e9 + 5.9)


def test_a_whole_segment_that_the_database_does_not_know_of_is_found_with_all_that_belongs_to_it(drive_folder):
    before = read_drive(drive_folder)
    cut_off(drive_folder)
    with sqlite3.connect(drive_folder / "drive.sqlite") as database:
        database.execute("DELETE FROM frames")
        database.execute("DELETE FROM segments")
    database.close()
    drive = read_drive(drive_folder)
    assert drive.segments == before.segments
    assert drive.segments[0].orientation == Orientation(1)
    assert [(f.index, f.captured_at, f.pts) for f in drive.frames()] == [
        (f.index, f.captured_at, f.pts) for f in before.frames()
    ]


@pytest.mark.parametrize("content", [b"", b"not a video " * 100])
def test_a_video_without_anything_to_be_saved_stays_where_it_is(drive_folder, content):
    cut_off(drive_folder)
    (drive_folder / "video" / "0002.mkv").write_bytes(content)
    assert repair(drive_folder) == Repair(found=0, missing=0, rewritten=0, unreadable=("0002.mkv",))
    assert (drive_folder / "video" / "0002.mkv").read_bytes() == content
    assert len(read_drive(drive_folder).frames()) == FRAMES


def test_a_video_whose_copy_would_lack_pictures_stays_as_it_is(drive_folder, monkeypatch):
    video = drive_folder / "video" / "0001.mkv"
    cut_off(drive_folder, round(video.stat().st_size * 0.6))
    before = video.read_bytes()
    monkeypatch.setattr("app.drives.repair.packets", lambda container: list(packets(container))[:10])
    assert repair(drive_folder).rewritten == 0
    assert video.read_bytes() == before
    assert [path.name for path in (drive_folder / "video").iterdir()] == ["0001.mkv"]


def test_a_video_that_breaks_long_before_its_end_is_neither_shortened_nor_its_rows_put_aside(drive_folder, monkeypatch):
    video = drive_folder / "video" / "0001.mkv"
    cut_off(drive_folder, round(video.stat().st_size * 0.6))
    before = video.read_bytes()
    monkeypatch.setattr("app.drives.repair.TORN_BYTES", -1)

    def breaking(path):
        return FakeBreaking(open_for_reading(path))

    monkeypatch.setattr("app.drives.repair.open_for_reading", breaking)
    done = repair(drive_folder)
    assert done == Repair(found=0, missing=0, rewritten=0, unreadable=("0001.mkv",))
    assert video.read_bytes() == before and len(read_drive(drive_folder).frames()) == FRAMES


class FakeBreaking:
    """A container on a disk with a bad sector: reading fails after ten pictures."""

    def __init__(self, container):
        self._container = container

    def __getattr__(self, name):
        return getattr(self._container, name)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._container.close()

    def demux(self, stream):
        for i, packet in enumerate(self._container.demux(stream)):
            if i == 10:
                raise OSError(5, "Input/output error")
            yield packet


def test_a_repair_that_was_cut_off_itself_begins_anew(drive_folder):
    cut_off(drive_folder, (drive_folder / "video" / "0001.mkv").stat().st_size // 2)
    (drive_folder / "video" / "0001.repair").write_bytes(b"half of it")
    assert repair(drive_folder).rewritten == 1
    assert [path.name for path in (drive_folder / "video").iterdir()] == ["0001.mkv"]


def test_a_disk_that_cannot_be_written_is_read_as_it_is(drive_folder, monkeypatch):
    cut_off(drive_folder, (drive_folder / "video" / "0001.mkv").stat().st_size // 2)

    def read_only(path):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("app.drives.repair.SegmentFile", read_only)
    drive = read_drive(drive_folder)
    assert drive.ended_unexpectedly and 0 < len(drive.frames()) < FRAMES


def test_a_drive_of_the_first_version_is_marked_and_read(drive_folder, info):
    with sqlite3.connect(drive_folder / "drive.sqlite") as database:
        database.execute("DROP TABLE frames")
        database.execute("DROP TABLE segments")
        database.execute("PRAGMA user_version = 1")
    database.close()
    cut_off(drive_folder)
    drive = read_drive(drive_folder)
    assert (drive.info, drive.ended_unexpectedly, drive.segments, drive.frames()) == (info, True, (), ())


def test_recorded_frames_come_back_upright_with_their_own_numbers_and_times(drive_folder):
    source = RecordedVideo(read_drive(drive_folder))
    frames = list(iter(source.read, None))
    assert [frame.index for frame in frames] == list(range(10, 70))
    assert [frame.captured_at for frame in frames] == [jpeg_frame(i).captured_at for i in range(FRAMES)]
    assert source.fps == pytest.approx(10)
    for i in (0, 30, 59):
        assert frames[i].image.shape == (64, 48, 3)
        assert np.abs(frames[i].image[5, 5].astype(int) - (i * 4, 60, 90)).max() < 6
    assert source.read() is None


def test_a_drive_without_video_and_one_whose_video_vanished_say_so(drive_folder, tmp_path):
    writer = DriveWriter(tmp_path / "other", DriveInfo(start_wall_time=0.0, source="x"))
    writer.close({})
    with pytest.raises(UserError, match="has no video"):
        RecordedVideo(read_drive(writer.path))
    source = RecordedVideo(read_drive(drive_folder))
    (drive_folder / "video" / "0001.mkv").unlink()
    with pytest.raises(UserError, match=r"0001\.mkv: cannot be read"):
        source.read()


def test_when_the_monitor_starts_every_drive_that_was_cut_off_is_put_right(drive_folder, info, caplog):
    drives = drive_folder.parent
    broken, going_on = drives / "2001-01-01_00-00-00", DriveWriter(drives, info)
    broken.mkdir()
    (broken / "drive.sqlite").write_bytes(b"no database" * 100)
    cut_off(drive_folder, video_bytes=5000)
    repair_all(drives)
    assert read_drive(drive_folder).ended_unexpectedly and read_drive(drive_folder).frames()
    assert f"{drive_folder.name} ended unexpectedly: repaired" in caplog.text
    assert f"{broken.name} was not repaired" in caplog.text
    assert going_on.path.name not in caplog.text
    going_on.close({})
