from dataclasses import replace

from app.event_history import LENGTH, EventHistory
from app.posture.event import EventKind, PostureEvent, Severity

EVENT = PostureEvent(
    kind=EventKind.LEANING,
    severity=Severity.NOTICE,
    start=5,
    end=None,
    wall_time=0.0,
    peak=1.0,
    evidence=(),
    rules_version="1",
)


def test_an_event_that_ends_is_still_one_event():
    history = EventHistory()
    history.update(EVENT)
    history.update(replace(EVENT, end=9))
    assert [event.end for event in history.newest()] == [9]


def test_two_kinds_that_begin_together_are_two_events():
    history = EventHistory()
    history.update(EVENT)
    history.update(replace(EVENT, kind=EventKind.HAND_AT_HEAD))
    assert len(history.newest()) == 2


def test_the_oldest_events_make_room():
    history = EventHistory()
    for start in range(LENGTH + 3):
        history.update(replace(EVENT, start=start))
    assert [history.newest()[0].start, history.newest()[-1].start] == [3, LENGTH + 2]
