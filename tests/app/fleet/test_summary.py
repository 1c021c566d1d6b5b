import pytest

from app.fleet.result import DriveResult
from app.fleet.summary import summarise, table
from app.posture.event import EventKind, Severity
from tests.app.review.kept_drives import make_event


def result(name, hours, camera="camera 0", share=0.5, events=(), problem=""):
    return DriveResult(
        name=name,
        path=f"/{name}",
        camera=camera,
        seconds=hours * 3600,
        events=events,
        observability=dict.fromkeys(EventKind, share),
        problem=problem,
    )


def test_events_are_counted_by_the_hour_and_severity():
    events = (make_event(1, 2), make_event(5, 9, severity=Severity.ALARM))
    found = summarise([result("a", 1, events=events), result("b", 3, events=events[:1])])
    assert found.events[EventKind.LEANING] == {Severity.NOTICE: 2, Severity.WARNING: 0, Severity.ALARM: 1}
    assert found.an_hour(EventKind.LEANING) == pytest.approx(0.75) and found.hours == 4


def test_a_camera_s_observability_counts_long_drives_for_more():
    found = summarise([result("a", 1, share=1.0), result("b", 3, share=0.2), result("c", 1, camera="camera 1")])
    assert found.observability["camera 0"][EventKind.LEANING] == pytest.approx(0.4)
    assert found.observability["camera 1"][EventKind.LEANING] == pytest.approx(0.5)


def test_the_order_of_the_results_does_not_matter():
    results = [result(name, hours, share=1 / hours) for name, hours in (("a", 1), ("b", 3), ("c", 7))]
    assert summarise(results) == summarise(results[::-1])


def test_a_drive_with_a_problem_is_named_and_counts_for_nothing():
    found = summarise([result("a", 1), result("b", 9, problem="b: is damaged")])
    assert (found.drives, found.hours, found.problems) == (1, 1, ("b: is damaged",))
    assert "1 not judged" in table(found)


def test_nothing_at_all_is_no_error():
    assert "0 drives" in table(summarise([]))
