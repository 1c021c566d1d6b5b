import itertools

import pytest
from PySide6.QtCore import Qt

from app.posture.event import EventKind, RuleState
from app.ui import theme
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


def test_touching_a_rule_chooses_it(rules, make_statuses, qtbot):
    rules.show_statuses(make_statuses())
    rules.set_chosen(EventKind.HAND_AT_HEAD)
    rules.show()
    for row, kind in enumerate(EventKind):
        with qtbot.waitSignal(rules.rule_chosen) as touched:
            qtbot.mouseClick(rules, Qt.MouseButton.LeftButton, pos=rules.row_rect(row).center())
        assert touched.args == [kind]


def test_where_there_is_no_plot_touching_a_rule_does_nothing(rules, make_statuses, qtbot):
    rules.show_statuses(make_statuses())
    rules.set_chosen(None)
    rules.show()
    with qtbot.assertNotEmitted(rules.rule_chosen):
        qtbot.mouseClick(rules, Qt.MouseButton.LeftButton, pos=rules.row_rect(0).center())


def test_rules_that_can_be_touched_ask_for_a_fingers_room(rules, make_statuses):
    rules.show_statuses(make_statuses())
    rules.set_chosen(EventKind.LEANING)
    assert rules.minimumSizeHint().height() >= theme.TOUCH_PX * len(EventKind)


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_rows_fill_the_widget_without_overlapping(rules, make_statuses, columns):
    rules.set_columns(columns)
    rules.show_statuses(make_statuses())
    areas = [rules.row_rect(row) for row in range(len(EventKind))]
    assert all(rules.rect().contains(area) for area in areas)
    assert not any(one.intersects(other) for one, other in itertools.combinations(areas, 2))
