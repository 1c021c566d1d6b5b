from dataclasses import replace
from pathlib import Path

import pytest

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
