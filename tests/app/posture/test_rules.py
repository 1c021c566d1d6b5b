import pytest

from app.posture.event import EventKind, Severity
from app.posture.rules import DEFAULT, load_rules
from pose.errors import UserError


def test_every_kind_of_event_has_a_rule_that_ships():
    rules = load_rules()
    assert rules.version
    assert all(rules.of(kind).steps for kind in EventKind)


def test_the_times_that_ship_are_those_of_the_documentation():
    rules = load_rules()
    assert rules.driver_absent.steps == ((Severity.NOTICE, 2.0),)
    assert rules.hand_at_head.steps == ((Severity.NOTICE, 3.0),)
    assert rules.leaning.steps == ((Severity.NOTICE, 5.0),)
    assert [seconds for _, seconds in rules.hands_off_wheel.steps] == [15, 30, 60]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("notice = 3.0", "notise = 3.0", "unknown key 'notise'; did you mean 'notice'"),
        ("notice = 3.0", "", "one of notice, warning and alarm"),
        ("warning = 30.0", "warning = 10.0", "rise in this order"),
        ("exit = 0.29", "exit = 0.5", r"exit \(0\.5\) must be below enter"),
        ("grace = 2.0", "grace = -1.0", "must not be negative"),
        ("[leaning]", "[leening]", "missing key 'leaning'"),
        ("enter = 0.35", "enter = 'far'", "far"),
        ('version = "2"', "version = ", "not valid TOML"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_with_what_is_wrong(tmp_path, old, new, message):
    text = DEFAULT.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "rules.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(UserError, match=message) as refusal:
        load_rules(path)
    assert "\n" not in str(refusal.value) and "rules.toml" in str(refusal.value)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(UserError, match="cannot be read"):
        load_rules(tmp_path / "nothing.toml")


def test_severity_rises_with_the_time_held():
    rule = load_rules().hands_off_wheel
    assert [rule.severity(round(seconds * 1e9)).name for seconds in (0, 15, 29.9, 30, 60, 600)] == [
        *("NOTICE", "NOTICE", "NOTICE", "WARNING", "ALARM", "ALARM")
    ]
