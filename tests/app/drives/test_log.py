import sqlite3
import threading
import time
from contextlib import closing
from dataclasses import replace

import pytest

from app.drives import log as log_module
from app.drives.drive import DriveWriter
from app.drives.log import DriveLog
from app.drives.reading import read_drive
from app.drives.recorded import RecordedFrame, Segment
from app.drives.response import Response, ResponseKind
from app.posture.event import EventKind, Severity
from app.posture.inputs import Told
from pose.errors import UserError


class Disk(DriveWriter):
    """A real drive on a fake of a disk, which can be full, or not answer."""

    full = False

    def __init__(self, *args):
        self.answers = threading.Event()
        self.answers.set()
        super().__init__(*args)

    def events(self, events):
        self._wait()
        super().events(events)

    def told(self, moments):
        self._wait()
        super().told(moments)

    def _wait(self):
        self.answers.wait(20)
        if self.full:
            raise UserError("cannot be written (disk full)")


@pytest.fixture
def disk(tmp_path, info):
    return Disk(tmp_path / "drives", info)


@pytest.fixture
def log(disk):
    opened = DriveLog(disk)
    yield opened
    disk.answers.set()
    opened.close({}, 10)


def eventually(condition, seconds=10.0):
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.01)
    return condition()


def key(event):
    return event.kind, event.start


def test_an_event_is_on_the_disk_when_the_call_returns(log, disk, make_event):
    log.events([make_event(1), make_event(2)])
    assert log.unlogged == frozenset()
    assert [event.start for event in read_drive(disk.path).events] == [1, 2]


def test_a_disk_that_does_not_answer_delays_an_alert_by_no_more_than_200_ms_and_it_is_marked(log, disk, make_event):
    disk.answers.clear()
    started = time.monotonic()
    log.events([make_event(1)])
    assert 0.15 < time.monotonic() - started < 2
    assert log.unlogged == {key(make_event(1))}
    disk.answers.set()
    assert eventually(lambda: not log.unlogged)
    assert [event.start for event in read_drive(disk.path).events] == [1]


def test_an_event_that_escalates_while_its_beginning_waits_is_marked_until_the_newest_is_stored(log, disk, make_event):
    event = make_event(1)
    disk.answers.clear()
    log.events([event])
    log.events([replace(event, severity=Severity.ALARM)])
    disk.answers.set()
    assert eventually(lambda: not log.unlogged)
    assert read_drive(disk.path).events == (replace(event, severity=Severity.ALARM),)


def test_what_did_not_fit_is_tried_again_and_the_trouble_is_over_when_there_is_room(log, disk, make_event):
    disk.full = True
    log.events([make_event(1)])
    assert log.unlogged == {key(make_event(1))} and "disk full" in log.problem
    disk.full = False
    assert eventually(lambda: not log.unlogged and not log.problem)
    assert len(read_drive(disk.path).events) == 1


def test_observations_are_written_within_a_second_or_two_and_never_wait(log, disk, make_observation):
    disk.answers.clear()
    started = time.monotonic()
    for i in range(200):
        log.told(Told.of(make_observation(i)))
    assert time.monotonic() - started < 1
    disk.answers.set()
    assert eventually(lambda: len(list(read_drive(disk.path).observations())) == 200)


def test_observations_that_failed_come_later_in_their_order(log, disk, make_observation):
    disk.full = True
    log.told(Told.of(make_observation(0)))
    assert eventually(lambda: "disk full" in log.problem)
    log.told(Told.of(make_observation(1)))
    disk.full = False
    assert eventually(lambda: not log.problem)
    assert eventually(lambda: len(list(read_drive(disk.path).observations())) == 2)
    assert [seen.index for seen in read_drive(disk.path).observations()] == [0, 1]


def test_memory_is_bounded_and_what_is_lost_is_not_forgotten(log, disk, make_observation, make_event, monkeypatch):
    monkeypatch.setattr(log_module, "MOST_TOLD", 10)
    disk.full = True
    log.events([make_event(1)])
    for i in range(25):
        log.told(Told.of(make_observation(i)))
    assert eventually(lambda: len(log._told) == 10)
    disk.full = False
    log.close({}, 10)
    assert [seen.index for seen in read_drive(disk.path).observations()] == list(range(15, 25))
    assert log.problem.startswith("part of the log is lost")


def test_closing_stores_the_rest_and_twice_is_safe(log, disk, make_observation):
    segment = Segment(number=1, start=0, start_wall_time=7.0, first_index=0)
    log.told(Told.of(make_observation(0)))
    log.recorded(segment, [RecordedFrame(index=0, captured_at=0, wall_time=7.0, segment=1, pts=0)])
    log.close({EventKind.LEANING: 0.5}, 10)
    log.close({}, 10)
    drive = read_drive(disk.path)
    assert not drive.ended_unexpectedly and drive.observability == {EventKind.LEANING: 0.5}
    assert len(list(drive.observations())) == 1
    assert drive.segments == (segment,) and [frame.index for frame in drive.frames()] == [0]


def test_closing_does_not_wait_for_ever_for_a_disk_that_does_not_answer(log, disk, make_observation):
    disk.answers.clear()
    log.told(Told.of(make_observation(0)))
    log.close({}, 0.3)
    assert "does not answer" in log.problem


def test_without_a_drive_every_event_is_marked_and_nothing_waits(make_event, make_observation):
    log = DriveLog(None, "/drives: read-only")
    started = time.monotonic()
    log.events([make_event(1)])
    log.told(Told.of(make_observation(0)))
    log.close({}, 5)
    assert time.monotonic() - started < 1
    assert (log.path, log.problem, log.unlogged) == ("", "/drives: read-only", {key(make_event(1))})


def test_a_mistake_in_the_program_is_told_and_the_thread_lives_on(log, disk, make_event, monkeypatch, caplog):
    broken = {"now": True}
    events = Disk.events

    def sometimes(self, given):
        if broken["now"]:
            raise ZeroDivisionError("division by zero")
        events(self, given)

    monkeypatch.setattr(Disk, "events", sometimes)
    log.events([make_event(1)])
    assert "ZeroDivisionError" in log.problem and "Traceback" in caplog.text
    broken["now"] = False
    assert eventually(lambda: not log.unlogged)


def test_it_tells_how_much_room_is_left(log):
    assert eventually(lambda: log.disk_free is not None)
    assert log.disk_free > 0


def test_what_a_person_did_is_kept_beside_the_events_which_stay_as_they_were(log, disk, make_event):
    event = make_event(1)
    done = (
        Response(
            kind=ResponseKind.ACKNOWLEDGED,
            at=5,
            wall_time=7.5,
            event=(event.kind, event.start),
            severity=event.severity,
        ),
        Response(kind=ResponseKind.MUTED, at=6, wall_time=8.5, seconds=600.0),
        Response(kind=ResponseKind.UNMUTED, at=7, wall_time=9.5),
    )
    log.events([event])
    for response in done:
        log.response(response)
    log.close({}, 10)
    drive = read_drive(disk.path)
    assert drive.responses == done and drive.events == (event,)


def test_a_response_that_did_not_fit_comes_later(log, disk, monkeypatch):
    real, full = Disk.responses, {"now": True}

    def responses(self, given):
        if full["now"]:
            raise UserError("cannot be written (disk full)")
        real(self, given)

    monkeypatch.setattr(Disk, "responses", responses)
    log.response(Response(kind=ResponseKind.UNMUTED, at=7, wall_time=9.5))
    assert eventually(lambda: "disk full" in log.problem)
    full["now"] = False
    assert eventually(lambda: not log.problem) and len(read_drive(disk.path).responses) == 1


def test_a_drive_of_before_responses_were_kept_has_none(log, disk):
    log.close({}, 10)
    with closing(sqlite3.connect(disk.path / "drive.sqlite")) as database:
        database.execute("DROP TABLE responses")
    assert read_drive(disk.path).responses == ()
