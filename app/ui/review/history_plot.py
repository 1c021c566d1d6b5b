"""What is known over the stretch of a drive that is on the screen: a rule's measure, a keypoint's visibility."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.posture.event import EventKind, PostureEvent
from app.posture.rules import Rule
from app.review.samples import KINDS, Samples, downsampled, no_samples
from app.ui import theme, words
from app.ui.measure_plot import LEAST_TOP, unobserved_spans
from app.ui.review.shades import Shade, Shades
from app.ui.review.time_axis import TimeAxis
from pose.visibility import Visibility

LINES: Final = {
    Visibility.VISIBLE: Qt.PenStyle.SolidLine,
    Visibility.OCCLUDED: Qt.PenStyle.DashLine,
    Visibility.ABSENT: Qt.PenStyle.DotLine,
}
"""As limbs are drawn in the picture; colours only help."""


class HistoryPlot(QWidget):
    """A plot over a `TimeAxis`, with the cursor of the player. Touching it goes there.

    Attributes
    ----------
    sought : signal, ns.
    """

    sought = Signal(object)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.axis = TimeAxis.whole(0, 1)
        self._samples = no_samples()
        self._detail: Samples | None = None
        self._plot = pg.PlotWidget(background=theme.SURFACE)
        self._plot.setMouseEnabled(False, False)
        self._plot.setMenuEnabled(False)
        self._plot.hideButtons()
        self._plot.setMinimumSize(120, 40)
        self._plot.hideAxis("bottom")
        self._left = self._plot.getAxis("left")
        self._left.setPen(theme.LINE)
        self._left.setTextPen(theme.TEXT_DIM)
        self._plot.getPlotItem().setContentsMargins(0, 3, 0, 3)
        self._cursor = pg.InfiniteLine(angle=90, pen=pg.mkPen(theme.TEXT, width=1.4))
        self._plot.addItem(self._cursor, ignoreBounds=True)
        self._plot.scene().sigMouseClicked.connect(self._touched)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._plot)

    def show_axis(self, axis: TimeAxis) -> None:
        """Show another stretch."""
        if axis != self.axis:
            self.axis = axis
            self._draw()

    def show_samples(self, samples: Samples, detail: Samples | None) -> None:
        """Show what is measured by now; `detail` is plotted where it covers the stretch."""
        self._samples, self._detail = samples, detail
        self._draw()

    def show_position(self, position: int) -> None:
        """Move the cursor."""
        self._cursor.setValue((position - self.axis.start) / 1e9)

    def set_label_width(self, width: int) -> None:
        """Begin as far right as the timeline's lanes do, pixels."""
        self._left.setWidth(width)

    def changeEvent(self, event: QEvent) -> None:
        """Let the axis follow the font."""
        if event.type() == QEvent.Type.FontChange:
            self._left.setStyle(tickFont=theme.scaled(self.font(), 0.75))
            self._plot.setMinimumHeight(round(3.6 * self.fontMetrics().height()))
        super().changeEvent(event)

    def seen(self) -> Samples:
        """Return the samples to plot: of the stretch, and one more at each side."""
        chosen = self._samples
        if self._detail is not None and covers(self._detail, self.axis):
            chosen = self._detail
        times = np.maximum.accumulate(chosen.times) if len(chosen.times) else chosen.times
        first = max(0, int(np.searchsorted(times, self.axis.left)) - 1)
        last = int(np.searchsorted(times, self.axis.right, side="right")) + 1
        return Samples(
            times=times[first:last], measures=chosen.measures[first:last], visibility=chosen.visibility[first:last]
        )

    def _seconds(self, times: NDArray[np.int64]) -> NDArray[np.float64]:
        return np.asarray((times - self.axis.start) / 1e9)

    def _points(
        self, times: NDArray[np.int64], values: NDArray[np.float32]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        return downsampled(self._seconds(times), values.astype(np.float64), 2 * max(self.width(), 200))

    def _draw(self) -> None:
        left, right = self._seconds(np.array([self.axis.left, self.axis.right], np.int64))
        self._plot.setXRange(left, right, padding=0)

    def _touched(self, event: object) -> None:
        place = event.scenePos()  # type: ignore[attr-defined]  # pyqtgraph's own event
        box = self._plot.getPlotItem().vb
        if box.sceneBoundingRect().contains(place):
            seconds = box.mapSceneToView(QPointF(place)).x()
            self.sought.emit(self.axis.start + round(seconds * 1e9))


class MeasureHistory(HistoryPlot):
    """One rule's measure: gaps, hatched, where it was not observable; its levels; a shade for every event.

    Attributes
    ----------
    kind : the rule that is plotted.
    """

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.kind = EventKind.HAND_AT_HEAD
        self._events: Sequence[PostureEvent] = ()
        self._curve = self._plot.plot(pen=pg.mkPen(theme.ACCENT, width=1.6), connect="finite")
        self._levels = [
            pg.InfiniteLine(
                angle=0,
                pen=pg.mkPen(theme.TEXT_DIM, width=1, style=style),
                label=text,
                labelOpts={"position": 0.99, "anchors": [anchor] * 2, "color": theme.TEXT_DIM, "movable": False},
            )
            for text, style, anchor in (
                (words.tr("enter"), Qt.PenStyle.DashLine, (1, 1)),
                (words.tr("exit"), Qt.PenStyle.DotLine, (1, 0)),
            )
        ]
        for level in self._levels:
            self._plot.addItem(level, ignoreBounds=True)
        self._spans = Shades()
        self._plot.addItem(self._spans, ignoreBounds=True)

    def choose(self, kind: EventKind, rule: Rule) -> None:
        """Plot the measure of `kind`, with the levels of `rule`."""
        self.kind = kind
        for line, level in zip(self._levels, (rule.enter, rule.exit), strict=True):
            line.setValue(level)
        self._draw()

    def show_events(self, events: Sequence[PostureEvent]) -> None:
        """Shade these events."""
        self._events = events
        self._draw()

    def _draw(self) -> None:
        super()._draw()
        seen = self.seen()
        times, values = self._points(seen.times, seen.measures[:, KINDS.index(self.kind)])
        self._curve.setData(times, values)
        finite = values[np.isfinite(values)]
        low, high = (min(0.0, float(finite.min())), float(finite.max())) if len(finite) else (0.0, 1.0)
        top = max(high, *(float(level.value()) for level in self._levels), LEAST_TOP)
        self._plot.setYRange(low, 1.1 * top, padding=0)
        self._spans.show_shades([*self._blind(times, values), *self._shades()])

    def _blind(self, times: NDArray[np.float64], values: NDArray[np.float64]) -> list[Shade]:
        hatch = QBrush(theme.LINE, Qt.BrushStyle.BDiagPattern)
        return [(start, end, hatch) for start, end in unobserved_spans(times, values)]

    def _shades(self) -> list[Shade]:
        shades = []
        for event in self._events:
            end = self.axis.end if event.end is None else event.end
            if event.kind == self.kind and end > self.axis.left and event.start < self.axis.right:
                fill = QColor(theme.SEVERITY[event.severity].ink)
                fill.setAlpha(70)
                left, right = self._seconds(np.array([event.start, end], np.int64))
                shades.append((float(left), float(right), QBrush(fill)))
        return shades


class KeypointHistory(HistoryPlot):
    """How visible one keypoint was: three probabilities, drawn as limbs are (solid, dashed, dotted).

    Attributes
    ----------
    keypoint : index of the keypoint.
    """

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.keypoint = 0
        colours = {
            Visibility.VISIBLE: theme.CLEAR,
            Visibility.OCCLUDED: theme.PENDING,
            Visibility.ABSENT: theme.TEXT_DIM,
        }
        self._curves = {
            state: self._plot.plot(pen=pg.mkPen(colours[state], width=1.8, style=style), connect="finite")
            for state, style in LINES.items()
        }
        self._plot.setYRange(-0.05, 1.05, padding=0)
        self._left.setTicks([[(0, "0"), (0.5, "0.5"), (1, "1")]])

    def choose(self, keypoint: int) -> None:
        """Plot another keypoint."""
        self.keypoint = keypoint
        self._draw()

    def _draw(self) -> None:
        super()._draw()
        seen = self.seen()
        for state, curve in self._curves.items():
            curve.setData(*self._points(seen.times, seen.visibility[:, self.keypoint, int(state)]))


def covers(samples: Samples, axis: TimeAxis) -> bool:
    """Tell whether `samples` have all of what is seen, as far as the drive goes."""
    return len(samples.times) > 0 and bool(samples.times[0] <= axis.left and samples.times[-1] >= axis.right)
