"""CSV, JSON and Parquet, read back with what reads them."""

import json

import numpy as np
import pandas as pd
import pytest
from pyarrow import parquet

from app.export.csv_tables import write_measures
from app.export.json_file import write_json
from app.export.parquet import write_parquet
from tests.app.export.recorded import FRAMES, START


def test_measures_as_csv_have_a_row_a_moment_and_leave_what_is_not_observable_empty(contents, tmp_path):
    write_measures(contents, tmp_path / "measures.csv")
    table = pd.read_csv(tmp_path / "measures.csv")
    assert len(table) == FRAMES and table.time_s.iloc[0] == START / 1e9
    assert table.driver_absent.iloc[30] == 1 and table.driver_absent_state.iloc[50] == "active"
    assert table.hands_off_wheel.isna().all() and set(table.hands_off_wheel_state) == {"not_observable"}
    assert pd.to_datetime(table.wall_time).iloc[10] - pd.to_datetime(table.wall_time).iloc[0] == pd.Timedelta("1s")


def test_json_holds_events_measures_and_states_of_equal_length_and_no_nan(contents, drive, tmp_path):
    write_json(contents, tmp_path / "drive.json")
    text = (tmp_path / "drive.json").read_text()
    read = json.loads(text)
    assert "NaN" not in text and read["drive"]["source"] == "<b>camera</b> 0"
    (event,) = read["events"]
    assert (event["kind"], event["severity"]) == ("driver_absent", "notice")
    assert event["start_s"] == drive.events[0].start / 1e9 and event["peak"] == 1.0
    assert {len(values) for values in (*read["measures"].values(), *read["states"].values())} == {FRAMES}
    assert read["measures"]["hands_off_wheel"] == [None] * FRAMES
    assert read["observability"]["driver_absent"] == pytest.approx(1.0)


def test_parquet_is_read_by_pandas_with_its_types(contents, drive, tmp_path):
    write_parquet(contents, tmp_path / "events.parquet", tmp_path / "measures.parquet")
    events, measures = pd.read_parquet(tmp_path / "events.parquet"), pd.read_parquet(tmp_path / "measures.parquet")
    assert events.start_ns.tolist() == [event.start for event in drive.events]
    assert list(events.evidence[0]) == list(drive.events[0].evidence)
    assert len(measures) == FRAMES and measures.time_ns.dtype == np.int64
    assert str(measures.wall_time.dt.tz) == "UTC" and measures.driver_absent_state.dtype == "category"
    assert measures.hands_off_wheel.isna().all() and measures.driver_absent.max() == 1
    assert parquet.read_schema(tmp_path / "measures.parquet").metadata[b"rules"] == b"2"


def test_a_drive_without_events_makes_tables_all_the_same(contents, tmp_path):
    from dataclasses import replace

    quiet = replace(contents, events=())
    write_parquet(quiet, tmp_path / "events.parquet", tmp_path / "measures.parquet")
    write_json(quiet, tmp_path / "drive.json")
    assert len(pd.read_parquet(tmp_path / "events.parquet")) == 0
    assert json.loads((tmp_path / "drive.json").read_text())["events"] == []


def test_what_cannot_be_written_leaves_what_was_there(contents, tmp_path, monkeypatch):
    (tmp_path / "drive.json").write_text("before")
    monkeypatch.setattr(json, "dump", lambda document, file, **_: file.write("half") and 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_json(contents, tmp_path / "drive.json")
    assert (tmp_path / "drive.json").read_text() == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["drive.json"]
