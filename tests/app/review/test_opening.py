import pytest

from app.posture.rules import load_rules
from app.review.opening import Reference, open_drive
from pose.errors import UserError
from tests.recorded_drives import frame_time, make_drive, run_sql


def test_a_drive_opens_with_its_own_rules_and_what_it_is_measured_against(tmp_path):
    wheel = ((1.0, 1.0), (2.0, 1.0), (2.0, 2.0))
    opened = open_drive(make_drive(tmp_path), lambda drive: Reference(wheel=wheel))
    assert opened.rules == load_rules() and opened.reference.wheel == wheel
    assert (opened.start, opened.end) == (frame_time(0), frame_time(99))
    assert opened.recorded == ((frame_time(0), frame_time(99)),) and opened.unrecorded_s == 0
    assert opened.problems == () and opened.missing_videos == 0 and opened.clock_set_by == 0


def test_rules_or_a_calibration_that_cannot_be_read_are_told_and_others_taken(tmp_path):
    folder = make_drive(tmp_path)
    run_sql(folder, "UPDATE drive SET settings = 'version = [broken'")

    def damaged(drive):
        raise UserError("the calibration is damaged")

    opened = open_drive(folder, damaged)
    assert opened.rules == load_rules() and opened.reference == Reference()
    assert len(opened.problems) == 2 and opened.problems[1] == "the calibration is damaged"


def test_a_drive_that_says_nothing_of_rules_has_the_shipped_ones(tmp_path):
    folder = make_drive(tmp_path)
    run_sql(folder, "UPDATE drive SET settings = ''")
    assert open_drive(folder).problems == ()


def test_missing_videos_are_counted_and_a_video_that_is_too_short_is_measured(tmp_path):
    folder = make_drive(tmp_path)
    run_sql(folder, "DELETE FROM frames WHERE frame > 40")
    assert open_drive(folder).unrecorded_s == pytest.approx(5.9)
    (folder / "video" / "0001.mkv").unlink()
    assert open_drive(folder).missing_videos == 1


@pytest.mark.parametrize("content", [b"no database " * 99, b""])
def test_a_damaged_drive_is_refused_with_one_line(tmp_path, content):
    folder = make_drive(tmp_path)
    (folder / "drive.sqlite").write_bytes(content)
    with pytest.raises(UserError) as refused:
        open_drive(folder)
    assert "\n" not in str(refused.value) and str(folder) in str(refused.value)
