import numpy as np
import pytest

from app.drives.drive import DriveInfo, DriveWriter
from app.drives.folder import stored_drives
from app.posture.event import EventKind, Severity
from app.review.judgements import ReviewLog, Verdict
from app.review.library import judged_drives, matching, read_entry
from tests.recorded_drives import USUAL_EVENTS, WALL, make_drive, run_sql


def entries(drives):
    return [read_entry(stored) for stored in stored_drives(drives)]


def test_an_entry_tells_what_one_looks_for(tmp_path):
    make_drive(tmp_path)
    (entry,) = entries(tmp_path)
    assert entry.seconds == pytest.approx(9.9) and entry.start == WALL and entry.has_video
    assert entry.kinds() == {EventKind.LEANING: 2, EventKind.HEAD_DOWN: 1, EventKind.HAND_AT_HEAD: 1}
    assert [entry.count(severity) for severity in Severity] == [1, 2, 1]
    assert entry.observable == pytest.approx(0.75)
    assert (entry.reviewed, entry.judged, entry.problem, entry.cut_off, entry.goes_on) == (False, 0, "", False, False)


def test_damaged_drives_of_every_kind_are_listed_with_a_line_and_never_raise(tmp_path):
    whole, corrupt, newer, gone, cut = (make_drive(tmp_path, wall=WALL + 100 * i, end=i != 4) for i in range(5))
    (corrupt / "drive.sqlite").write_bytes(np.random.default_rng(0).bytes(9000))
    run_sql(newer, "PRAGMA user_version = 99")
    (gone / "drive.sqlite").unlink()
    told = {entry.path: entry for entry in entries(tmp_path)}
    assert told[whole].problem == "" and not told[whole].cut_off
    assert "is damaged" in told[corrupt].problem and "drives repair" in told[corrupt].problem
    assert "update Cabinsight" in told[newer].problem
    assert "is missing" in told[gone].problem
    assert told[cut].problem == "" and told[cut].cut_off and told[cut].observable is None
    assert all("\n" not in entry.problem for entry in told.values())


def test_a_drive_that_goes_on_says_so_and_an_empty_one_is_none_to_be_afraid_of(tmp_path):
    writer = DriveWriter(tmp_path, DriveInfo(start_wall_time=WALL, source="camera 0"))
    (entry,) = entries(tmp_path)
    assert entry.goes_on and not entry.cut_off and entry.seconds == 0.0 and not entry.has_video
    writer.close({})


def test_damaged_judgements_do_not_hide_the_drive(tmp_path):
    (make_drive(tmp_path) / "review.sqlite").write_bytes(b"no database" * 99)
    (entry,) = entries(tmp_path)
    assert entry.problem == "" and "judgements cannot be read" in entry.review_problem and len(entry.events) == 4


def test_drives_are_searched_by_every_word(tmp_path):
    one, other = make_drive(tmp_path, codec=None), make_drive(tmp_path, codec=None, wall=WALL + 99, events=())
    ReviewLog(one, "Ada").judge(USUAL_EVENTS[0], Verdict.FALSE, tag="radio", note="reached for it")
    everything = entries(tmp_path)

    def found(text):
        return [entry.path for entry in matching(everything, text)]

    assert found("") == [one, other]
    assert found("RADIO") == found("hand alarm") == found("ada reached") == [one]
    assert found("camera 0") == [one, other]
    assert found("hand sunday") == [] and found(other.name) == [other]


def test_only_reviewed_drives_count_for_the_figures(tmp_path):
    one, other = make_drive(tmp_path, codec=None), make_drive(tmp_path, codec=None, wall=WALL + 99, events=())
    log = ReviewLog(one, "Ada")
    for event in USUAL_EVENTS:
        assert judged_drives(entries(tmp_path)) == []
        log.judge(event, Verdict.TRUE)
    assert [drive.hours for drive in judged_drives(entries(tmp_path))] == [pytest.approx(9.9 / 3600)]
    ReviewLog(other, "Ada").declare(True)
    assert len(judged_drives(entries(tmp_path))) == 2
