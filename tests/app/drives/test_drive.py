import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path

import pytest

from app.drives.drive import DriveInfo, DriveWriter
from app.drives.reading import read_drive
from app.posture.event import EventKind, Severity
from app.posture.inputs import Told
from pose.errors import UserError


@pytest.fixture
def writer(tmp_path, info):
    opened = DriveWriter(tmp_path / "drives", info)
    yield opened
    opened.close({})


def test_a_drive_is_read_as_it_was_written(writer, info, make_event, make_observation, same):
    events = [make_event(start) for start in (5, 7, 6)]
    observations = [make_observation(i, somebody=i % 3 > 0) for i in range(200)]
    for observation in observations:
        writer.told([Told.of(observation)])
    for event in events:
        writer.events([event])
    writer.close({EventKind.LEANING: 0.25, EventKind.DRIVER_ABSENT: 1.0})
    drive = read_drive(writer.path)
    assert drive.info == info
    assert drive.events == (events[0], events[2], events[1])
    assert not drive.ended_unexpectedly
    assert drive.observability == {EventKind.LEANING: 0.25, EventKind.DRIVER_ABSENT: 1.0}
    read = list(drive.observations())
    assert len(read) == 200 and all(map(same, read, observations))


def test_the_folder_is_named_by_the_time_and_no_drive_replaces_another(tmp_path, info):
    writers = [DriveWriter(tmp_path, info) for _ in range(3)]
    names = [writer.path.name for writer in writers]
    for writer in writers:
        writer.close({})
    assert len(set(names)) == 3 and all(name.startswith("2023-11-1") and ":" not in name for name in names)
    assert names[1:] == [f"{names[0]}_2", f"{names[0]}_3"]


def test_an_event_that_escalates_and_ends_stays_one(writer, make_event):
    event = make_event(kind=EventKind.HANDS_OFF_WHEEL)
    for telling in (event, replace(event, severity=Severity.WARNING), replace(event, severity=Severity.ALARM, end=9)):
        writer.events([telling])
    assert read_drive(writer.path).events == (replace(event, severity=Severity.ALARM, end=9),)


def test_two_kinds_that_start_together_are_two_events(writer, make_event):
    writer.events([make_event(kind=EventKind.LEANING)])
    writer.events([make_event(kind=EventKind.HAND_AT_HEAD, evidence=())])
    assert [event.kind.value for event in read_drive(writer.path).events] == ["hand_at_head", "leaning"]


def test_an_event_is_there_for_others_as_soon_as_it_was_written(writer, make_event):
    writer.events([make_event()])
    assert len(read_drive(writer.path).events) == 1
    assert read_drive(writer.path).ended_unexpectedly


def test_a_closed_drive_is_one_file_and_closing_twice_is_safe(writer):
    writer.close({})
    writer.close({})
    assert [path.name for path in writer.path.iterdir()] == ["drive.sqlite"]
    read_drive(writer.path)
    assert [path.name for path in writer.path.iterdir()] == ["drive.sqlite"]


CHILD = """
import sys
from pathlib import Path
from app.drives.drive import DriveInfo, DriveWriter
from app.posture.event import EventKind, PostureEvent, Severity
from app.posture.inputs import Told

writer = DriveWriter(Path(sys.argv[1]), DriveInfo(start_wall_time=1.7e9, source="camera 0"))
for start in range(10**6):
    writer.events([PostureEvent(kind=EventKind.LEANING, severity=Severity.NOTICE, start=start, end=None,
                              wall_time=1.7e9, peak=0.5, evidence=(), rules_version="1")])
    print(start, flush=True)
"""


def test_killed_in_the_middle_every_event_that_was_told_is_there(tmp_path):
    child = subprocess.Popen([sys.executable, "-c", textwrap.dedent(CHILD), str(tmp_path)], stdout=subprocess.PIPE)
    with child:
        told = [int(child.stdout.readline()) for _ in range(25)]
        os.kill(child.pid, signal.SIGKILL)
        told += [int(line) for line in child.stdout if line.endswith(b"\n")]
    (folder,) = tmp_path.iterdir()
    drive = read_drive(folder)
    starts = [event.start for event in drive.events]
    assert told and starts[: len(told)] == told
    assert len(starts) <= len(told) + 1  # one may have been written and not yet told
    assert drive.ended_unexpectedly and drive.observability == {}


def test_a_folder_that_cannot_be_made_is_refused(tmp_path, info):
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match="drives cannot be kept there") as refusal:
        DriveWriter(tmp_path / "file" / "drives", info)
    assert "\n" not in str(refusal.value)


def test_a_folder_that_cannot_be_written_is_refused(info):
    # Not by chmod: it does not keep root from writing.
    with pytest.raises(UserError, match="drives cannot be kept there"):
        DriveWriter(Path("/proc/self/drives"), info)


def fill_disk(writer):
    """Let real SQLite find no more room: it reports the same as on a full disk."""
    (pages,) = writer._database.execute("PRAGMA page_count").fetchone()
    writer._database.execute(f"PRAGMA max_page_count = {pages}")


def test_on_a_full_disk_it_says_so_and_what_was_committed_stays(writer, make_event, make_observation):
    writer.events([make_event(1)])
    fill_disk(writer)
    with pytest.raises(UserError, match=r"drive\.sqlite: cannot be written \(database or disk is full\)") as refusal:
        for i in range(1000):
            writer.told([Told.of(make_observation(i))])
    assert "\n" not in str(refusal.value)
    assert [event.start for event in read_drive(writer.path).events] == [1]


def test_an_event_that_does_not_fit_is_refused_whole(writer, make_event):
    fill_disk(writer)
    with pytest.raises(UserError, match="disk is full"):
        for start in range(10_000):
            writer.events([make_event(start, rules_version="x" * 3000)])
    assert len(read_drive(writer.path).events) == start


def test_a_drive_that_vanished_can_still_be_closed(writer, make_event):
    writer._database.close()  # as after an error that SQLite does not recover from
    with pytest.raises(UserError, match="cannot be written"):
        writer.events([make_event()])
    with pytest.raises(UserError, match="cannot be written"):
        writer.close({})
    writer.close({})


def written(tmp_path, info, make_event, make_observation):
    writer = DriveWriter(tmp_path, info)
    for i in range(300):
        writer.told([Told.of(make_observation(i))])
    for start in range(100):
        writer.events([make_event(start)])
    writer.close({})
    return writer.path / "drive.sqlite"


@pytest.mark.parametrize("share", [0.02, 0.5, 0.95])
def test_a_truncated_drive_is_refused_in_one_line(tmp_path, info, make_event, make_observation, share):
    file = written(tmp_path, info, make_event, make_observation)
    os.truncate(file, int(file.stat().st_size * share))
    with pytest.raises(UserError, match="is damaged") as refusal:
        list(read_drive(file).observations())
    assert "\n" not in str(refusal.value)


def test_an_overwritten_pose_is_refused(tmp_path, info, make_event, make_observation):
    file = written(tmp_path, info, make_event, make_observation)
    with sqlite3.connect(file) as database:
        database.execute("UPDATE observations SET pose = x'00' WHERE frame = 7")
    database.close()
    observations = read_drive(file).observations()
    assert [next(observations).index for _ in range(7)] == list(range(7))
    with pytest.raises(UserError, match="is damaged"):
        next(observations)


@pytest.mark.parametrize("content", [b"", b"no database\n" * 500])
def test_what_is_no_drive_is_refused(tmp_path, content):
    (tmp_path / "drive.sqlite").write_bytes(content)
    with pytest.raises(UserError, match=r"is no drive|is damaged"):
        read_drive(tmp_path)


def test_another_program_s_database_is_refused(tmp_path):
    database = sqlite3.connect(tmp_path / "drive.sqlite")
    database.execute("CREATE TABLE drive (id)")
    database.close()
    with pytest.raises(UserError, match="is no drive"):
        read_drive(tmp_path)


def test_a_drive_of_a_newer_version_is_refused(tmp_path, info, make_event, make_observation):
    file = written(tmp_path, info, make_event, make_observation)
    database = sqlite3.connect(file)
    database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(UserError, match="version 99, this one reads 3; update"):
        read_drive(file)


def test_a_missing_drive_is_refused(tmp_path):
    for path in (tmp_path, tmp_path / "nothing"):
        with pytest.raises(UserError, match="no drive there"):
            read_drive(path)


def test_a_path_with_signs_that_a_uri_reads_otherwise_is_read(tmp_path, info, make_event):
    writer = DriveWriter(tmp_path / "what? 100%#1", info)
    writer.events([make_event()])
    writer.close({})
    assert len(read_drive(writer.path).events) == 1


def test_a_drive_without_settings_and_bundles(tmp_path):
    writer = DriveWriter(tmp_path, DriveInfo(start_wall_time=0.0, source="x"))
    writer.close({})
    assert read_drive(writer.path).info == DriveInfo(start_wall_time=0.0, source="x")
