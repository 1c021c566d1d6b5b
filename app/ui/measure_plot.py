"""One rule's measure over the last half minute."""

from collections import deque
from collections.abc import Sequence
from typing import Final

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.posture.event import EventKind, PostureEvent, RuleStatus
from app.ui import theme

SPAN_S: Final = 30.0
LEAST_TOP: Final = 0.5
"""Measures are shares and shoulder widths: below this the plot would magnify mere noise."""

REDRAW_S: Final = 0.1
"""Ten times a second is as smooth as half a minute across the screen can look, and spares the processor."""


def unobserved_spans(times: NDArray[np.float64], values: NDArray[np.float64]) -> list[tuple[float, float]]:
    """Return the stretches of `times` (rising) in which `values` has no figure, each up to the next figure."""
    spans: list[tuple[float, float]] = []
    start: float | None = None
    for time, blind in zip(times.tolist(), np.isnan(values).tolist(), strict=True):
        if blind and start is None:
            start = time
        elif not blind and start is not None:
            spans.append((start, time))
            start = None
    if start is not None:
        spans.append((start, float(times[-1])))
    return spans


class MeasurePlot(QWidget):
    """Plot one measure: gaps, hatched, where it was not observable; a coloured span for every event.

    Attributes
    ----------
    kind : the rule that is plotted.
    """

    def __init__(self, *, kind: EventKind = EventKind.HAND_AT_HEAD, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self._history: dict[EventKind, deque[tuple[float, float]]] = {}
        self._events: Sequence[PostureEvent] = ()
        self._now = 0.0
        self._drawn_at = -SPAN_S
        self._plot = pg.PlotWidget(background=theme.SURFACE)
        self._plot.setMouseEnabled(False, False)
        self._plot.setMenuEnabled(False)
        self._plot.hideButtons()
        self._plot.setMinimumSize(120, 60)
        self._plot.setXRange(-SPAN_S, 0, padding=0)
        self._axes = [self._plot.getAxis(side) for side in ("left", "bottom")]
        self._axes[1].setTicks([[(-20, "−20 s"), (-10, "−10 s")]])  # noqa: RUF001 - a minus
        self._curve = self._plot.plot(connect="finite", antialias=True)
        self._spans: list[pg.LinearRegionItem] = []
        self._colour()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._plot)

    def show_measures(self, statuses: Sequence[RuleStatus], events: Sequence[PostureEvent], now: int) -> None:
        """Add every rule's present measure. `now`: the frame's `captured_at`, nanoseconds."""
        seconds = now / 1e9
        if seconds < self._now:
            # A source that begins again: what was plotted belongs to another time.
            self._history.clear()
            self._drawn_at = seconds - SPAN_S
        self._now = seconds
        self._events = events
        for status in statuses:
            points = self._history.setdefault(status.kind, deque())
            points.append((seconds, float("nan") if status.measure is None else status.measure))
            while points[0][0] < seconds - SPAN_S:
                points.popleft()
        if seconds - self._drawn_at >= REDRAW_S:
            self._draw()

    def choose(self, kind: EventKind) -> None:
        """Plot the measure of `kind`."""
        self.kind = kind
        self._draw()

    def points(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return what is plotted: seconds before now (negative), and the measure, NaN where not observable."""
        table = np.array(self._history.get(self.kind, ()), np.float64).reshape(-1, 2)
        return table[:, 0] - self._now, table[:, 1]

    def changeEvent(self, event: QEvent) -> None:
        """Let the axes follow the font, and everything the look."""
        if event.type() == QEvent.Type.PaletteChange:
            self._colour()
            self._draw()
        if event.type() == QEvent.Type.FontChange:
            font = theme.scaled(self.font(), 0.75)
            width = self.fontMetrics().horizontalAdvance("0.00") + 8
            for axis in self._axes:
                axis.setStyle(tickFont=font)
            self._axes[0].setWidth(width)
            self._plot.getPlotItem().setContentsMargins(0, 4, 4, 0)
            self._plot.setMinimumHeight(5 * self.fontMetrics().height())
        super().changeEvent(event)

    def _colour(self) -> None:
        self._plot.setBackground(theme.SURFACE)
        for axis in self._axes:
            axis.setPen(theme.LINE)
            axis.setTextPen(theme.TEXT_DIM)
        self._curve.setPen(pg.mkPen(theme.ACCENT, width=2))

    def _draw(self) -> None:
        self._drawn_at = self._now
        times, values = self.points()
        self._curve.setData(times, values)
        seen = values[np.isfinite(values)]
        low, high = (min(0.0, float(seen.min())), float(seen.max())) if len(seen) else (0.0, 1.0)
        self._plot.setYRange(low, max(high * 1.1, LEAST_TOP), padding=0)
        hatch = QBrush(theme.LINE, Qt.BrushStyle.BDiagPattern)
        spans = [(start, end, hatch) for start, end in unobserved_spans(times, values)]
        for event in self._events:
            end = 0.0 if event.end is None else event.end / 1e9 - self._now
            if event.kind == self.kind and end > -SPAN_S:
                fill = QColor(theme.SEVERITY[event.severity].ink)
                fill.setAlpha(70)
                spans.append((event.start / 1e9 - self._now, end, QBrush(fill)))
        self._show_spans(spans)

    def _show_spans(self, spans: Sequence[tuple[float, float, QBrush]]) -> None:
        while len(self._spans) < len(spans):
            item = pg.LinearRegionItem(movable=False, pen=pg.mkPen(None))
            item.setZValue(-10)
            self._plot.addItem(item, ignoreBounds=True)
            self._spans.append(item)
        for item, (start, end, brush) in zip(self._spans, spans, strict=False):
            item.setBrush(brush)
            item.setRegion((max(start, -SPAN_S), end))
            item.show()
        for item in self._spans[len(spans) :]:
            item.hide()
