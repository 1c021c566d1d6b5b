"""One rule's measure over the last half minute, and a finger's way to the next rule's."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.posture.event import EventKind
from app.ui import words
from app.ui.measure_plot import MeasurePlot
from app.ui.panel import Panel
from app.ui.touch_button import SIGN, TouchButton

KINDS = tuple(EventKind)


class PlotPanel(QWidget):
    """The plot under its measure's name, with a button at each side."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plot = MeasurePlot()
        self.before_button = TouchButton("‹", scale=SIGN)  # noqa: RUF001 - an arrow
        self.next_button = TouchButton("›", scale=SIGN)  # noqa: RUF001
        self.before_button.setAccessibleName(words.tr("The measure before"))
        self.next_button.setAccessibleName(words.tr("The next measure"))
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        for button in (self.before_button, self.next_button):
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row.addWidget(self.before_button, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.plot, 1)
        row.addWidget(self.next_button, 0, Qt.AlignmentFlag.AlignVCenter)
        content = QWidget()
        content.setLayout(row)
        self._panel = Panel(heading="", content=content)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._panel)
        self.before_button.clicked.connect(lambda: self._turn(-1))
        self.next_button.clicked.connect(lambda: self._turn(1))
        self.choose(self.plot.kind)

    def choose(self, kind: EventKind) -> None:
        """Plot the measure of `kind`."""
        self.plot.choose(kind)
        legend = words.tr("{} · hatched: not observable")
        self._panel.set_heading(legend.format(words.measure(kind)))

    def _turn(self, step: int) -> None:
        self.choose(KINDS[(KINDS.index(self.plot.kind) + step) % len(KINDS)])
