import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.drives import folder
from app.drives.drive import DriveInfo, DriveWriter
from app.drives.folder import StoredDrive
from app.drives.retention import DAY_S, Limits, superfluous, tidy
from pose.errors import UserError

NOW = 1_800_000_000.0
UNLIMITED = 10**15


def stored(days_ago, size=100, protected=False):
    return StoredDrive(path=Path(f"day-{days_ago}"), size=size, start=NOW - days_ago * DAY_S, protected=protected)


def names(drives):
    return [drive.path.name for drive in drives]


def test_the_oldest_go_until_the_rest_fits():
    drives = [stored(days) for days in (4, 3, 2, 1)]
    assert names(superfluous(drives, Limits(quota=250, keep_days=99), NOW)) == ["day-4", "day-3"]


def test_what_is_too_old_goes_though_there_is_room():
    drives = [stored(days) for days in (40, 31, 29, 1)]
    assert names(superfluous(drives, Limits(quota=UNLIMITED, keep_days=30), NOW)) == ["day-40", "day-31"]


def test_a_protected_drive_never_goes_and_others_go_for_it():
    drives = [stored(400, protected=True), stored(3), stored(2)]
    assert names(superfluous(drives, Limits(quota=250, keep_days=30), NOW)) == ["day-3"]


def test_the_drive_that_is_being_written_stays_though_it_fills_the_quota_alone():
    drives = [stored(2), stored(0, size=10_000)]
    assert names(superfluous(drives, Limits(quota=500, keep_days=30), NOW)) == ["day-2"]


ages = st.lists(st.floats(0, 400), max_size=12).map(lambda days: sorted(days, reverse=True))


@settings(deadline=None)
@given(ages, st.data(), st.integers(0, 1000), st.floats(0.1, 400))
def test_never_a_protected_one_never_the_newest_and_the_limits_hold(days, data, quota, keep_days):
    drives = [stored(d, data.draw(st.integers(0, 300)), data.draw(st.booleans())) for d in days]
    going = superfluous(drives, Limits(quota=quota, keep_days=keep_days), NOW)
    assert not any(drive.protected for drive in going)
    assert not any(drive is drives[-1] for drive in going)
    kept = [drive for drive in drives if not any(drive is gone for gone in going)]
    if any(not drive.protected for drive in kept[:-1]):
        assert sum(drive.size for drive in kept) <= quota


@pytest.fixture
def make_drive(tmp_path):
    def make(days_ago, video_bytes=0):
        writer = DriveWriter(tmp_path, DriveInfo(start_wall_time=time.time() - days_ago * DAY_S, source="camera 0"))
        (writer.path / "video").mkdir()
        (writer.path / "video" / "0001.mkv").write_bytes(bytes(video_bytes))
        return writer

    return make


def left(tmp_path):
    return [drive.path for drive in folder.stored_drives(tmp_path)]


def test_drives_are_deleted_with_their_videos_but_not_one_that_goes_on(tmp_path, make_drive):
    going_on, old, new = make_drive(3), make_drive(2, 10**6), make_drive(1)
    for writer in (old, new):
        writer.close({})
    tidy(tmp_path, Limits(quota=1000, keep_days=30), time.time())
    assert left(tmp_path) == [going_on.path, new.path] and not old.path.exists()
    going_on.close({})


def test_a_protected_drive_survives_until_it_is_unprotected(tmp_path, make_drive):
    protected, newest = make_drive(300), make_drive(0)
    protected.close({})
    newest.close({})
    folder.protect(protected.path)
    with pytest.raises(UserError, match="is protected"):
        folder.delete(protected.path)
    tidy(tmp_path, Limits(quota=0, keep_days=1), time.time())
    assert left(tmp_path) == [protected.path, newest.path]
    folder.unprotect(protected.path)
    tidy(tmp_path, Limits(quota=0, keep_days=1), time.time())
    assert left(tmp_path) == [newest.path]


def test_a_deletion_that_was_cut_off_is_finished_and_is_no_drive_meanwhile(tmp_path, make_drive):
    half, newest = make_drive(2), make_drive(0)
    for writer in (half, newest):
        writer.close({})
    half.path.rename(tmp_path / (folder.DELETING + half.path.name))
    assert left(tmp_path) == [newest.path]
    tidy(tmp_path, Limits(quota=UNLIMITED, keep_days=30), time.time())
    assert [path.name for path in tmp_path.iterdir()] == [newest.path.name]


def test_what_else_lies_there_is_left_alone(tmp_path, make_drive):
    make_drive(0).close({})
    (tmp_path / "holiday.mp4").write_bytes(b"precious")
    (tmp_path / "pictures").mkdir()
    tidy(tmp_path, Limits(quota=0, keep_days=0.1), time.time())
    assert (tmp_path / "holiday.mp4").read_bytes() == b"precious" and (tmp_path / "pictures").is_dir()


def test_without_the_folder_there_is_nothing_to_tidy(tmp_path):
    tidy(tmp_path / "nothing", Limits(quota=0, keep_days=0), NOW)
    assert left(tmp_path / "nothing") == []


def test_a_drive_is_found_by_its_name_and_by_its_path(tmp_path, make_drive):
    drive = make_drive(1)
    drive.close({})
    assert folder.find(tmp_path, drive.path.name) == folder.find(Path("/nowhere"), str(drive.path)) == drive.path
    with pytest.raises(UserError, match="no such drive"):
        folder.find(tmp_path, "yesterday")


def test_a_folder_that_cannot_be_read_stops_nothing(tmp_path, monkeypatch, caplog):
    def broken(drives):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(folder, "stored_drives", broken)
    tidy(tmp_path, Limits(quota=0, keep_days=1), NOW)
    assert "Input/output error" in caplog.text
