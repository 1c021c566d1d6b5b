import csv
import json
import sqlite3
import time
from pathlib import Path

import av
import numpy as np
import pytest

from app.command_line import main
from app.drives.drive import DriveInfo, DriveWriter
from app.drives.log import DriveLog
from app.drives.recorder import Recorder
from app.frames.frame import Frame
from app.perception.observation import Observation
from app.posture.event import EventKind, PostureEvent, Severity
from app.posture.inputs import Told
from app.posture.rules import load_rules
from pose import toml_file
from tests.tiny_scenes import DRIVER, scene

FRAMES = 50
RULES = toml_file.dumps(load_rules())


def observe(frame):
    return Observation.of(frame, box=None, raw=None, pose=None, timings_ms={})


@pytest.fixture
def make_drive(tmp_path):
    """A drive of five seconds with one event, recorded or not, ended or still going on."""
    going_on = []

    def make(days_ago=1, record=True, end=True):
        started = time.time() - days_ago * 86_400
        log = DriveLog(
            DriveWriter(tmp_path / "drives", DriveInfo(start_wall_time=started, source="camera 0", settings=RULES))
        )
        recorder = Recorder(Path(log.path), log.recorded, reserve=0) if record else None
        for i in range(FRAMES):
            frame = Frame(image=scene(DRIVER), index=i, captured_at=10**12 + i * 10**8, wall_time=started + i / 10)
            log.told(Told.of(observe(frame)))
            if recorder:
                recorder.put(frame, 10)
        event = PostureEvent(
            kind=EventKind.LEANING,
            severity=Severity.NOTICE,
            start=10**12 + 10**9,
            end=None,
            wall_time=started + 1,
            peak=0.5,
            evidence=("nose",),
            rules_version="1",
        )
        log.events([event])
        if recorder:
            recorder.close(20)
        if end:
            log.close({}, 20)
        else:
            going_on.append(log)
        return Path(log.path)

    yield make
    for log in going_on:
        log.close({}, 20)


@pytest.fixture
def drives(tmp_path):
    def run(*arguments):
        return main(["drives", *map(str, arguments), "--drives", str(tmp_path / "drives")])

    return run


def test_drives_are_listed_the_oldest_first_with_what_is_to_be_known_of_each(drives, make_drive, capsys):
    old, new, now = make_drive(3), make_drive(2, record=False), make_drive(0, record=False, end=False)
    (old / "protected").touch()
    assert drives("list") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[1:4]] == [old.name, new.name, now.name]
    assert lines[1].split()[1:4] == ["0.1", "0.1", "1"] and lines[1].endswith("protected")
    assert lines[2].split()[1:4] == ["0.1", "0.0", "1"]
    assert lines[3].endswith("goes on") and lines[4].startswith("3 drives, 0.0 GB")


def test_a_damaged_drive_does_not_keep_the_others_from_being_listed(drives, make_drive, capsys):
    broken, whole = make_drive(3), make_drive(2)
    (broken / "drive.sqlite").write_bytes(b"no database " * 100)
    assert drives("list") == 0
    lines = capsys.readouterr().out.splitlines()
    assert "is damaged" in lines[1] and lines[2].split()[0] == whole.name


def test_no_drives_is_no_error(drives, capsys):
    assert drives("list") == 0
    assert "no drives in" in capsys.readouterr().out


def test_repair_says_of_each_drive_what_it_is(drives, make_drive, capsys):
    cut, whole, now = make_drive(3), make_drive(2), make_drive(0, record=False, end=False)
    with sqlite3.connect(cut / "drive.sqlite") as database:
        database.execute("UPDATE drive SET ended = 0")
    database.close()
    assert drives("repair") == 0
    said = capsys.readouterr().out
    assert f"{cut.name}: ended unexpectedly; 1 events, {FRAMES} frames" in said
    assert f"{whole.name}: is whole" in said and f"{now.name}: goes on" in said


def test_an_export_has_video_events_and_observations(drives, make_drive, tmp_path, capsys):
    drive = make_drive()
    assert drives("export", drive.name, "--out", tmp_path / "out") == 0
    out = tmp_path / "out" / drive.name
    with av.open(str(out / "video.mp4")) as container:
        frames = [(frame.time, frame.to_ndarray(format="bgr24")) for frame in container.decode(video=0)]
    assert len(frames) == FRAMES and frames[-1][0] == pytest.approx(4.9, abs=0.01)
    assert np.abs(frames[9][1].astype(int) - scene(DRIVER)).mean() < 3
    (event,) = csv.DictReader((out / "events.csv").read_text().splitlines())
    # It was cut off while it went on: it ended no earlier than what was seen last.
    assert event["kind"] == "leaning" and float(event["duration_s"]) == pytest.approx(3.9)
    lines = (out / "observations.jsonl").read_text().splitlines()
    assert [json.loads(line)["index"] for line in lines] == list(range(FRAMES))
    assert sorted(path.name for path in out.iterdir()) == [
        *("events.csv", "measures.csv", "observations.jsonl", "video.mp4")
    ]


def test_faces_are_blurred_in_an_export(drives, make_drive, tmp_path, tiny_networks):
    drive = make_drive()
    assert drives("export", drive.name, "--out", tmp_path / "plain") == 0
    assert drives("export", drive.name, "--out", tmp_path / "blurred", "--blur-faces", *tiny_networks) == 0
    pictures = []
    for kind in ("plain", "blurred"):
        with av.open(str(tmp_path / kind / drive.name / "video.mp4")) as container:
            pictures.append(next(container.decode(video=0)).to_ndarray(format="bgr24").astype(int))
    changed = np.abs(pictures[0] - pictures[1]).max(axis=2) > 20
    assert changed.any()  # at the driver's bright edge, where the mosaic mixes it with the dark
    _, xs = np.nonzero(changed)
    assert xs.min() > 100 and xs.max() < 220


def test_a_drive_without_video_is_exported_without(drives, make_drive, tmp_path):
    drive = make_drive(record=False)
    assert drives("export", drive.name, "--out", tmp_path / "out") == 0
    assert not (tmp_path / "out" / drive.name / "video.mp4").exists()


def test_deleting_spares_the_protected_the_present_and_the_mistyped(drives, make_drive, capsys):
    protected, doomed, now = make_drive(3), make_drive(2), make_drive(0, record=False, end=False)
    assert drives("protect", protected.name) == 0
    assert drives("delete", doomed.name, "yesterday") == 1 and doomed.exists()
    assert "yesterday: no such drive" in capsys.readouterr().err
    assert drives("delete", protected.name) == 1 and "is protected" in capsys.readouterr().err
    assert drives("delete", now.name) == 1 and "goes on" in capsys.readouterr().err
    assert drives("delete", doomed.name) == 0 and not doomed.exists()
    assert drives("unprotect", protected.name) == 0 and drives("delete", protected.name) == 0
    assert protected.exists() is False and now.exists()


def test_formats_are_chosen_and_each_writes_its_files(drives, make_drive, tmp_path, capsys):
    drive = make_drive()
    formats = "json,parquet,mcap,coco,html,mp4"
    options = ["--format", formats, "--overlay", "--every", 2, "--from", 1, "--to", 3]
    assert drives("export", drive.name, "--out", tmp_path / "out", *options) == 0
    out = tmp_path / "out" / drive.name
    assert sorted(path.name for path in out.iterdir()) == [
        *("coco", "drive.json", "drive.mcap", "events.parquet", "measures.parquet", "report.html", "video.mp4")
    ]
    said = capsys.readouterr().out
    assert "video.mp4 (21 frames)" in said and "coco (2 pictures)" in said


def test_a_format_that_nobody_knows_is_wrong_usage(drives, make_drive, tmp_path, capsys):
    drive = make_drive(record=False)
    for wrong in (["--format", "csv,xls"], ["--format", ","], ["--from", 3, "--to", 2], ["--every", 0]):
        with pytest.raises(SystemExit) as ended:
            drives("export", drive.name, "--out", tmp_path / "out", *wrong)
        assert ended.value.code == 2
    assert "'xls' is not among csv, jsonl" in capsys.readouterr().err


def test_a_video_that_is_asked_for_and_was_not_recorded_is_told(drives, make_drive, tmp_path, capsys):
    without, whole = make_drive(record=False), make_drive()
    assert drives("export", without.name, whole.name, "--out", tmp_path / "out", "--format", "mp4") == 1
    said = capsys.readouterr()
    assert "has no video" in said.err and said.err.count("\n") == 1
    assert (tmp_path / "out" / whole.name / "video.mp4").is_file()
    assert drives("export", whole.name, "--out", tmp_path / "out", "--format", "mp4", "--from", 99) == 1
    assert "choose an earlier --from" in capsys.readouterr().err
