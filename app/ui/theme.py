"""The looks, night and day: colours and sizes, all in one place.

Every text colour has a contrast of at least 4.5:1 (WCAG 2.2, level AA) on the surfaces that it is written on; by day
the body text has 7:1 (AAA), since sunlight on the glass takes most of it away.
"""

from dataclasses import dataclass, fields

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QFont, QFontInfo, QPalette

from app.monitor_settings import Theme
from app.posture.event import Severity

DAY_HOURS = range(7, 19)
"""Local hours with the day's look, where it changes by itself. By the clock and not by the cabin's brightness: a
near-infrared camera sees a bright cabin at midnight, and a look that changes under every bridge distracts."""


@dataclass(frozen=True, slots=True)
class SeverityColours:
    """Colours of one severity: `ink` on the look's surfaces; `text` on a band filled with `fill`."""

    ink: QColor
    fill: QColor
    text: QColor


@dataclass(frozen=True, slots=True)
class MarkColours:
    """Tints of the person's left, right and middle, and what is under every stroke. No state hangs on them."""

    left: QColor
    right: QColor
    centre: QColor
    outline: QColor


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """All colours of a look, named as the module's own."""

    BACKGROUND: QColor
    SURFACE: QColor
    RAISED: QColor
    LINE: QColor
    SILHOUETTE: QColor
    TEXT: QColor
    TEXT_DIM: QColor
    ACCENT: QColor
    ON_ACCENT: QColor
    CLEAR: QColor
    PENDING: QColor
    DIAGRAM: MarkColours
    SEVERITY: dict[Severity, SeverityColours]


LEFT = QColor("#7fe3ba")
RIGHT = QColor("#cbb0ff")
CENTRE = QColor("#f4f6f8")
OUTLINE = QColor("#0a0d10")
"""Under every light stroke, so that it is seen on bright pictures too. Opaque: a see-through one costs Qt three times
the time to paint."""
ON_PICTURE = MarkColours(LEFT, RIGHT, CENTRE, OUTLINE)
"""On a camera's picture, which has no day and night of ours."""
ZONE = QColor("#62bdf7")
ZONE_DIM = QColor("#a3b1be")
"""Outlines on a picture: what is drawn, and what is there besides."""

_FILLS = {
    Severity.NOTICE: (QColor("#1d4f7c"), QColor("#ffffff")),
    Severity.WARNING: (QColor("#f0a830"), QColor("#17110a")),
    Severity.ALARM: (QColor("#c3272b"), QColor("#ffffff")),
}
"""Of the band, the same by day and night: an alert is known by its colour."""


def _severities(notice: str, warning: str, alarm: str) -> dict[Severity, SeverityColours]:
    inks = dict(zip(Severity, (notice, warning, alarm), strict=True))
    return {severity: SeverityColours(QColor(inks[severity]), *_FILLS[severity]) for severity in Severity}


NIGHT = Look(
    BACKGROUND=QColor("#0d1115"),
    SURFACE=QColor("#161c22"),
    RAISED=QColor("#28323b"),
    LINE=QColor("#33404b"),
    SILHOUETTE=QColor("#303c47"),
    TEXT=QColor("#e9eef3"),
    TEXT_DIM=QColor("#a3b1be"),
    ACCENT=QColor("#62bdf7"),
    ON_ACCENT=QColor("#0d1115"),
    CLEAR=QColor("#5fcf94"),
    PENDING=QColor("#e8c75a"),
    DIAGRAM=ON_PICTURE,
    SEVERITY=_severities("#7cc0ff", "#ffb84a", "#ff7a70"),
)

DAY = Look(
    BACKGROUND=QColor("#e6ebef"),
    SURFACE=QColor("#ffffff"),
    RAISED=QColor("#ccd6de"),
    LINE=QColor("#9fadb9"),
    SILHOUETTE=QColor("#d3dce3"),
    TEXT=QColor("#0b1116"),
    TEXT_DIM=QColor("#3d4a56"),
    ACCENT=QColor("#0a558f"),
    ON_ACCENT=QColor("#ffffff"),
    CLEAR=QColor("#0b6136"),
    PENDING=QColor("#6d4c00"),
    DIAGRAM=MarkColours(QColor("#06603d"), QColor("#5a2ca8"), QColor("#0b1116"), QColor("#ffffff")),
    SEVERITY=_severities("#0a4f8a", "#834600", "#a3161b"),
)

BACKGROUND, SURFACE, RAISED, LINE = NIGHT.BACKGROUND, NIGHT.SURFACE, NIGHT.RAISED, NIGHT.LINE
SILHOUETTE, TEXT, TEXT_DIM = NIGHT.SILHOUETTE, NIGHT.TEXT, NIGHT.TEXT_DIM
ACCENT, ON_ACCENT, CLEAR, PENDING = NIGHT.ACCENT, NIGHT.ON_ACCENT, NIGHT.CLEAR, NIGHT.PENDING
DIAGRAM, SEVERITY = NIGHT.DIAGRAM, NIGHT.SEVERITY
"""The colours of the look that is worn now: whoever paints reads them while painting."""


def wear(look: Look) -> None:
    """Make `look` the one that is painted from now on. Windows follow when they get `palette()` anew."""
    globals().update({field.name: getattr(look, field.name) for field in fields(look)})


def at_hour(theme: Theme, hour: int) -> Look:
    """Return the look of a theme at a local hour, 0 to 23."""
    by_day = theme is Theme.DAY or (theme is Theme.AUTO and hour in DAY_HOURS)
    return DAY if by_day else NIGHT


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
    """Return the palette of the look that is worn, for Qt's own widgets."""
    result = QPalette(SURFACE, BACKGROUND)
    roles = {
        QPalette.ColorRole.WindowText: TEXT,
        QPalette.ColorRole.Text: TEXT,
        QPalette.ColorRole.Base: SURFACE,
        QPalette.ColorRole.ToolTipBase: RAISED,
        QPalette.ColorRole.ToolTipText: TEXT,
        QPalette.ColorRole.ButtonText: TEXT,
        QPalette.ColorRole.Mid: LINE,
    }
    for role, colour in roles.items():
        result.setColor(role, colour)
    return result
