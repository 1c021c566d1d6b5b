import numpy as np
import pytest

from app.drives.reading import read_drive
from app.review.moments import DARK, Moments
from tests.recorded_drives import FPS, HEIGHT, WIDTH, frame_time, is_picture, make_drive, run_sql


@pytest.fixture
def open_moments():
    opened = []

    def open_(folder):
        opened.append(Moments(read_drive(folder)))
        return opened[-1]

    yield open_
    for moments in opened:
        moments.close()


def test_a_moment_has_its_own_picture_and_what_was_seen_in_that_very_picture(tmp_path, open_moments):
    moments = open_moments(make_drive(tmp_path))
    for i in (73, 5, 99, 0):
        moment = moments.at(frame_time(i))
        assert moment.frame.index == moment.observation.index == i and is_picture(moment.frame.image, i)
        assert moment.analysed and moment.recorded and moment.observation.pose is not None
    assert moments.span() == (frame_time(0), frame_time(99))


def test_before_the_drive_is_its_first_moment_and_after_it_its_last(tmp_path, open_moments):
    moments = open_moments(make_drive(tmp_path))
    assert moments.at(0).time == frame_time(0) and moments.at(2**60).time == frame_time(99)


def test_a_frame_that_was_not_analysed_says_so_and_playing_prefers_those_that_were(tmp_path, open_moments):
    moments = open_moments(make_drive(tmp_path, every=3))
    exact = moments.at(frame_time(31))
    assert exact.frame.index == 31 and not exact.analysed and exact.observation.pose is None
    playing = moments.at(frame_time(31), playing=True)
    assert playing.analysed and playing.frame.index == playing.observation.index == 30
    quick = moments.at(frame_time(31), playing=True, exact=False)
    assert quick.time <= frame_time(30) and is_picture(quick.frame.image, quick.frame.index)


def test_one_steps_by_picture_also_through_those_not_analysed(tmp_path, open_moments):
    moments = open_moments(make_drive(tmp_path, every=3))
    at, seen = frame_time(30), []
    for _ in range(4):
        moment = moments.step(at, 1)
        at = moment.time
        seen.append((moment.frame.index, moment.analysed))
    assert seen == [(31, False), (32, False), (33, True), (34, False)]
    assert moments.step(frame_time(0), -1).time == frame_time(0)
    assert moments.step(frame_time(99), 1).time == frame_time(99)


def test_a_drive_without_video_shows_skeletons_on_a_dark_picture_of_the_camera_s_size(tmp_path, open_moments):
    moments = open_moments(make_drive(tmp_path, codec=None, every=2))
    moment = moments.at(frame_time(41))
    assert moment.time == frame_time(40) and not moment.recorded and moment.problem == ""
    assert moment.frame.image.shape == (HEIGHT, WIDTH, 3) and (moment.frame.image == DARK).all()
    assert moment.observation.pose is not None and moment.frame.index == moment.observation.index
    assert moments.step(moment.time, 1).time == frame_time(42)
    assert moments.step(frame_time(98), 1).time == frame_time(98)


def test_where_the_video_is_damaged_the_skeleton_is_shown_and_the_reason(tmp_path, open_moments):
    folder = make_drive(tmp_path)
    (folder / "video" / "0001.mkv").write_bytes(b"unreadable")
    moment = open_moments(folder).at(frame_time(50))
    assert not moment.recorded and "0001.mkv" in moment.problem and moment.observation.pose is not None
    assert moment.frame.image.shape == (HEIGHT, WIDTH, 3)


def test_a_recording_that_stopped_early_shows_what_was_seen_afterwards(tmp_path, open_moments):
    folder = make_drive(tmp_path)
    run_sql(folder, "DELETE FROM frames WHERE frame > 40")
    moments = open_moments(folder)
    moment = moments.at(frame_time(80))
    assert moment.time == frame_time(80) and not moment.recorded and moment.observation.pose is not None
    assert moments.at(frame_time(30)).recorded
    assert moments.span() == (frame_time(0), frame_time(99)) and moments.recorded() == (
        (frame_time(0), frame_time(40)),
    )


def test_one_steps_over_the_end_of_a_recording_that_stopped_early(tmp_path, open_moments):
    folder = make_drive(tmp_path)
    run_sql(folder, "DELETE FROM frames WHERE frame > 40")
    moments = open_moments(folder)
    assert moments.step(frame_time(40), 1).time == frame_time(41)
    assert moments.step(frame_time(80), 1).time == frame_time(81)
    assert moments.step(frame_time(80), -1).time == frame_time(79)


def test_frames_found_again_after_a_power_cut_go_with_what_was_seen_in_them(tmp_path, open_moments):
    folder = make_drive(tmp_path, every=2)
    run_sql(
        folder,
        "UPDATE drive SET ended = 0",
        "DELETE FROM frames WHERE frame > 89",
        # What a camera's clock says is no whole millisecond, and frames were dropped before.
        "UPDATE observations SET captured_at = captured_at + 400000, frame = frame + 7 WHERE frame > 89",
    )
    moments = open_moments(folder)
    for i in (90, 94, 98):
        moment = moments.at(frame_time(i) + 400_000)
        assert moment.recorded and moment.analysed and is_picture(moment.frame.image, i)
        assert moment.frame.index == moment.observation.index == i + 7
    assert moments.at(frame_time(91) + 500_000).analysed is False


def test_a_picture_that_the_disk_lost_is_a_dark_moment_and_no_flicker_while_it_plays(tmp_path, open_moments):
    folder = make_drive(tmp_path)
    run_sql(folder, "DELETE FROM frames WHERE frame = 40")
    moments = open_moments(folder)
    assert not moments.at(frame_time(40)).recorded and moments.at(frame_time(40)).observation.pose is not None
    assert moments.at(frame_time(40), playing=True).frame.index == 39
    assert [moments.step(frame_time(i), 1).time for i in (39, 40)] == [frame_time(40), frame_time(41)]


def test_a_drive_in_which_nothing_was_seen_has_no_moments(tmp_path, open_moments):
    moments = open_moments(make_drive(tmp_path, codec=None, seconds=0, events=()))
    assert moments.at(0) is None and moments.step(0, 1) is None and moments.span() == (0, 0)


def test_video_without_observations_can_be_looked_at(tmp_path, open_moments):
    folder = make_drive(tmp_path)
    run_sql(folder, "DELETE FROM observations")
    moment = open_moments(folder).at(frame_time(10))
    assert is_picture(moment.frame.image, 10) and not moment.analysed


def test_a_clock_that_was_set_is_noticed(tmp_path, open_moments):
    folder = make_drive(tmp_path)
    assert open_moments(folder).clock_was_set() == 0.0
    run_sql(folder, f"UPDATE observations SET wall_time = wall_time + 3600 WHERE id > {4 * FPS}")
    assert open_moments(folder).clock_was_set() == pytest.approx(3600)


def test_a_clock_of_the_camera_that_goes_back_loses_no_moment_for_good(tmp_path, open_moments):
    folder = make_drive(tmp_path, codec=None)
    run_sql(folder, "UPDATE observations SET captured_at = captured_at - 3000000000 WHERE id > 50")
    moments = open_moments(folder)
    start, end = moments.span()
    for time in np.linspace(start, end, 50).astype(np.int64).tolist():
        assert moments.at(time) is not None
