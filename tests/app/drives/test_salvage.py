import sqlite3

import pytest

from app.command_line import main
from app.drives.drive import DriveInfo, DriveWriter
from app.drives.reading import read_drive
from app.drives.recorded_video import RecordedVideo
from app.drives.salvage import Salvaged, is_damaged, salvage
from pose.errors import UserError
from tests.recorded_drives import USUAL_EVENTS, frame_time, make_drive, run_sql


@pytest.fixture
def folder(tmp_path):
    return make_drive(tmp_path)


def test_a_whole_drive_and_one_of_a_newer_version_are_not_damaged(folder):
    assert not is_damaged(folder)
    run_sql(folder, "PRAGMA user_version = 99")
    assert not is_damaged(folder)


def test_a_drive_whose_database_is_gone_keeps_its_pictures(folder):
    (folder / "drive.sqlite").unlink()
    assert is_damaged(folder)
    assert salvage(folder) == Salvaged(events=0, observations=0, frames=100)
    drive = read_drive(folder)
    assert drive.ended_unexpectedly and drive.info.source == "not known"
    assert [frame.captured_at for frame in drive.frames()] == [frame_time(i) for i in range(100)]
    assert len(list(iter(RecordedVideo(drive).read, None))) == 100


def test_what_can_be_read_of_a_damaged_database_is_saved_and_the_damaged_one_kept(folder):
    file = folder / "drive.sqlite"
    content = bytearray(file.read_bytes())
    # Pages of observations in the middle; the root pages of all tables are at the beginning.
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 4 * 4096] = b"\xff" * (4 * 4096)
    file.write_bytes(content)
    assert is_damaged(folder)
    with pytest.raises(UserError, match="drives repair"):
        list(read_drive(folder).observations())
    saved = salvage(folder)
    assert saved.events == len(USUAL_EVENTS) and 30 < saved.observations < 100 and saved.frames == 100
    drive = read_drive(folder)
    assert drive.events == read_drive(make_drive(folder.parent / "other")).events
    seen = [one.index for one in drive.observations()]
    assert (seen[0] == 0 and seen[-1] == 99) or sorted(seen) == seen or set(seen) <= set(range(100))
    assert (folder / "drive.sqlite.damaged").read_bytes() == bytes(content)
    assert sorted(path.name for path in folder.iterdir()) == ["drive.sqlite", "drive.sqlite.damaged", "video"]


def test_a_drive_of_which_nothing_can_be_read_is_refused_and_left_as_it_is(folder):
    for path in (folder / "video").iterdir():
        path.write_bytes(b"")
    (folder / "drive.sqlite").write_bytes(b"no database " * 100)
    with pytest.raises(UserError, match="nothing of it can be read"):
        salvage(folder)
    assert sorted(path.name for path in folder.iterdir()) == ["drive.sqlite", "video"]
    assert (folder / "drive.sqlite").read_bytes() == b"no database " * 100


def test_a_drive_that_goes_on_is_not_salvaged(tmp_path):
    writer = DriveWriter(tmp_path, DriveInfo(start_wall_time=0.0, source="x"))
    with pytest.raises(UserError, match="goes on"):
        salvage(writer.path)
    writer.close({})


def test_the_command_says_what_it_found_and_saved(folder, capsys):
    (folder / "drive.sqlite").write_bytes(b"no database " * 100)
    assert main(["drives", "repair", folder.name, "--drives", str(folder.parent)]) == 0
    said = capsys.readouterr().out
    assert "saved 0 events, 0 observations and 100 frames" in said and "drive.sqlite.damaged" in said
    assert main(["drives", "repair", folder.name, "--drives", str(folder.parent)]) == 0
    assert "saved" not in capsys.readouterr().out


def test_a_drive_without_a_database_is_listed_and_one_of_a_newer_version_never_touched(folder, capsys):
    run_sql(folder, "PRAGMA user_version = 99")
    before = (folder / "drive.sqlite").read_bytes()
    assert main(["drives", "repair", "--drives", str(folder.parent)]) == 1
    assert "update Cabinsight" in capsys.readouterr().err
    assert (folder / "drive.sqlite").read_bytes() == before
    (folder / "drive.sqlite").unlink()
    assert main(["drives", "list", "--drives", str(folder.parent)]) == 0
    assert "is missing" in capsys.readouterr().out


def test_rows_without_a_picture_are_put_aside_and_not_lost(folder):
    run_sql(folder, "UPDATE drive SET ended = 0")
    (folder / "video" / "0001.mkv").write_bytes(b"unreadable")
    assert read_drive(folder).frames() == ()
    database = sqlite3.connect(folder / "drive.sqlite")
    assert database.execute("SELECT count(*) FROM missing_frames").fetchone() == (100,)
    database.close()
