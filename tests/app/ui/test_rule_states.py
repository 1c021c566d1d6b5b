import itertools

import pytest

from app.posture.event import EventKind, RuleState
from app.ui.rule_states import RuleStates


@pytest.fixture
def rules(qtbot) -> RuleStates:
    widget = RuleStates()
    qtbot.addWidget(widget)
    widget.resize(300, 80 * len(EventKind))
    return widget


def test_the_states_look_different_without_colour(rules, make_statuses, grab):
    symbols = []
    for state in RuleState:
        rules.show_statuses(make_statuses(driver_absent=state))
        symbols.append(grab(rules)[: rules.row_rect(0).height(), :45].mean(axis=2))
    for one, other in itertools.combinations(symbols, 2):
        assert (abs(one - other) > 40).sum() > 60


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_rows_fill_the_widget_without_overlapping(qtbot, make_statuses, columns):
    rules = RuleStates(columns=columns)
    qtbot.addWidget(rules)
    rules.resize(900, 600)
    rules.show_statuses(make_statuses())
    areas = [rules.row_rect(row) for row in range(len(EventKind))]
    assert all(rules.rect().contains(area) for area in areas)
    assert not any(one.intersects(other) for one, other in itertools.combinations(areas, 2))
