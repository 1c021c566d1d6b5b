"""One glance, one alert: the full-width band on top."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.posture.event import PostureEvent, RuleState, RuleStatus
from app.ui import theme, words
from app.ui.symbols import paint_severity

TEXT_SCALE: Final = 1.9
"""Of the body text: read from the driver's seat, an arm's length away."""


def most_severe(events: Sequence[PostureEvent]) -> PostureEvent | None:
    """Return the most severe event that goes on; among equals the one that began last."""
    going_on = [event for event in events if event.end is None]
    return max(going_on, key=lambda event: (event.severity, event.start), default=None)


class AlertBand(QWidget):
    """Show the most severe event that goes on: symbol, severity, kind, for how long.

    With none the band keeps its height and says quietly that there is no alert, and how many rules cannot tell.
    """

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.event_shown: PostureEvent | None = None
        self._texts = ("", "")

    def show_events(self, events: Sequence[PostureEvent], statuses: Sequence[RuleStatus], now: int) -> None:
        """Show the present. `now` is the frame's `captured_at`, nanoseconds on the events' clock."""
        shown = most_severe(events)
        texts = self._quiet_texts(statuses) if shown is None else self._alert_texts(shown, now)
        if (shown, texts) != (self.event_shown, self._texts):
            self.event_shown, self._texts = shown, texts
            self.update()

    def text(self) -> str:
        """Return what the band says."""
        return " · ".join(text for text in self._texts if text)

    def sizeHint(self) -> QSize:
        """Ask for the height of the large text with air around it."""
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return what the texts need."""
        large = QFontMetrics(theme.scaled(self.font(), TEXT_SCALE, bold=True))
        height = round(large.height() * 1.5)
        right = QFontMetrics(theme.scaled(self.font(), 1.2)).horizontalAdvance(self._texts[1])
        return QSize(2 * height + large.horizontalAdvance(self._texts[0]) + right, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the band."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        left = 0.4 * area.height()
        if self.event_shown is None:
            painter.fillRect(area, theme.BACKGROUND)
            painter.setPen(theme.TEXT_DIM)
            painter.setFont(theme.scaled(self.font(), 1.2))
        else:
            colours = theme.SEVERITY[self.event_shown.severity]
            painter.fillRect(area, colours.fill)
            side = 0.62 * area.height()
            symbol = QRectF(left, (area.height() - side) / 2, side, side)
            paint_severity(painter, symbol, self.event_shown.severity, colours.text, colours.fill)
            left += 1.35 * side
            painter.setPen(colours.text)
            painter.setFont(theme.scaled(self.font(), TEXT_SCALE, bold=True))
        middle = Qt.AlignmentFlag.AlignVCenter
        inner = area.adjusted(left, 0, -0.4 * area.height(), 0)
        painter.drawText(inner, middle | Qt.AlignmentFlag.AlignLeft, self._texts[0])
        painter.setFont(theme.scaled(self.font(), 1.2))
        painter.drawText(inner, middle | Qt.AlignmentFlag.AlignRight, self._texts[1])
        painter.end()

    @staticmethod
    def _alert_texts(event: PostureEvent, now: int) -> tuple[str, str]:
        what = f"{words.severity(event.severity)}: {words.kind(event.kind)}"
        return what, words.tr("for {}").format(words.duration((now - event.start) / 1e9))

    @staticmethod
    def _quiet_texts(statuses: Sequence[RuleStatus]) -> tuple[str, str]:
        blind = sum(status.state == RuleState.NOT_OBSERVABLE for status in statuses)
        told = words.tr("{} of {} rules not observable").format(blind, len(statuses)) if blind else ""
        return words.tr("No alert"), told
