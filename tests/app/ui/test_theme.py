import itertools

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor

from app.monitor_settings import Theme
from app.ui import theme


def luminance(colour: QColor) -> float:
    """Relative luminance (WCAG 2.2)."""
    channels = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.getRgbF()[:3]]
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]


def contrast(one: QColor, other: QColor) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


LOOKS = pytest.mark.parametrize("look", [theme.NIGHT, theme.DAY], ids=["night", "day"])

SURFACES = ("BACKGROUND", "SURFACE", "RAISED")
INKS = ("TEXT", "TEXT_DIM", "ACCENT", "CLEAR", "PENDING")


@LOOKS
def test_every_text_colour_is_readable_on_every_surface(look):
    inks = [getattr(look, name) for name in INKS]
    inks += [colours.ink for colours in look.SEVERITY.values()] + [look.DIAGRAM.left, look.DIAGRAM.right]
    for ink, surface in itertools.product(inks, (getattr(look, name) for name in SURFACES)):
        assert contrast(ink, surface) >= 4.5, (ink.name(), surface.name())


@LOOKS
def test_what_is_written_on_accent_band_and_silhouette_is_readable(look):
    assert contrast(look.ON_ACCENT, look.ACCENT) >= 4.5
    assert contrast(look.TEXT, look.SILHOUETTE) >= 4.5
    for colours in look.SEVERITY.values():
        assert contrast(colours.text, colours.fill) >= 4.5


@LOOKS
def test_body_text_is_readable_in_the_sun(look):
    assert min(contrast(look.TEXT, getattr(look, name)) for name in SURFACES) >= 7


@LOOKS
def test_marks_stand_out_from_their_outline_in_the_diagram(look):
    marks = look.DIAGRAM
    assert min(contrast(mark, marks.outline) for mark in (marks.left, marks.right, marks.centre)) >= 7


@pytest.mark.parametrize(
    ("asked", "hour", "look"),
    [
        (Theme.NIGHT, 12, theme.NIGHT),
        (Theme.DAY, 23, theme.DAY),
        (Theme.AUTO, 6, theme.NIGHT),
        (Theme.AUTO, 7, theme.DAY),
        (Theme.AUTO, 18, theme.DAY),
        (Theme.AUTO, 19, theme.NIGHT),
    ],
)
def test_the_look_follows_what_is_asked_or_the_hour(asked, hour, look):
    assert theme.at_hour(asked, hour) is look


def test_what_is_painted_takes_the_colours_of_the_look_that_is_worn():
    theme.wear(theme.DAY)
    try:
        assert theme.SURFACE == theme.DAY.SURFACE and theme.palette().window().color() == theme.DAY.BACKGROUND
    finally:
        theme.wear(theme.NIGHT)
    assert theme.SURFACE == theme.NIGHT.SURFACE


@pytest.mark.parametrize("tint", [theme.LEFT, theme.RIGHT, theme.CENTRE], ids=QColor.name)
def test_strokes_stand_out_from_their_outline(tint):
    assert contrast(tint, theme.OUTLINE) >= 7


def test_letters_grow_with_the_window_and_never_shrink_below_what_can_be_read():
    sizes = [QSize(640, 400), QSize(800, 480), QSize(1280, 720), QSize(1920, 1080), QSize(3840, 2160)]
    pixels = [theme.text_px(size) for size in sizes]
    assert all(a <= b for a, b in itertools.pairwise(pixels))
    assert pixels[0] >= 13 and pixels[2] == 16
