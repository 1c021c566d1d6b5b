"""Stories of drives that begin with a calibration."""

import pytest

from app.posture.event import EventKind, RuleState
from app.posture.monitor import PostureMonitor
from app.posture.rules import load_rules
from calibration.cabin import Cabin, HandDrive
from tests.app.posture.conftest import PLACES, WHEEL, Story

SEAT = ((400.0, 100.0), (900.0, 100.0), (900.0, 700.0), (400.0, 700.0))
ASIDE = {name: (x + 120.0, y) for name, (x, y) in PLACES.items()}


def cabin(**changes):
    parts = {"width": 1280, "height": 720, "hand_drive": HandDrive.LEFT, "seat": SEAT, "wheel": WHEEL}
    places = {name: (float(x), float(y)) for name, (x, y) in PLACES.items()}
    return Cabin(**(parts | {"neutral": places} | changes))


@pytest.fixture
def calibrated():
    def make(**changes) -> Story:
        story = Story(wheel=())
        story.monitor = PostureMonitor(load_rules(), (), cabin(**changes))
        return story

    return make


def test_who_leans_from_the_first_second_on_is_reported_though_nothing_was_learnt(calibrated):
    assert ("leaning", "notice") in calibrated().sits(8, ASIDE).told("started")


def test_without_a_calibration_the_same_drive_is_taken_for_straight():
    assert Story().sits(8, ASIDE).told("started") == []


def test_every_rule_knows_the_posture_at_once(calibrated):
    states = {status.kind: status.state for status in calibrated().sits(0.2).updates[-1].statuses}
    assert states[EventKind.LEANING] is states[EventKind.HANDS_OFF_WHEEL] is RuleState.CLEAR


def test_the_calibrated_wheel_finds_hands_in_the_lap(calibrated):
    lap = {"left_wrist": (720, 700), "right_wrist": (560, 700)}
    assert ("hands_off_wheel", "notice") in calibrated().sits(20, lap).told("started")


def test_the_same_view_at_half_the_size_is_the_same_cabin(calibrated):
    half = {
        "width": 640,
        "height": 360,
        "seat": tuple((x / 2, y / 2) for x, y in SEAT),
        "wheel": tuple((x / 2, y / 2) for x, y in WHEEL),
        "neutral": {name: (x / 2, y / 2) for name, (x, y) in PLACES.items()},
    }
    story = calibrated(**half).sits(8, ASIDE)
    assert ("leaning", "notice") in story.told("started")
    assert story.monitor.wheel == WHEEL


def test_a_picture_of_another_shape_is_learnt_anew(calibrated):
    story = calibrated(width=640, height=640, seat=((0.0, 0.0), (600.0, 0.0), (600.0, 600.0)), wheel=(), neutral={})
    assert story.sits(8, ASIDE).told("started") == []
    assert story.monitor.wheel == ()


def test_without_a_wheel_hands_off_it_is_not_observable(calibrated):
    story = calibrated(wheel=()).sits(5)
    states = {status.kind: status.state for status in story.updates[-1].statuses}
    assert states[EventKind.HANDS_OFF_WHEEL] is RuleState.NOT_OBSERVABLE
