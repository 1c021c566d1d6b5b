import pytest

from app.posture.event import EventKind, RuleState, Severity
from app.ui import words
from pose.visibility import Visibility


@pytest.mark.parametrize(
    ("say", "values"),
    [
        (words.kind, EventKind),
        (words.measure, EventKind),
        (words.severity, Severity),
        (words.rule_state, RuleState),
        (words.visibility, Visibility),
    ],
    ids=["kind", "measure", "severity", "rule state", "visibility"],
)
def test_every_value_has_words_of_its_own(say, values):
    said = [say(value) for value in values]
    assert all(said) and len(set(said)) == len(said)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(-0.5, "0 s"), (7.9, "7 s"), (60, "1 min 00 s"), (3599, "59 min 59 s"), (7380, "2 h 03 min")],
)
def test_durations_are_said_as_people_say_them(seconds, said):
    assert words.duration(seconds) == said
