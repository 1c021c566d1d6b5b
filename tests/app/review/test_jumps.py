from app.posture.event import Severity
from app.review.jumps import neighbour, next_event, previous_event
from tests.recorded_drives import USUAL_EVENTS, make_event

A, B, C, D = USUAL_EVENTS


def test_from_event_to_event_in_the_order_of_time_whatever_the_order_of_the_list():
    events = [D, B, A, C]
    assert next_event(events, A.start - 1) == A
    assert next_event(events, A.start) in (B, C)
    assert next_event(events, D.start) is None
    assert previous_event(events, D.start) in (B, C)
    assert previous_event(events, A.start) is None


def test_to_the_next_of_a_severity():
    assert next_event(USUAL_EVENTS, 0, Severity.ALARM) == B
    assert next_event(USUAL_EVENTS, B.start, Severity.ALARM) is None
    assert next_event(USUAL_EVENTS, C.start, Severity.WARNING) == D


def test_of_events_that_begin_at_once_none_is_passed_over():
    assert [neighbour(USUAL_EVENTS, A, 1), neighbour(USUAL_EVENTS, B, 1), neighbour(USUAL_EVENTS, C, 1)] == [B, C, D]
    assert neighbour(USUAL_EVENTS, D, 1) is None and neighbour(USUAL_EVENTS, A, -1) is None
    assert neighbour([make_event(3), A], make_event(3), -1) == A
