import sqlite3
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.drives.reading import read_drive
from app.drives.told import read_told
from app.posture.event import EventKind, Severity
from app.posture.rules import load_rules
from app.review import replay as replay_module
from app.review.outcome import outcome_of
from app.review.replay import replay
from calibration.cabin import Cabin, HandDrive
from pose.errors import UserError
from tests.app.review.kept_drives import keep, wandering
from tests.app.review.older_drives import as_version

WHEEL = ((500.25, 500.5), (780.0, 500.0), (780.0, 620.1), (500.0, 620.0))
CABIN = Cabin(
    width=1280,
    height=720,
    hand_drive=HandDrive.LEFT,
    seat=((400.1, 100.0), (900.0, 100.0), (900.0, 700.0), (400.0, 700.0)),
    wheel=WHEEL,
    neutral={"left_shoulder": (740.1, 310.3), "right_shoulder": (540.7, 310.9), "nose": (640.3, 200.0)},
)


def judged(path, rules=None):
    return outcome_of(replay(read_drive(path), rules))


@given(seed=st.integers(0, 2**32), cabin=st.sampled_from([None, CABIN]))
@settings(max_examples=8, deadline=None)
def test_the_same_rules_find_the_same_events_byte_for_byte(tmp_path_factory, seed, cabin):
    moments = wandering(seed, 120)
    drive = read_drive(keep(tmp_path_factory.mktemp("drives"), moments, wheel=WHEEL, cabin=cabin))
    outcome = outcome_of(replay(drive))
    assert repr(outcome.events) == repr(drive.events)
    assert outcome.observability == drive.observability
    assert drive.complete and len(list(read_told(drive))) == len(moments)


def test_the_made_up_drives_have_events_of_many_kinds_so_that_their_replay_says_something(tmp_path):
    kinds = {event.kind for seed in range(4) for event in read_drive(keep(tmp_path, wandering(seed, 120))).events}
    assert len(kinds) >= 6 and EventKind.MONITORING_UNAVAILABLE in kinds


def test_what_is_told_is_read_as_it_was_but_for_what_the_rules_do_not_look_at(tmp_path):
    moments = wandering(3, 30)
    for read, was in zip(read_told(read_drive(keep(tmp_path, moments))), moments, strict=True):
        assert (read.now, read.wall_time, read.surroundings) == (was.now, was.wall_time, was.surroundings)
        assert (read.observation is None) == (was.observation is None)
        if read.observation is not None:
            assert read.observation.box == was.observation.box and read.observation.raw is None


def test_other_rules_find_other_events(tmp_path):
    path = keep(tmp_path, wandering(1, 120))
    rules = load_rules()
    sharper = replace(rules, version="sharp", leaning=replace(rules.leaning, notice=0.5, alarm=1.0))
    outcome = judged(path, sharper)
    assert {event.rules_version for event in outcome.events} == {"sharp"}
    assert any(event.kind == EventKind.LEANING and event.severity == Severity.ALARM for event in outcome.events)
    assert outcome.events != read_drive(path).events


def test_a_drive_that_was_cut_off_keeps_what_went_on_open(tmp_path):
    moments = [told for told in wandering(0, 30) if told.observation is not None]
    gone = [replace(told, observation=replace(told.observation, box=None, pose=None)) for told in moments]
    drive = read_drive(keep(tmp_path, gone, cut_off=True))
    outcome = outcome_of(replay(drive))
    assert drive.ended_unexpectedly and outcome.events == drive.events
    assert any(event.end is None for event in outcome.events)


def test_an_event_ends_when_the_drive_was_said_to_be_over_not_with_the_last_frame(tmp_path):
    # A camera fell silent, and half a second later the monitor was stopped.
    moments = [told for told in wandering(0, 30) if told.observation is not None]
    gone = [replace(told, observation=replace(told.observation, box=None, pose=None)) for told in moments]
    end = max(told.now for told in gone) + 500_000_000
    path = keep(tmp_path, gone, end=end)
    absent = [event for event in judged(path).events if event.kind == EventKind.DRIVER_ABSENT]
    assert absent[-1].end == end and judged(path).events == read_drive(path).events


def test_a_long_drive_tells_how_far_it_is_and_can_be_left(tmp_path, monkeypatch):
    monkeypatch.setattr(replay_module, "STEP", 50)
    drive = read_drive(keep(tmp_path, wandering(0, 120)))
    steps = replay(drive)
    first = next(steps)
    assert (first.done, first.outcome) == (50, None) and 500 < first.total <= 600
    steps.close()
    assert [step.outcome is None for step in replay(drive)].count(False) == 1


@pytest.mark.parametrize("version", [1, 2])
def test_a_drive_of_an_older_version_is_judged_by_what_it_kept_and_is_known_to_be_incomplete(tmp_path, version):
    moments = [told for told in wandering(2, 120) if told.observation is not None]
    whole, old = keep(tmp_path, moments), keep(tmp_path, moments)
    as_version(old, version)
    drive = read_drive(old)
    assert not drive.complete and drive.info.wheel == () and drive.events == read_drive(whole).events
    assert len(list(drive.observations())) == len(moments)
    # The camera is taken to have worked all the time.
    kinds = {event.kind for event in judged(old).events}
    assert EventKind.LEANING in kinds


@pytest.mark.parametrize("settings_text", ["", "fps = 30\n", "no TOML"])
def test_a_drive_without_its_rules_says_so_and_takes_others(tmp_path, settings_text):
    path = keep(tmp_path, wandering(1, 30))
    with sqlite3.connect(path / "drive.sqlite") as database:
        database.execute("UPDATE drive SET settings = ?", (settings_text,))
    database.close()
    with pytest.raises(UserError, match="its rules"):
        judged(path)
    assert judged(path, load_rules()).observability


def test_a_log_that_lost_something_is_known_to_be_incomplete(tmp_path):
    path = keep(tmp_path, wandering(1, 30))
    assert read_drive(path).complete
    with sqlite3.connect(path / "drive.sqlite") as database:
        database.execute("UPDATE drive SET lost = 1")
    database.close()
    assert not read_drive(path).complete
