from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.drives.observation_log import ObservationLog
from app.drives.reading import read_drive
from app.posture.event import EventKind
from app.posture.monitor import PostureMonitor
from app.posture.rules import load_rules
from app.posture.yardstick import Yardstick
from app.review import samples as samples_module
from app.review.samples import KINDS, Sampler, downsampled, no_samples
from tests.recorded_drives import frame_time, make_drive, run_sql

LEANING = KINDS.index(EventKind.LEANING)
WHEEL = ((40, 80), (120, 80), (120, 118), (40, 118))


@pytest.fixture
def folder(tmp_path):
    return make_drive(tmp_path, codec=None, seconds=20)


def open_sampler(folder):
    return Sampler(ObservationLog(read_drive(folder)), load_rules(), Yardstick(WHEEL))


def overview(sampler):
    return sum(sampler.overview(), no_samples())


def live(folder):
    """What the rules were told while it was driven."""
    monitor = PostureMonitor(load_rules(), WHEEL)
    updates = [monitor.update(seen) for seen in read_drive(folder).observations()]
    return np.array([[np.nan if s.measure is None else s.measure for s in u.statuses] for u in updates], np.float32)


def test_measures_are_those_that_the_rules_were_told(folder):
    found = overview(open_sampler(folder))
    np.testing.assert_array_equal(found.measures, live(folder))
    assert found.times.tolist() == [frame_time(i) for i in range(200)]
    assert np.isnan(found.measures[0, LEANING]) and found.measures[60, LEANING] < 0.1


def test_a_long_drive_is_sampled_after_the_neutral_posture_is_learnt(folder, monkeypatch):
    monkeypatch.setattr(samples_module, "OVERVIEW", 40)
    monkeypatch.setattr(samples_module, "CHUNK", 10)
    sampler = open_sampler(folder)
    found = overview(sampler)
    assert sampler.learnt and 30 <= len(found.times) <= 60
    assert all(a < b for a, b in pairwise(found.times.tolist()))
    exact = dict(zip([frame_time(i) for i in range(200)], live(folder), strict=True))
    np.testing.assert_array_equal(found.measures, [exact[time] for time in found.times.tolist()])


def test_detail_tells_what_the_rules_knew_then_also_before_the_posture_was_learnt(folder):
    sampler = open_sampler(folder)
    overview(sampler)
    detail = sampler.detail(frame_time(0), frame_time(80))
    np.testing.assert_array_equal(detail.measures, live(folder)[: len(detail.times)])
    assert detail.times[0] == frame_time(0) and detail.times[-1] >= frame_time(80)


def test_too_long_a_stretch_has_no_detail_and_one_before_the_drive_is_empty(folder, monkeypatch):
    monkeypatch.setattr(samples_module, "DETAIL", 50)
    sampler = open_sampler(folder)
    overview(sampler)
    assert sampler.detail(frame_time(0), frame_time(150)) is None
    assert len(sampler.detail(0, 1).times) == 0


def test_an_empty_drive_has_no_samples(folder):
    run_sql(folder, "DELETE FROM observations")
    sampler = open_sampler(folder)
    assert len(overview(sampler).times) == 0 and sampler.learnt


def test_nobody_seen_is_a_gap_in_the_visibilities(folder):
    run_sql(folder, "UPDATE observations SET raw = NULL, pose = NULL, x1 = NULL WHERE id > 150")
    found = overview(open_sampler(folder))
    assert np.isfinite(found.visibility[:150]).all() and np.isnan(found.visibility[150:]).all()
    assert found.measures[-1, KINDS.index(EventKind.DRIVER_ABSENT)] == 1


@given(st.lists(st.one_of(st.floats(-5, 5), st.just(float("nan"))), max_size=300), st.integers(2, 50))
def test_downsampling_keeps_order_extremes_and_gaps(values, most):
    times = np.arange(len(values), dtype=np.float64)
    shown_times, shown = downsampled(times, np.array(values, np.float64), most)
    assert len(shown) <= max(len(values) if len(values) <= most else 2 * most, 0)
    assert (np.diff(shown_times) >= 0).all()
    finite = [value for value in values if not np.isnan(value)]
    assert np.isfinite(shown).any() == bool(finite)
    if finite:
        assert np.nanmin(shown) == min(finite) and np.nanmax(shown) == max(finite)
