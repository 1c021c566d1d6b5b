"""The driver at a glance: picture, body diagram, rules, plot, events."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

from app.ui import words
from app.ui.body_diagram import BodyDiagram
from app.ui.event_list import EventList
from app.ui.panel import Panel
from app.ui.picture_view import PictureView
from app.ui.plot_panel import PlotPanel
from app.ui.rule_states import RuleStates
from app.ui.scroll import Scroll
from app.update import Update


class LiveView(QWidget):
    """Show one update after the other. A compact one has no plot and three columns."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._compact: bool | None = None
        self.picture = PictureView()
        self.diagram = BodyDiagram()
        self.rules = RuleStates(columns=2)
        self.plot_panel = PlotPanel()
        self.plot = self.plot_panel.plot
        self.events = EventList()
        self._diagram_panel = Panel(heading=words.tr("Keypoints"), content=self.diagram)
        self.rules_scroll = Scroll(content=self.rules)
        self._rules_panel = Panel(heading=words.tr("Rules"), content=self.rules_scroll)
        self._events_panel = Panel(heading=words.tr("Events"), content=self.events)

        self._left, self._right = QVBoxLayout(), QVBoxLayout()
        self._top_right, self._body = QHBoxLayout(), QHBoxLayout(self)
        # The arrangement changes with the size, so no arrangement may keep the window from becoming smaller.
        self._body.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self._body.setContentsMargins(0, 0, 0, 0)
        # The picture takes the height that its width asks for, the panel below it takes the rest.
        self._left.addWidget(self.picture, 100)
        self._left.addWidget(self.plot_panel, 1)
        self._right.addLayout(self._top_right, 1)
        self._right.addWidget(self._rules_panel)
        self._body.addLayout(self._left, 11)
        self._body.addLayout(self._right, 10)
        self.set_compact(False)

    def show_update(self, update: Update) -> None:
        """Give every widget its part of `update`, and only of this one."""
        observation = update.observation
        self.picture.show_frame(update.frame, observation, update.wheel)
        self.diagram.show_states(None if observation.pose is None else observation.pose.state)
        self.rules.show_statuses(update.statuses)
        self.plot.show_measures(update.statuses, update.events, update.now)
        self.events.show_events(update.events, update.now, update.unlogged)

    def changeEvent(self, event: QEvent) -> None:
        """Let the gaps follow the font."""
        if event.type() == QEvent.Type.FontChange:
            self._space()
        super().changeEvent(event)

    def set_compact(self, compact: bool) -> None:
        """Arrange the panels for a small window or for a usual one."""
        if compact == self._compact:
            return
        self._compact = compact
        self._space()
        self.plot_panel.setVisible(not compact)
        self.rules.set_columns(1 if compact else 2)
        if compact:
            # Three columns: the diagram, the picture above the newest events, all rules.
            self._body.insertWidget(0, self._diagram_panel, 3)
            self._left.addWidget(self._events_panel, 1)
            self._body.setStretch(2, 5)
        else:
            self._top_right.addWidget(self._diagram_panel, 4)
            self._top_right.addWidget(self._events_panel, 8)
            self._body.setStretch(1, 10)

    def _space(self) -> None:
        gap = self.fontMetrics().height() // 2
        for layout in (self._body, self._left, self._right, self._top_right):
            layout.setSpacing(gap)
