import sqlite3

import pytest

from app.review.judgements import NOTHING, Mark, ReviewLog, Verdict, read_review
from pose.errors import UserError
from tests.recorded_drives import USUAL_EVENTS, make_drive

FIRST, SECOND_EVENT = USUAL_EVENTS[:2]


@pytest.fixture
def folder(tmp_path):
    return make_drive(tmp_path, codec=None)


def test_what_one_person_says_the_next_reads_with_author_and_time(folder):
    log = ReviewLog(folder, "Ada", clock=lambda: 1.8e9)
    log.judge(FIRST, Verdict.FALSE, note="only reached for the radio", tag="radio")
    log.mark(123, note="look here")
    said = read_review(folder)
    judgement = said.judgements[FIRST.kind, FIRST.start]
    assert (judgement.verdict, judgement.tag, judgement.author, judgement.wall_time) == (
        Verdict.FALSE,
        "radio",
        "Ada",
        1.8e9,
    )
    assert said.marks == (Mark(time=123, note="look here", tag="", author="Ada", wall_time=1.8e9),)
    assert said == log.review and said.verdict(SECOND_EVENT) is None


def test_the_recorded_database_is_not_touched_and_looking_writes_nothing(folder):
    before = (folder / "drive.sqlite").read_bytes()
    ReviewLog(folder, "Ada")
    assert not (folder / "review.sqlite").exists()
    ReviewLog(folder, "Ada").judge(FIRST, Verdict.TRUE)
    assert (folder / "drive.sqlite").read_bytes() == before
    assert sorted(path.name for path in folder.iterdir()) == ["drive.sqlite", "review.sqlite"]


def test_the_newest_judgement_counts_and_undo_brings_back_the_one_before(folder):
    ReviewLog(folder, "Ada").judge(FIRST, Verdict.TRUE)
    log = ReviewLog(folder, "Bob")
    log.judge(FIRST, Verdict.FALSE)
    log.mark(5)
    log.unmark(log.review.marks[0])
    assert log.review.marks == () and log.review.verdict(FIRST) is Verdict.FALSE
    log.undo()
    assert len(log.review.marks) == 1
    log.undo()
    log.undo()
    assert read_review(folder).verdict(FIRST) is Verdict.TRUE and not log.can_undo


def test_nobody_takes_back_what_was_said_before_they_came(folder):
    ReviewLog(folder, "Ada").judge(FIRST, Verdict.TRUE)
    log = ReviewLog(folder, "Bob")
    log.undo()
    assert log.review.verdict(FIRST) is Verdict.TRUE


def test_every_judgement_stays_on_the_disk(folder):
    log = ReviewLog(folder, "Ada")
    for verdict in (Verdict.TRUE, Verdict.FALSE, Verdict.UNCLEAR):
        log.judge(FIRST, verdict)
    log.undo()
    database = sqlite3.connect(folder / "review.sqlite")
    rows = database.execute("SELECT verdict, undone FROM entries ORDER BY id").fetchall()
    database.close()
    assert rows == [("true", 0), ("false", 0), ("unclear", 1)]


def test_a_drive_is_reviewed_when_all_its_events_are_judged_or_somebody_says_so(folder):
    log = ReviewLog(folder, "Ada")
    for event in USUAL_EVENTS[:-1]:
        log.judge(event, Verdict.TRUE)
    log.judge(USUAL_EVENTS[-1], None, note="hm")
    assert not log.review.is_complete(USUAL_EVENTS)
    log.judge(USUAL_EVENTS[-1], Verdict.UNCLEAR)
    assert log.review.is_complete(USUAL_EVENTS)
    assert not NOTHING.is_complete(())
    log.declare(True)
    assert log.review.is_complete(())
    log.declare(False)
    assert not log.review.is_complete(())


@pytest.mark.parametrize("content", [b"no database " * 100, b""])
def test_a_damaged_file_is_told_in_one_line_and_left_as_it_is(folder, content):
    (folder / "review.sqlite").write_bytes(content)
    with pytest.raises(UserError, match=r"review\.sqlite"):
        read_review(folder)
    assert (folder / "review.sqlite").read_bytes() == content


def test_a_newer_version_is_refused_for_reading_and_writing(folder):
    log = ReviewLog(folder, "Ada")
    log.mark(1)
    database = sqlite3.connect(folder / "review.sqlite")
    database.execute("PRAGMA user_version = 9")
    database.close()
    with pytest.raises(UserError, match="update Cabinsight"):
        read_review(folder)
    with pytest.raises(UserError, match="update Cabinsight"):
        log.mark(2)


def test_a_disk_that_cannot_be_written_is_told_and_nothing_is_claimed(folder):
    log = ReviewLog(folder, "Ada")
    (folder / "review.sqlite").mkdir()
    with pytest.raises(UserError, match="cannot be written"):
        log.judge(FIRST, Verdict.TRUE)
    assert log.review == NOTHING and not log.can_undo
