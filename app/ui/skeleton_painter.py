"""Draw a pose: visible = filled dot and solid limb, occluded = hollow ring and dashed limb, absent = nothing.

The shapes alone tell the states; the tints only tell the person's left from right.
"""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTransform

from app.ui import theme
from app.ui.theme import MarkColours
from pose.boxes import Box
from pose.keypoints import FACE, KEYPOINT_NAMES, LIMBS
from pose.pose import Pose
from pose.visibility import Visibility

FACE_SCALE: Final = 0.7
"""Marks of nose, eyes and ears against the others: in a cabin picture the face is small."""

LIMB_WIDTH: Final = 0.6
"""Of the mark's radius; likewise the rest."""
OUTLINE_WIDTH: Final = 0.3
DASH: Final = 1.5
GAP: Final = 1.4


def mark_radius(height: float, box: Box | None) -> float:
    """Return a good radius of the marks, in the pixels of the picture.

    Parameters
    ----------
    height : the picture's height.
    box : the person's, so that a small person is not covered by their marks; None where it is not known.
    """
    # Below 4.5 pixels a ring closes and looks like a dot.
    radius = max(0.014 * height, 4.5)
    return radius if box is None else max(min(radius, 0.02 * box.height), 1.5)


def paint_pose(painter: QPainter, pose: Pose, transform: QTransform, radius: float) -> None:
    """Draw `pose`.

    Parameters
    ----------
    transform : from picture pixels (the first pixel's centre is (0, 0)) to the painter's.
    radius : of the marks, the painter's pixels.
    """
    points = [transform.map(QPointF(x, y)) for x, y in pose.xy.tolist()]
    paint_marks(painter, points, [Visibility(state) for state in pose.state.tolist()], radius)


def paint_marks(
    painter: QPainter,
    points: Sequence[QPointF],
    states: Sequence[Visibility],
    radius: float,
    colours: MarkColours = theme.ON_PICTURE,
) -> None:
    """Draw limbs and marks of 17 keypoints at `points`, the painter's pixels."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for a, b in LIMBS:
        scale = FACE_SCALE if a in FACE else 1.0
        worst = min(states[a], states[b])
        if worst == Visibility.VISIBLE:
            _paint_solid(painter, points[a], points[b], _limb_tint(a, b, colours), colours.outline, radius * scale)
        elif worst == Visibility.OCCLUDED:
            _paint_dashed(painter, points[a], points[b], _limb_tint(a, b, colours), colours.outline, radius * scale)
    for i, state in enumerate(states):
        scale = FACE_SCALE if i in FACE else 1.0
        paint_mark(painter, points[i], state, tint(i, colours), radius * scale, colours.outline)
    painter.restore()


def paint_mark(
    painter: QPainter,
    centre: QPointF,
    state: Visibility,
    colour: QColor,
    radius: float,
    outline_colour: QColor = theme.OUTLINE,
) -> None:
    """Draw one keypoint's mark; nothing for an absent one."""
    outline = OUTLINE_WIDTH * radius
    if state == Visibility.VISIBLE:
        painter.setPen(QPen(outline_colour, outline))
        painter.setBrush(colour)
        painter.drawEllipse(centre, radius, radius)
    elif state == Visibility.OCCLUDED:
        # A ring's inside in the outline's colour keeps it hollow to the eye where limbs meet or the picture is bright.
        ring = 0.45 * radius
        painter.setPen(QPen(outline_colour, ring + 2 * outline))
        painter.setBrush(outline_colour)
        painter.drawEllipse(centre, radius, radius)
        painter.setPen(QPen(colour, ring))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(centre, radius, radius)


def tint(keypoint: int, colours: MarkColours = theme.ON_PICTURE) -> QColor:
    """Return the colour of the side that `keypoint` belongs to."""
    name = KEYPOINT_NAMES[keypoint]
    if name.startswith("left"):
        return colours.left
    return colours.right if name.startswith("right") else colours.centre


def _limb_tint(a: int, b: int, colours: MarkColours) -> QColor:
    same = tint(a, colours) == tint(b, colours)
    return tint(a, colours) if same else colours.centre


def _paint_solid(
    painter: QPainter, a: QPointF, b: QPointF, colour: QColor, outline_colour: QColor, radius: float
) -> None:
    width = LIMB_WIDTH * radius
    for pen_colour, pen_width in ((outline_colour, width + 2 * OUTLINE_WIDTH * radius), (colour, width)):
        # Flat ends cost Qt a third of round ones; the marks cover them.
        painter.setPen(QPen(pen_colour, pen_width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        painter.drawLine(a, b)


def _paint_dashed(
    painter: QPainter, a: QPointF, b: QPointF, colour: QColor, outline_colour: QColor, radius: float
) -> None:
    # Qt counts dashes in pen widths; the outline's dashes are longer by its own width at both ends.
    outline = OUTLINE_WIDTH * radius
    width = LIMB_WIDTH * radius
    for pen_colour, border in ((outline_colour, outline), (colour, 0.0)):
        pen_width = width + 2 * border
        pen = QPen(pen_colour, pen_width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
        pen.setDashPattern([(DASH * radius + 2 * border) / pen_width, (GAP * radius - 2 * border) / pen_width])
        pen.setDashOffset(border / pen_width)
        painter.setPen(pen)
        painter.drawLine(a, b)
