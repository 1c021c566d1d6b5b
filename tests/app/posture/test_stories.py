"""Drives as stories: what is reported, what is not, and when it began."""

from typing import Final

import pytest

from app.posture.event import EventKind, RuleState, Severity

LAP: Final = {"left_wrist": (690, 710), "right_wrist": (590, 710)}
PHONE: Final = {"right_wrist": (575, 230)}


def shifted(x: float) -> dict[str, tuple[float, float]]:
    return {"left_shoulder": (740 + x, 310), "right_shoulder": (540 + x, 310)}


def test_quiet_driving_reports_nothing_and_all_rules_are_clear(drive):
    story = drive().sits(30).ends()
    assert story.told("started") == story.told("ended") == []
    assert {status.state for status in story.updates[-2].statuses} == {RuleState.CLEAR}


def test_statuses_come_for_every_rule_in_the_same_order(drive):
    story = drive().sits(1).is_away(3).sits(4, LAP).ends()
    assert all([status.kind for status in update.statuses] == list(EventKind) for update in story.updates)


def test_driver_drinks_for_two_seconds_and_is_not_reported(drive):
    story = drive().sits(5).sits(2, PHONE)
    assert story.status("hand_at_head").state == RuleState.PENDING
    story.sits(5).ends()
    assert story.told("started") == []


def test_phone_at_the_ear_for_five_seconds_is_reported_once_with_its_onset_and_end(drive):
    story = drive().sits(5).sits(5, PHONE).sits(5).ends()
    assert story.told("started") == story.told("ended") == [("hand_at_head", "notice")]
    (event,) = story.events("ended")
    assert (event.start, event.end) == (5_000_000_000, 10_000_000_000)
    assert event.wall_time == 1_700_000_005
    assert event.evidence == ("right_wrist", "right_ear") and event.rules_version == "2"
    assert event.peak == pytest.approx(1 - 42.7 / 200, abs=0.01)


def test_an_event_is_told_as_soon_as_its_dwell_is_over(drive):
    story = drive().sits(5).sits(5, PHONE)
    when = next(i for i, update in enumerate(story.updates) if update.started)
    assert when == 50 + 30
    assert story.updates[when].started[0].end is None


def test_phone_that_hides_the_ear_is_still_at_the_head(drive):
    story = drive().sits(5).sits(5, PHONE, hidden=("right_ear", "right_eye"))
    assert story.told("started") == [("hand_at_head", "notice")]


def test_a_hand_that_is_not_seen_is_not_at_the_head(drive):
    story = drive().sits(5).sits(10, PHONE, hidden=("right_wrist",))
    assert story.told("started") == []


def test_hand_at_head_is_known_before_the_neutral_posture_is(drive):
    assert drive().sits(4, PHONE).told("started") == [("hand_at_head", "notice")]


@pytest.mark.parametrize("unseen", ["hidden", "absent"])
def test_wrist_behind_the_wheel_for_a_minute_is_not_hands_off(drive, unseen):
    story = drive().sits(5).sits(60, LAP, **{unseen: ("left_wrist",)})
    assert story.status("hands_off_wheel").state == RuleState.NOT_OBSERVABLE
    assert story.status("hands_off_wheel").measure is None
    assert story.ends().told("started") == []


def test_one_hand_seen_on_the_wheel_is_enough_to_know_that_not_both_are_off(drive):
    story = drive().sits(5).sits(60, hidden=("left_wrist",))
    assert story.status("hands_off_wheel").state == RuleState.CLEAR


def test_both_hands_in_the_lap_escalate_from_notice_to_warning_to_alarm(drive):
    story = drive().sits(5).sits(15.5, LAP)
    assert story.told("started") == [("hands_off_wheel", "notice")] and story.told("escalated") == []
    story.sits(15, LAP)
    assert story.told("escalated") == [("hands_off_wheel", "warning")]
    story.sits(30, LAP)
    assert story.told("escalated") == [("hands_off_wheel", "warning"), ("hands_off_wheel", "alarm")]
    assert story.status("hands_off_wheel").severity == Severity.ALARM
    story.sits(5)
    (event,) = story.events("ended")
    assert (event.severity, event.start, event.end) == (Severity.ALARM, 5_000_000_000, 65_500_000_000)
    assert {event.start for event in story.events("escalated")} == {event.start}
    assert len(story.events("started")) == 1


def test_one_hand_in_the_lap_is_not_hands_off(drive):
    assert drive().sits(5).sits(60, {"left_wrist": LAP["left_wrist"]}).told("started") == []


def test_hands_on_the_rim_just_outside_the_zone_are_not_off(drive):
    assert drive().sits(5).sits(60, {"left_wrist": (690, 650), "right_wrist": (590, 650)}).told("started") == []


def test_a_missing_wheel_zone_is_not_observable(drive):
    story = drive(wheel=()).sits(60, LAP)
    assert story.status("hands_off_wheel").state == RuleState.NOT_OBSERVABLE
    assert story.told("started") == [] and story.monitor.observability()[EventKind.HANDS_OFF_WHEEL] == 0


def test_driver_leaves_for_three_seconds(drive):
    story = drive().sits(5).is_away(3).sits(5).ends()
    assert story.told("started") == story.told("ended") == [("driver_absent", "notice")]
    (event,) = story.events("ended")
    assert (event.start, event.end) == (5_000_000_000, 8_000_000_000)


def test_a_detector_that_blinks_for_a_second_is_no_absence(drive):
    assert drive().sits(5).is_away(1).sits(5).ends().told("started") == []


def test_a_box_without_nose_and_shoulders_is_nobody(drive):
    story = drive().sits(5).sits(3, absent=("nose", "left_shoulder", "right_shoulder"))
    assert story.told("started") == [("driver_absent", "notice")]


def test_nobody_ever_seen_is_one_absence_and_nothing_else(drive):
    story = drive().is_away(60).ends()
    assert story.told("started") == story.told("ended") == [("driver_absent", "notice")]
    states = {status.kind: status.state for status in story.updates[-2].statuses}
    assert states.pop(EventKind.DRIVER_ABSENT) == RuleState.ACTIVE
    assert states.pop(EventKind.MONITORING_UNAVAILABLE) == RuleState.CLEAR
    assert set(states.values()) == {RuleState.NOT_OBSERVABLE}


def test_leaning_for_six_seconds_is_reported_to_either_side(drive):
    for x in (-120, 120):
        story = drive().sits(5).sits(6, shifted(x)).sits(3).ends()
        assert story.told("ended") == [("leaning", "notice")]
        assert story.events("ended")[0].peak == pytest.approx(0.6, abs=0.01)


def test_a_tilt_adds_to_a_shift_that_alone_would_be_too_little(drive):
    moved = {"left_shoulder": (800, 350), "right_shoulder": (600, 290)}
    assert drive().sits(5).sits(6, shifted(60)).told("started") == []
    assert drive().sits(5).sits(6, moved).told("started") == [("leaning", "notice")]


def test_leaning_is_not_observable_before_the_neutral_posture_is_known(drive):
    story = drive().sits(2.9)
    assert story.status("leaning").state == RuleState.NOT_OBSERVABLE
    story.sits(0.5)
    assert story.status("leaning").state == RuleState.CLEAR


def test_flicker_around_the_level_gives_one_event_not_ten(drive):
    story = drive().sits(5).sits(4, PHONE)
    for _ in range(10):
        story.sits(0.3).sits(0.7, PHONE)
    story.sits(5).ends()
    assert story.told("started") == story.told("ended") == [("hand_at_head", "notice")]


def test_two_phone_calls_are_two_events(drive):
    story = drive().sits(5).sits(5, PHONE).sits(5).sits(5, PHONE).sits(5).ends()
    assert [event.start for event in story.events("ended")] == [5_000_000_000, 15_000_000_000]


def test_an_event_that_goes_on_at_the_end_of_the_drive_is_closed_there(drive):
    story = drive().sits(5).sits(5, PHONE).ends()
    assert [event.end for event in story.events("ended")] == [10_000_000_000]


def test_time_out_of_sight_is_not_counted_as_hands_off(drive):
    story = drive().sits(5)
    for _ in range(14):
        story.sits(1, LAP).sits(1, LAP, hidden=("left_wrist",))
    assert story.told("started") == []
    story.sits(3, LAP)
    assert story.told("started") == [("hands_off_wheel", "notice")]


def test_a_camera_that_pauses_for_a_minute_is_no_evidence(drive):
    story = drive().sits(5).sits(10, LAP).camera_pauses(60).sits(10, LAP)
    assert story.told("started") == []


def test_the_share_of_time_in_which_each_rule_could_say_anything_is_known(drive):
    story = drive().sits(10).is_away(10)
    shares = story.monitor.observability()
    assert shares[EventKind.DRIVER_ABSENT] == 1
    assert shares[EventKind.HAND_AT_HEAD] == pytest.approx(0.5, abs=0.02)
    assert shares[EventKind.LEANING] == pytest.approx(0.35, abs=0.02)


def test_before_anything_was_seen_nothing_was_observable(drive):
    assert set(drive().monitor.observability().values()) == {0}


def test_the_same_observations_give_the_same_events(drive):
    def tell():
        return drive().sits(5).sits(20, LAP).is_away(4).sits(5, PHONE).sits(7, shifted(150)).ends().updates

    assert tell() == tell()


def test_other_rules_find_other_events(drive, changed_rule):
    story = drive(rules=changed_rule("hand_at_head", notice=1.0, alarm=4.0)).sits(5).sits(5, PHONE)
    assert story.told("started") == [("hand_at_head", "notice")]
    assert story.told("escalated") == [("hand_at_head", "alarm")]
