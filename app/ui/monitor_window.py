"""The live window: takes the newest update and gives each widget its part."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QElapsedTimer, QSize, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

from app.frames.camera_health import CameraStatus
from app.mailbox import Mailbox
from app.posture.event import EventKind
from app.ui import theme, words
from app.ui.alert_band import AlertBand
from app.ui.banner import Banner
from app.ui.body_diagram import BodyDiagram
from app.ui.event_list import EventList
from app.ui.measure_plot import MeasurePlot
from app.ui.panel import Panel
from app.ui.picture_view import PictureView
from app.ui.rule_states import RuleStates
from app.ui.scroll import Scroll
from app.ui.status_line import StatusLine
from app.update import Update

POLL_MS: Final = 33
"""As often as a camera at 30 pictures a second has something new."""

STALE_MS: Final = 2000
"""Without an update for so long, the window says that its picture is old: a still picture looks like a calm driver."""


class MonitorWindow(QWidget):
    """The monitor: picture, body diagram, rules, plot, events, status.

    F11 fills the screen, Esc leaves it, Ctrl+Q quits.

    Parameters
    ----------
    updates : where the newest state comes from; once it is closed and empty, the window says that the source ended.
    on_close : called once, when the window closes.
    """

    first_frame_painted = Signal()

    def __init__(
        self, *, updates: Mailbox[Update], on_close: Callable[[], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._updates = updates
        self._on_close = on_close
        self._lines: tuple[str, ...] = ()
        self._compact: bool | None = None
        self._since_update = QElapsedTimer()
        self.setWindowTitle("Cabinsight")
        self.setPalette(theme.palette())
        self.setAutoFillBackground(True)
        self.setMinimumSize(theme.SMALLEST)

        self.band = AlertBand()
        self.banner = Banner()
        self.picture = PictureView()
        self.diagram = BodyDiagram()
        self.rules = RuleStates()
        self.plot = MeasurePlot()
        self.events = EventList()
        self.status = StatusLine()
        self._diagram_panel = Panel(heading=words.tr("Keypoints"), content=self.diagram)
        self.rules_scroll = Scroll(content=self.rules)
        self._rules_panel = Panel(heading=words.tr("Rules"), content=self.rules_scroll)
        self._plot_panel = Panel(heading="", content=self.plot)
        self._events_panel = Panel(heading=words.tr("Events"), content=self.events)

        self._left, self._right = QVBoxLayout(), QVBoxLayout()
        self._top_right, self._body = QHBoxLayout(), QHBoxLayout()
        # The picture takes the height that its width asks for, the panel below it takes the rest.
        self._left.addWidget(self.picture, 100)
        self._left.addWidget(self._plot_panel, 1)
        self._top_right.addWidget(self._diagram_panel, 4)
        self._right.addLayout(self._top_right, 1)
        self._right.addWidget(self._events_panel, 1)
        self._body.addLayout(self._left, 7)
        self._body.addLayout(self._right, 5)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        # The arrangement changes with the size, so no arrangement may keep the window from becoming smaller.
        column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        column.addWidget(self.band)
        column.addWidget(self.banner)
        column.addLayout(self._body, 1)
        column.addWidget(self.status)

        self.rules.rule_chosen.connect(self._choose_rule)
        self.picture.first_frame_painted.connect(self.first_frame_painted)
        for keys, act in (
            ("F11", self._toggle_fullscreen),
            ("Esc", self._leave_fullscreen),
            ("Ctrl+Q", self.close),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        self._arrange(self.size())
        self._timer = QTimer(self, interval=POLL_MS)
        self._timer.timeout.connect(self._poll)
        self._timer.start()

    def show_update(self, update: Update) -> None:
        """Give every widget its part of `update`, and only of this one."""
        observation = update.observation
        now = update.now
        self.band.show_events(update.events, update.statuses, now)
        self.picture.show_frame(update.frame, observation, update.wheel)
        self.diagram.show_states(None if observation.pose is None else observation.pose.state)
        self.rules.show_statuses(update.statuses)
        self.plot.show_measures(update.statuses, update.events, now)
        self.events.show_events(update.events, now, update.unlogged)
        self.status.show_figures(update.figures)
        problem = update.figures.log_problem
        stopped = update.figures.recording.reason
        self._lines = (
            update.notice,
            _about_camera(update.figures.camera),
            words.tr("The camera was moved: calibrate again; seat, wheel and posture are not right any more.")
            if update.figures.moved
            else "",
            problem and words.tr("Events are not logged: {}").format(problem),
            stopped and words.tr("Recording stopped: {}").format(stopped),
        )
        self.banner.show_lines(self._lines)
        self._since_update.start()

    def sizeHint(self) -> QSize:
        """Ask for a usual car PC's screen."""
        return QSize(1280, 720)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit letters and arrangement to the new size."""
        self._arrange(event.size())
        super().resizeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop looking for updates and tell whoever runs the pipeline."""
        self._timer.stop()
        self._on_close()
        super().closeEvent(event)

    def _poll(self) -> None:
        # Asked before taking: an item that comes between the two is taken the next time.
        ended = self._updates.closed
        update = self._updates.take(timeout=0)
        if update is not None:
            self.show_update(update)
        elif ended:
            # Polled on: Python hears a signal only while some of its own code runs now and then.
            self.banner.show_lines((*self._lines, words.tr("The source has ended.")))
        elif self._since_update.isValid() and self._since_update.elapsed() >= STALE_MS:
            waited = words.duration(self._since_update.elapsed() / 1000)
            self.banner.show_lines((*self._lines, words.tr("No new picture for {}.").format(waited)))

    def _choose_rule(self, kind: EventKind) -> None:
        self.rules.set_chosen(kind)
        self.plot.choose(kind)
        legend = words.tr("{} · last 30 s (shaded: event, hatched: not observable)")
        self._plot_panel.set_heading(legend.format(words.measure(kind)))

    def _toggle_fullscreen(self) -> None:
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()

    def _leave_fullscreen(self) -> None:
        if self.isFullScreen():
            self.showNormal()

    def _arrange(self, size: QSize) -> None:
        """Fit letters, gaps and panels to a window of `size`."""
        text = theme.text_px(size)
        if self.font().pixelSize() != text:
            self.setFont(theme.body_font(text))
            gap = text // 2
            for layout in (self._body, self._left, self._right, self._top_right):
                layout.setSpacing(gap)
            self._body.setContentsMargins(gap, gap, gap, gap)
            self.banner.setContentsMargins(2 * gap, gap // 2, 2 * gap, gap // 2)
            self.status.setContentsMargins(2 * gap, 0, 2 * gap, gap)
        compact = theme.is_compact(size)
        if compact == self._compact:
            return
        self._compact = compact
        self._plot_panel.setVisible(not compact)
        if compact:
            self._top_right.removeWidget(self._rules_panel)
            self._left.addWidget(self._rules_panel, 1)
            self.rules.set_columns(2)
            self.rules.set_chosen(None)
        else:
            self._left.removeWidget(self._rules_panel)
            self._top_right.addWidget(self._rules_panel, 5)
            self.rules.set_columns(1)
            self._choose_rule(self.plot.kind)


def _about_camera(status: CameraStatus | None) -> str:
    said = "" if status is None else words.camera(status.state)
    return said and words.tr("{}: monitoring is not possible.").format(said)
