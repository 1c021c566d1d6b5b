"""The dark look: colours and sizes, all in one place.

Every text colour has a contrast of at least 4.5:1 (WCAG 2.2, level AA) on the surfaces that it is written on.
"""

from dataclasses import dataclass

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QFont, QFontInfo, QPalette

from app.posture.event import Severity

BACKGROUND = QColor("#0d1115")
SURFACE = QColor("#161c22")
RAISED = QColor("#28323b")
LINE = QColor("#33404b")
SILHOUETTE = QColor("#303c47")
TEXT = QColor("#e9eef3")
TEXT_DIM = QColor("#a3b1be")
ACCENT = QColor("#62bdf7")
CLEAR = QColor("#5fcf94")
PENDING = QColor("#e8c75a")

LEFT = QColor("#7fe3ba")
RIGHT = QColor("#cbb0ff")
CENTRE = QColor("#f4f6f8")
"""Tints of the person's left, right and middle. They help the eye; no state hangs on them."""

OUTLINE = QColor("#0a0d10")
"""Under every light stroke, so that it is seen on bright pictures too. Opaque: a see-through one costs Qt three times
the time to paint."""


@dataclass(frozen=True, slots=True)
class SeverityColours:
    """Colours of one severity: `ink` on dark surfaces; `text` on a band filled with `fill`."""

    ink: QColor
    fill: QColor
    text: QColor


SEVERITY: dict[Severity, SeverityColours] = {
    Severity.NOTICE: SeverityColours(QColor("#7cc0ff"), QColor("#1d4f7c"), QColor("#ffffff")),
    Severity.WARNING: SeverityColours(QColor("#ffb84a"), QColor("#f0a830"), QColor("#17110a")),
    Severity.ALARM: SeverityColours(QColor("#ff7a70"), QColor("#c3272b"), QColor("#ffffff")),
}

TOUCH_PX = 76
"""Smallest side of whatever a finger must hit, pixels (the design's)."""

SMALLEST = QSize(800, 480)
"""The smallest screen that the window is made for; below it texts would be cut."""

COMPACT_BELOW = QSize(1100, 600)
"""A window narrower or lower than this has no room for the plot."""


def is_compact(size: QSize) -> bool:
    """Tell whether a window of `size` pixels shows fewer panels."""
    return size.width() < COMPACT_BELOW.width() or size.height() < COMPACT_BELOW.height()


def text_px(size: QSize) -> int:
    """Return the body text's height in pixels for a window of `size` pixels.

    16 at 1280x720 and growing with the window, so that a distant or dense screen stays readable; never under 13,
    where letters begin to blur.
    """
    scale = min(size.width() / 1280, size.height() / 720)
    return round(min(max(16 * scale, 13), 40))


def body_font(pixels: int) -> QFont:
    """Return the window's font, `pixels` high, with the first family that the system has."""
    font = QFont()
    font.setFamilies(["Inter", "Noto Sans", "Roboto", "Open Sans", "DejaVu Sans"])
    font.setPixelSize(pixels)
    return font


def scaled(font: QFont, factor: float, *, bold: bool = False) -> QFont:
    """Return `font` made `factor` times as high, and bold if asked."""
    result = QFont(font)
    result.setPixelSize(max(1, round(QFontInfo(font).pixelSize() * factor)))
    result.setBold(bold)
    return result


def palette() -> QPalette:
    """Return the dark palette for Qt's own widgets."""
    result = QPalette(SURFACE, BACKGROUND)
    roles = {
        QPalette.ColorRole.WindowText: TEXT,
        QPalette.ColorRole.Text: TEXT,
        QPalette.ColorRole.Base: SURFACE,
        QPalette.ColorRole.ToolTipBase: RAISED,
        QPalette.ColorRole.ToolTipText: TEXT,
    }
    for role, colour in roles.items():
        result.setColor(role, colour)
    return result
