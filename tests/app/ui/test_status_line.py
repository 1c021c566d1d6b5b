from dataclasses import replace
from pathlib import Path

import pytest

from app.drives.recording_status import RecordingState, RecordingStatus
from app.ui.status_line import StatusLine


@pytest.fixture
def line(qtbot) -> StatusLine:
    widget = StatusLine()
    qtbot.addWidget(widget)
    return widget


def test_it_says_source_rates_age_drops_engine_and_log(line, make_update):
    line.show_figures(make_update().figures)
    said = [
        i.value() for i in (line.source, line.camera, line.inference, line.age, line.dropped, line.engine, line.log)
    ]
    assert said == ["Camera 0", "30.0 fps", "29.5 fps", "41, 63 ms", "2", "cpu fp32", "/var/drives/events.sqlite"]


def test_an_event_log_that_does_not_work_is_said_with_its_reason(line, make_update):
    line.show_figures(make_update(log_problem="the disk is full").figures)
    assert line.log.value() == "not logged"
    assert line.log.toolTip() == "the disk is full"


def test_a_long_path_is_shortened_only_on_the_widget(line, make_update):
    path = str(Path.home() / ("a" * 300) / "events.sqlite")
    line.show_figures(replace(make_update().figures, log_path=path))
    assert line.log.toolTip() == path
    assert line.minimumSizeHint().width() < 800


def test_the_line_does_not_jump_when_figures_change(line, make_update):
    widths = []
    for fps, dropped in ((0.0, 0), (9.9, 10), (120.0, 9999)):
        line.show_figures(replace(make_update().figures, camera_fps=fps, dropped=dropped))
        widths.append(line.minimumSizeHint().width())
    assert len(set(widths)) == 1


def test_the_recording_lamp_is_off_until_it_records(line, make_update):
    line.show_figures(make_update().figures)
    assert line.recording.value() == "off"


def test_a_recording_says_so_with_a_red_lamp_and_how_much_it_has(line, make_update, grab):
    figures = make_update().figures
    line.show_figures(figures)
    line.recording.resize(line.recording.minimumSizeHint())
    off = grab(line.recording).astype(int)
    status = RecordingStatus(state=RecordingState.ON, written=12_300_000, lost=2)
    line.show_figures(replace(figures, recording=status))
    on = grab(line.recording).astype(int)
    assert line.recording.value() == "on" and line.recording.toolTip() == "12 MB, 2 frames lost"
    red = [((picture[..., 2] - picture[..., :2].max(axis=2)) > 60).sum() for picture in (off, on)]
    assert red[0] == 0 and red[1] > 20


def test_a_recording_that_stopped_says_why(line, make_update):
    status = RecordingStatus(state=RecordingState.STOPPED, reason="the disk is nearly full")
    line.show_figures(replace(make_update().figures, recording=status))
    assert (line.recording.value(), line.recording.toolTip()) == ("stopped", "the disk is nearly full")


def test_room_on_the_disk_is_shown_and_little_is_marked(line, make_update):
    line.show_figures(replace(make_update().figures, disk_free=123_400_000_000))
    assert (line.recording.value(), line.recording._bad) == ("off, 123 GB", False)
    line.show_figures(replace(make_update().figures, disk_free=900_000_000))
    assert (line.recording.value(), line.recording._bad) == ("off, 1 GB", True)
