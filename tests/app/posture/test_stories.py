"""Drives as stories: what is reported, what is not, and when it began."""

from typing import Final

import pytest

from app.posture.event import EventKind, RuleState, Severity

LAP: Final = {"left_wrist": (690, 710), "right_wrist": (590, 710)}
PHONE: Final = {"right_wrist": (575, 230)}
# The shoulders 60 pixels lower, 0.3 shoulder widths, and the nose 25 against the ears.
SLUMPED: Final = {
    **{"nose": (640, 265), "left_eye": (660, 240), "right_eye": (620, 240), "left_ear": (690, 245)},
    **{"right_ear": (590, 245), "left_shoulder": (740, 370), "right_shoulder": (540, 370)},
}
PLACES: Final = {
    **{"nose": (640, 200), "left_eye": (660, 180), "right_eye": (620, 180), "left_ear": (690, 205)},
    **{"right_ear": (590, 205), "left_shoulder": (740, 310), "right_shoulder": (540, 310)},
    **{"left_hip": (700, 610), "right_hip": (580, 610)},
}


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
    assert event.peak == pytest.approx(1 - 29.2 / 200, abs=0.01)


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
    moved = {"left_shoulder": (770, 325), "right_shoulder": (570, 295)}
    assert drive().sits(5).sits(6, shifted(30)).told("started") == []
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


def test_a_head_turned_aside_escalates_after_three_five_and_eleven_seconds(drive, turned_head):
    aside = turned_head(55)
    story = drive().sits(5).sits(3.5, aside)
    assert story.told("started") == [("head_turned", "notice")]
    story.sits(8, aside)
    assert story.told("escalated") == [("head_turned", "warning"), ("head_turned", "alarm")]
    story.sits(3).ends()
    assert [(event.start, event.end) for event in story.events("ended")] == [(5_000_000_000, 16_500_000_000)]


def test_a_glance_into_the_mirror_is_not_reported(drive, turned_head):
    assert drive().sits(5).sits(2, turned_head(-60)).sits(5).ends().told("started") == []


def test_a_turned_head_whose_far_ear_is_hidden_is_reported_and_one_whose_ear_is_absent_is_not_observable(
    drive, turned_head
):
    aside = turned_head(55)
    assert drive().sits(5).sits(4, aside, hidden=("left_ear",)).told("started") == [("head_turned", "notice")]
    story = drive().sits(5).sits(4, aside, absent=("left_ear",))
    assert story.told("started") == []
    assert story.status("head_turned").state == RuleState.NOT_OBSERVABLE


def test_a_driver_who_looks_at_the_phone_in_the_lap_for_four_seconds_has_the_head_down(drive):
    story = drive().sits(5).sits(4, {"nose": (640, 235)}).sits(3).ends()
    assert story.told("ended") == [("head_down", "notice")]


def test_a_driver_who_leans_to_the_camera_is_reported(drive):
    near = {name: (640 + 1.5 * (x - 640), 310 + 1.5 * (y - 310)) for name, (x, y) in PLACES.items()}
    assert ("leaning", "notice") in drive().sits(5).sits(6, near).told("started")


def test_a_driver_who_turns_round_to_the_back_seat_is_reported(drive):
    round_ = {"left_shoulder": (680, 310), "right_shoulder": (600, 310)}
    assert ("turned_round", "notice") in drive().sits(5).sits(4, round_).told("started")


def test_a_driver_who_reaches_for_the_glove_box_is_reported_and_one_whose_hand_is_nowhere_is_not(drive):
    glove_box = {"right_wrist": (280, 430)}
    assert drive().sits(5).sits(4, glove_box).told("started") == [("turned_round", "notice")]
    assert drive().sits(5).sits(4, glove_box, absent=("right_wrist",)).told("started") == []


def test_a_driver_who_has_slumped_and_hardly_moves_is_a_warning_and_then_an_alarm(drive):
    story = drive().sits(5).sits(6.5, SLUMPED)
    assert ("slumped", "warning") in story.told("started")
    story.sits(6, SLUMPED)
    assert ("slumped", "alarm") in story.told("escalated")


def test_a_driver_who_sits_low_and_moves_has_not_slumped(drive):
    story = drive().sits(5)
    for _ in range(10):
        for sway in (-25, -10, 10, 25, 10, -10):
            story.sits(0.2, {name: (x + sway, y) for name, (x, y) in SLUMPED.items()})
    assert "slumped" not in [kind for kind, _ in story.told("started")]


@pytest.mark.parametrize("camera", ["frozen", "dark", "blocked"])
def test_a_camera_that_shows_nothing_for_ten_seconds_is_reported_and_nobody_is_called_absent(drive, camera):
    story = drive().sits(5).camera_is(camera, 12).sits(5).ends()
    assert story.told("ended") == [("monitoring_unavailable", "notice")]
    assert story.events("ended")[0].evidence == (f"camera_{camera}",)


def test_a_camera_that_is_dark_in_a_tunnel_for_five_seconds_is_not_reported(drive):
    assert drive().sits(5).camera_is("dark", 5).sits(5).ends().told("started") == []


def test_a_lost_camera_is_reported_although_no_picture_comes(drive):
    story = drive().sits(5).camera_is_lost(11)
    assert story.told("started") == [("monitoring_unavailable", "notice")]
    assert {s.state for s in story.updates[-1].statuses if s.kind != EventKind.MONITORING_UNAVAILABLE} == {
        RuleState.NOT_OBSERVABLE
    }


def test_what_was_going_on_when_the_camera_was_covered_ends_when_it_was_last_seen(drive):
    story = drive().sits(5).sits(5, PHONE).camera_is("blocked", 4)
    (event,) = story.events("ended")
    assert (event.kind, event.end) == (EventKind.HAND_AT_HEAD, 9_900_000_000)


def test_a_driver_of_whom_hardly_anything_is_seen_makes_monitoring_unavailable(drive):
    unseen = ("left_ear", "right_ear", "right_shoulder", "left_wrist", "right_wrist")
    assert drive().sits(5).sits(9, absent=unseen).told("started") == []
    assert drive().sits(5).sits(11, absent=unseen).told("started") == [("monitoring_unavailable", "notice")]


def test_an_empty_seat_is_not_monitoring_unavailable(drive):
    assert drive().sits(5).is_away(20).told("started") == [("driver_absent", "notice")]


def test_parked_with_the_hands_in_the_lap_is_not_hands_off(drive):
    story = drive().drives_at(0).sits(5).sits(70, LAP)
    assert story.told("started") == []
    assert story.status("hands_off_wheel").state == RuleState.SUSPENDED


def test_with_the_ignition_off_the_same(drive):
    assert drive().drives_at(None, ignition=False).sits(5).sits(20, LAP).told("started") == []


def test_at_speed_the_hands_must_be_on_the_wheel(drive):
    story = drive().drives_at(50).sits(5).sits(16, LAP)
    assert story.told("started") == [("hands_off_wheel", "notice")]
    assert not story.status("hands_off_wheel").speed_unknown


def test_without_a_speed_the_rule_holds_always_and_says_so(drive):
    story = drive().sits(5).sits(16, LAP)
    assert story.told("started") == [("hands_off_wheel", "notice")]
    assert story.status("hands_off_wheel").speed_unknown
    assert not story.status("driver_absent").speed_unknown


def test_an_alert_ends_when_the_car_stops(drive):
    story = drive().drives_at(50).sits(5).sits(16, LAP).drives_at(0).sits(2, LAP)
    assert story.told("ended") == [("hands_off_wheel", "notice")]


def test_who_reverses_may_turn_round(drive, turned_head):
    backwards = turned_head(80) | {"left_shoulder": (680, 310), "right_shoulder": (600, 310)}
    story = drive().drives_at(6, reverse=True).sits(5).sits(10, backwards)
    assert not {"head_turned", "turned_round"}.intersection(kind for kind, _ in story.told("started"))
    story = drive().drives_at(6, reverse=False).sits(5).sits(10, backwards)
    assert {"head_turned", "turned_round"} <= {kind for kind, _ in story.told("started")}


def test_a_driver_who_slumps_at_the_kerb_is_still_reported(drive):
    assert ("slumped", "warning") in drive().drives_at(0).sits(5).sits(7, SLUMPED).told("started")


def test_a_rule_that_asks_for_more_keypoints_is_not_observable_without_them(drive, changed_rule):
    story = (
        drive(rules=changed_rule("leaning", needs=("left_hip",))).sits(5).sits(6, shifted(150), absent=("left_hip",))
    )
    assert story.told("started") == []
    assert story.status("leaning").state == RuleState.NOT_OBSERVABLE
