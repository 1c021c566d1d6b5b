"""A schematic person, facing the viewer, with the state of every keypoint: an absent one has no place in a picture."""

from collections.abc import Sequence
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath, QPainterPathStroker, QPaintEvent, QPen, QTransform
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme, words
from app.ui.skeleton_painter import FACE_SCALE, paint_mark, paint_marks, tint
from pose.keypoints import FACE, INDEX, KEYPOINT_NAMES
from pose.visibility import Visibility

FIGURE: Final = QRectF(-3, -3, 106, 192)
"""The drawing's own units. The person faces us: their left is on our right, x over 50."""

_LEFT_HALF: Final = {
    "nose": (50, 31),
    "left_eye": (58.5, 21),
    "left_ear": (68, 26),
    "left_shoulder": (72, 63),
    "left_elbow": (84, 91),
    "left_wrist": (89, 117),
    "left_hip": (62, 113),
    "left_knee": (64, 145),
    "left_ankle": (65, 176),
}

MARK: Final = 5.0
"""Radius of a mark, drawing units."""


def place(keypoint: int) -> QPointF:
    """Return where `keypoint` stands in the drawing."""
    name = KEYPOINT_NAMES[keypoint]
    x, y = _LEFT_HALF[name.replace("right", "left")]
    return QPointF(100 - x if name.startswith("right") else x, y)


@cache
def silhouette() -> QPainterPath:
    """Return the person's outline in drawing units: soft, rounded limbs."""
    body = QPainterPath()
    body.addEllipse(QPointF(50, 24), 20, 24)

    def add(width: float, *points: QPointF, closed: bool = False) -> None:
        nonlocal body
        line = QPainterPath(points[0])
        for point in points[1:]:
            line.lineTo(point)
        if closed:
            line.closeSubpath()
        stroker = QPainterPathStroker()
        stroker.setWidth(width)
        stroker.setCapStyle(Qt.PenCapStyle.RoundCap)
        stroker.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        limb = stroker.createStroke(line)
        body = body.united(limb.united(line) if closed else limb)

    add(14, QPointF(50, 44), QPointF(50, 63))
    trunk = [place(INDEX[name]) for name in ("left_shoulder", "left_hip", "right_hip", "right_shoulder")]
    add(17, *trunk, closed=True)
    for side in ("left", "right"):
        shoulder, elbow, wrist = (place(INDEX[f"{side}_{joint}"]) for joint in ("shoulder", "elbow", "wrist"))
        add(14.5, shoulder, elbow)
        add(12.5, elbow, wrist + (wrist - elbow) * 0.25)
        hip, knee, ankle = (place(INDEX[f"{side}_{joint}"]) for joint in ("hip", "knee", "ankle"))
        add(19, hip, knee)
        add(15.5, knee, ankle)
    return body.simplified()


class BodyDiagram(QWidget):
    """Show each keypoint filled (visible), as a ring (occluded) or crossed out (absent), with a legend."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._states: tuple[Visibility, ...] | None = None

    def show_states(self, states: NDArray[np.uint8] | None) -> None:
        """Show the 17 decided states; None: nobody is seen."""
        decided = None if states is None else tuple(Visibility(state) for state in states.tolist())
        if decided != self._states:
            self._states = decided
            self.update()

    def sizeHint(self) -> QSize:
        """Ask for what the legend and a readable figure need."""
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return the legend's width and a figure of nine lines of text beside or above it."""
        line = self.fontMetrics().height()
        return QSize(round(self._legend_width()), 10 * line)

    def to_widget(self) -> QTransform:
        """Return the way from the drawing's units to the widget's pixels."""
        figure, _ = self._areas()
        scale = min(figure.width() / FIGURE.width(), figure.height() / FIGURE.height())
        middle = figure.center() - FIGURE.center() * scale
        return QTransform.fromTranslate(middle.x(), middle.y()).scale(scale, scale)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint figure, marks and legend."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        figure, legend = self._areas()
        painter.save()
        painter.setTransform(self.to_widget(), True)
        painter.fillPath(silhouette(), theme.SILHOUETTE)
        if self._states is not None:
            self._paint_states(painter, self._states)
        painter.restore()
        if self._states is None:
            painter.setPen(theme.TEXT)
            painter.drawText(figure, Qt.AlignmentFlag.AlignCenter, words.tr("Nobody seen"))
        self._paint_sides(painter)
        self._paint_legend(painter, legend)
        painter.end()

    def _areas(self) -> tuple[QRectF, QRectF]:
        """Return the figure's and the legend's place: side by side where the widget is wide."""
        area = QRectF(self.rect())
        line = self.fontMetrics().height() * 1.35
        if area.width() > 0.9 * area.height():
            width = self._legend_width()
            legend = QRectF(area.right() - width, area.center().y() - 1.5 * line, width, 3 * line)
            return area.adjusted(0, 0, -width, 0), legend
        legend = QRectF(area.left(), area.bottom() - 3 * line, area.width(), 3 * line)
        return area.adjusted(0, 0, 0, -3 * line - 0.5 * line), legend

    def _paint_states(self, painter: QPainter, states: Sequence[Visibility]) -> None:
        paint_marks(painter, [place(i) for i in range(len(states))], states, MARK, theme.DIAGRAM)
        for i, state in enumerate(states):
            if state == Visibility.ABSENT:
                paint_cross(painter, place(i), MARK * (FACE_SCALE if i in FACE else 1.0))

    def _paint_sides(self, painter: QPainter) -> None:
        painter.setFont(theme.scaled(self.font(), 1.0, bold=True))
        size = 2.0 * self.fontMetrics().height()
        for keypoint, letter, x in (
            (INDEX["right_shoulder"], words.tr("R"), 6),
            (INDEX["left_shoulder"], words.tr("L"), 94),
        ):
            centre = self.to_widget().map(QPointF(x, 52))
            painter.setPen(tint(keypoint, theme.DIAGRAM))
            area = QRectF(centre.x() - size / 2, centre.y() - size / 2, size, size)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, letter)

    def _paint_legend(self, painter: QPainter, area: QRectF) -> None:
        painter.setFont(self.font())
        line = area.height() / 3
        radius = 0.3 * self.fontMetrics().height()
        left = area.center().x() - self._legend_width() / 2
        for row, state in enumerate((Visibility.VISIBLE, Visibility.OCCLUDED, Visibility.ABSENT)):
            middle = QPointF(left + 1.6 * radius, area.top() + (row + 0.5) * line)
            if state == Visibility.ABSENT:
                paint_cross(painter, middle, radius)
            else:
                paint_mark(painter, middle, state, theme.DIAGRAM.centre, radius, theme.DIAGRAM.outline)
            painter.setPen(theme.TEXT)
            text = QRectF(left + 4.2 * radius, area.top() + row * line, area.width(), line)
            painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, words.visibility(state))
            if self._states is not None:
                count = QRectF(left, text.top(), self._legend_width(), line)
                both = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
                painter.drawText(count, both, str(self._states.count(state)))

    def _legend_width(self) -> float:
        metrics = QFontMetricsF(self.font())
        texts = max(metrics.horizontalAdvance(f"{words.visibility(state)}  17") for state in Visibility)
        return texts + 4.2 * 0.3 * metrics.height() + 2


def paint_cross(painter: QPainter, centre: QPointF, radius: float) -> None:
    """Draw the mark of an absent keypoint, in grey."""
    arm = 0.85 * radius
    painter.setPen(QPen(theme.TEXT_DIM, 0.42 * radius, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawLine(centre + QPointF(-arm, -arm), centre + QPointF(arm, arm))
    painter.drawLine(centre + QPointF(-arm, arm), centre + QPointF(arm, -arm))
