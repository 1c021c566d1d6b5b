import pytest
from PySide6.QtCore import Qt

from app.posture.event import EventKind, Severity
from app.ui.event_list import EventList

SECOND = 1_000_000_000


@pytest.fixture
def events(qtbot) -> EventList:
    widget = EventList()
    qtbot.addWidget(widget)
    widget.resize(400, 200)
    widget.show()
    return widget


def rows(widget) -> list[str]:
    model = widget.model()
    return [model.data(model.index(i), Qt.ItemDataRole.DisplayRole) for i in range(model.rowCount())]


def test_the_newest_event_is_on_top(events, make_event):
    old = make_event(EventKind.LEANING, Severity.NOTICE, start=1, end=3)
    new = make_event(EventKind.HAND_AT_HEAD, Severity.ALARM, start=5, end=9)
    events.show_events((old, new), 10 * SECOND)
    assert [row.split(",")[0] for row in rows(events)] == ["Hand at head", "Leaning"]


def test_a_row_says_kind_severity_time_and_duration(events, make_event):
    events.show_events((make_event(EventKind.LEANING, Severity.NOTICE, start=0, end=65),), 100 * SECOND)
    kind, severity, time, duration = rows(events)[0].split(", ")
    assert (kind, severity, duration) == ("Leaning", "Notice", "1 min 05 s")
    assert len(time.split(":")) == 3


def test_an_open_events_duration_runs_and_an_ended_ones_stands(events, make_event):
    going_on, ended = make_event(start=2), make_event(start=0, end=1)
    durations = []
    for now in (4, 9):
        events.show_events((ended, going_on), now * SECOND)
        durations.append([row.split(", ")[-1] for row in rows(events)])
    assert durations == [["2 s", "1 s"], ["7 s", "1 s"]]


def test_who_has_scrolled_back_stays_there_while_durations_run(events, make_event, qtbot):
    many = (*[make_event(start=i, end=i + 1) for i in range(50)], make_event(start=60))
    events.show_events(many, 61 * SECOND)
    qtbot.wait(10)
    events.verticalScrollBar().setValue(300)
    events.show_events(many, 62 * SECOND)
    qtbot.wait(10)
    assert events.verticalScrollBar().value() == 300


def test_nothing_is_repainted_when_nothing_changed(events, make_event):
    told = []
    events.model().dataChanged.connect(lambda *_: told.append("data"))
    events.show_events((make_event(start=0, end=1),), SECOND)
    events.model().modelReset.connect(lambda: told.append("reset"))
    events.show_events((make_event(start=0, end=1),), 5 * SECOND)
    assert told == []


def test_severities_look_different_without_colour(events, make_event, grab):
    pictures = []
    for severity in Severity:
        events.show_events((make_event(severity=severity, start=0, end=1),), SECOND)
        pictures.append(grab(events)[:60, :40].mean(axis=2))
    for i in range(3):
        assert (abs(pictures[i] - pictures[i - 1]) > 40).sum() > 20


def test_an_event_that_is_not_on_the_disk_says_so_until_it_is(events, make_event):
    event = make_event(EventKind.LEANING, Severity.NOTICE, start=0, end=2)
    events.show_events((event,), 3 * SECOND, frozenset({(event.kind, event.start)}))
    assert rows(events)[0].split(", ")[3] == "not logged"
    events.show_events((event,), 3 * SECOND)
    assert "not logged" not in rows(events)[0]
