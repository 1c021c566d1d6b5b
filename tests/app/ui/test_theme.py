import itertools

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor

from app.ui import theme


def luminance(colour: QColor) -> float:
    """Relative luminance (WCAG 2.2)."""
    channels = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.getRgbF()[:3]]
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]


def contrast(one: QColor, other: QColor) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


INKS = [
    theme.TEXT,
    theme.TEXT_DIM,
    theme.ACCENT,
    theme.CLEAR,
    theme.PENDING,
    theme.LEFT,
    theme.RIGHT,
    *(colours.ink for colours in theme.SEVERITY.values()),
]


@pytest.mark.parametrize("surface", [theme.BACKGROUND, theme.SURFACE, theme.RAISED], ids=QColor.name)
@pytest.mark.parametrize("ink", INKS, ids=QColor.name)
def test_every_text_colour_is_readable_on_every_surface(ink, surface):
    assert contrast(ink, surface) >= 4.5


@pytest.mark.parametrize("colours", theme.SEVERITY.values(), ids=[s.name for s in theme.SEVERITY])
def test_an_alert_is_readable_on_its_band(colours):
    assert contrast(colours.text, colours.fill) >= 4.5


def test_text_on_the_silhouette_is_readable():
    assert contrast(theme.TEXT, theme.SILHOUETTE) >= 4.5


@pytest.mark.parametrize("tint", [theme.LEFT, theme.RIGHT, theme.CENTRE], ids=QColor.name)
def test_strokes_stand_out_from_their_outline(tint):
    assert contrast(tint, theme.OUTLINE) >= 7


def test_letters_grow_with_the_window_and_never_shrink_below_what_can_be_read():
    sizes = [QSize(640, 400), QSize(800, 480), QSize(1280, 720), QSize(1920, 1080), QSize(3840, 2160)]
    pixels = [theme.text_px(size) for size in sizes]
    assert all(a <= b for a, b in itertools.pairwise(pixels))
    assert pixels[0] >= 13 and pixels[2] == 16
