import numpy as np
import pytest

from app.drives.observation_log import ObservationLog
from app.drives.reading import read_drive
from pose.errors import UserError
from tests.recorded_drives import START, frame_time, make_drive, run_sql


@pytest.fixture
def folder(tmp_path):
    return make_drive(tmp_path, codec=None, every=3)


def test_the_newest_observation_before_a_time_is_found(folder):
    log = ObservationLog(read_drive(folder))
    everything = list(read_drive(folder).observations())
    for i in range(100):
        assert log.at(frame_time(i)).index == i // 3 * 3
    assert log.at(START - 1) is None and log.row_at(START - 1) is None
    assert log.at(2**60).index == everything[-1].index
    assert (log.first, log.last) == (1, len(everything))
    log.close()
    log.close()


def test_rows_that_are_missing_are_passed_over(folder):
    run_sql(folder, "DELETE FROM observations WHERE id BETWEEN 10 AND 20")
    log = ObservationLog(read_drive(folder))
    assert log.at(frame_time(50)).index == 24
    assert log.at(frame_time(61)).index == 60
    assert log.read(15) is None and [seen.index for seen in log.each([9, 15, 21])] == [24, 60]


def test_a_drive_without_observations_has_none(folder):
    run_sql(folder, "DELETE FROM observations")
    log = ObservationLog(read_drive(folder))
    assert log.at(2**60) is None and log.first > log.last
    assert read_drive(folder).time_span() == (0, 0)


def test_visibility_is_read_for_many_rows_at_once_with_gaps_where_nobody_was_seen(folder):
    run_sql(folder, "UPDATE observations SET raw = NULL, pose = NULL WHERE id = 2")
    times, visibility = ObservationLog(read_drive(folder)).visibility([1, 2, 3, 9999])
    assert times.tolist() == [frame_time(0), frame_time(3), frame_time(6)]
    assert visibility.shape == (3, 17, 3) and np.isnan(visibility[1]).all()
    first = next(iter(read_drive(folder).observations()))
    np.testing.assert_array_equal(visibility[0], first.raw.visibility)


def test_a_damaged_row_is_told_in_one_line(folder):
    run_sql(folder, "UPDATE observations SET raw = x'00' WHERE id = 2")
    log = ObservationLog(read_drive(folder))
    with pytest.raises(UserError, match="is damaged"):
        log.read(2)
    with pytest.raises(UserError, match="is damaged"):
        log.visibility([1, 2])
    assert log.read(1).index == 0
