"""One glance, one alert: the full-width band on top, and what a finger answers."""

from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.alerts import Alert
from app.posture.event import RuleState, RuleStatus, Severity
from app.ui import theme, words
from app.ui.symbols import paint_severity
from app.ui.touch_button import TouchButton, Weight

QUIET_SCALE: Final = 1.3
SCALE: Final = {Severity.NOTICE: 1.5, Severity.WARNING: 1.8, Severity.ALARM: 2.0}
"""Of the body text: read from the driver's seat, an arm's length away."""

PULSE_NS: Final = 500_000_000
"""An alarm's band changes its brightness so often: seen from the corner of the eye, and slower than what flickers."""


class AlertBand(QWidget):
    """Show the alert: symbol, kind, severity, for how long; and the buttons that answer it.

    An alert that is quiet shrinks to a strip at the side; with none the band says so, and how many rules cannot tell.
    The band keeps its height: nothing below it jumps when an alert comes.

    Attributes
    ----------
    acknowledged, muted, unmuted : signals, a person touched the button.
    """

    acknowledged = Signal()
    muted = Signal()
    unmuted = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.alert = Alert()
        self._texts = ("", "")
        self._bright = True
        self.acknowledge_button = TouchButton(words.tr("OK, seen"), weight=Weight.ON_BAND)
        self.mute_button = TouchButton("", weight=Weight.ON_BAND)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 6, 6, 6)
        row.addStretch(1)
        for button in (self.acknowledge_button, self.mute_button):
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
            row.addWidget(button)
        self.acknowledge_button.clicked.connect(self.acknowledged)
        self.mute_button.clicked.connect(lambda: (self.unmuted if self.alert.muted_s > 0 else self.muted).emit())
        self.show_alert(Alert(), (), 0)

    def show_alert(self, alert: Alert, statuses: tuple[RuleStatus, ...], now: int) -> None:
        """Show the present. `now` is the frame's `captured_at`, nanoseconds on the events' clock."""
        texts = _quiet_texts(alert, statuses) if alert.event is None else _alert_texts(alert, now)
        alarms = alert.event is not None and alert.event.severity is Severity.ALARM and not alert.quiet
        bright = not alarms or now // PULSE_NS % 2 == 0
        mute = words.tr("Unmute") if alert.muted_s > 0 else words.tr("Mute\n10 min")
        if mute != self.mute_button.text():
            self.mute_button.setText(mute)
            self.mute_button.updateGeometry()
        shown = alert.event, alert.quiet, texts, bright
        if shown != (self.alert.event, self.alert.quiet, self._texts, self._bright):
            self._texts, self._bright = texts, bright
            self.update()
        self.alert = alert
        self.acknowledge_button.setVisible(alert.event is not None and not alert.seen)
        for button in (self.acknowledge_button, self.mute_button):
            if button.ink != self._ink():
                button.ink = self._ink()
                button.update()

    def text(self) -> str:
        """Return what the band says."""
        return " · ".join(text for text in self._texts if text)

    def sizeHint(self) -> QSize:
        """Ask for two lines of the large text, and for fingers."""
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return what texts and buttons need."""
        large, small = (QFontMetrics(font) for font in self._fonts(SCALE[Severity.ALARM]))
        height = max(theme.TOUCH_PX + 12, round(1.15 * (large.height() + small.height())))
        texts = [QFontMetrics(font) for font in self._fonts()]
        width = max(metrics.horizontalAdvance(text) for metrics, text in zip(texts, self._texts, strict=True))
        return QSize(self._text_left(height) + width + self._buttons_width() + 12, height)

    def changeEvent(self, event: QEvent) -> None:
        """Ask for another height when the letters grow, and take over another look."""
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()
        elif event.type() == QEvent.Type.PaletteChange:
            for button in (self.acknowledge_button, self.mute_button):
                button.ink = self._ink()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the band."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        painter.fillRect(area, theme.SURFACE)
        told = self.alert.event
        if told is not None:
            colours = theme.SEVERITY[told.severity]
            fill = colours.fill if self._bright else colours.fill.darker(140)
            strip = QRectF(area.topLeft(), QSizeF(0.16 * area.height(), area.height()))
            painter.fillRect(strip if self.alert.quiet else area, fill)
            side = (0.44 if self.alert.quiet else 0.64) * area.height()
            middle = self._text_left(area.height()) - 0.5 * area.height()
            symbol = QRectF(middle - side / 2, (area.height() - side) / 2, side, side)
            ink, mark = (colours.ink, theme.SURFACE) if self.alert.quiet else (colours.text, fill)
            paint_severity(painter, symbol, told.severity, ink, mark)
        self._paint_texts(painter, area)
        painter.end()

    def _paint_texts(self, painter: QPainter, area: QRectF) -> None:
        fonts = self._fonts()
        heights = [QFontMetrics(font).height() for font in fonts]
        left = self._text_left(area.height())
        top = (area.height() - sum(heights)) / 2
        if not self._texts[1]:
            top = (area.height() - heights[0]) / 2
        room = area.width() - left - self._buttons_width()
        dim = self.alert.event is None or self.alert.quiet
        for i, (text, font, height) in enumerate(zip(self._texts, fonts, heights, strict=True)):
            painter.setFont(font)
            painter.setPen(theme.TEXT_DIM if dim and i == 1 else self._ink())
            shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, int(room))
            painter.drawText(QRectF(left, top, room, height), Qt.AlignmentFlag.AlignVCenter, shown)
            top += height

    def _fonts(self, scale: float | None = None) -> tuple[QFont, QFont]:
        """Return the fonts of the first and the second line."""
        told = self.alert.event
        loud = told is not None and not self.alert.quiet
        if scale is None:
            scale = SCALE[told.severity] if told is not None and loud else QUIET_SCALE
        return theme.scaled(self.font(), scale, bold=loud), theme.scaled(self.font(), 1.1)

    def _text_left(self, height: float) -> int:
        return round((1.05 if self.alert.event is not None else 0.3) * height)

    def _ink(self) -> QColor:
        told = self.alert.event
        return theme.TEXT if told is None or self.alert.quiet else theme.SEVERITY[told.severity].text

    def _buttons_width(self) -> int:
        buttons = (self.acknowledge_button, self.mute_button)
        return sum(button.sizeHint().width() + 8 for button in buttons if not button.isHidden()) + 6


def _alert_texts(alert: Alert, now: int) -> tuple[str, str]:
    assert alert.event is not None
    lasts = words.tr("for {}").format(words.duration((now - alert.event.start) / 1e9))
    second = [words.severity(alert.event.severity), lasts]
    if alert.muted_s > 0:
        second.append(_muted(alert))
    elif alert.seen:
        second.append(words.tr("seen"))
    return words.kind(alert.event.kind), " · ".join(second)


def _quiet_texts(alert: Alert, statuses: tuple[RuleStatus, ...]) -> tuple[str, str]:
    blind = sum(status.state == RuleState.NOT_OBSERVABLE for status in statuses)
    told = [words.tr("{} of {} rules not observable").format(blind, len(statuses))] if blind else []
    if alert.muted_s > 0:
        told.append(_muted(alert))
    return words.tr("No alert"), " · ".join(told)


def _muted(alert: Alert) -> str:
    return words.tr("muted, {} left").format(words.duration(alert.muted_s))
