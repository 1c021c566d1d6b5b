"""The skeleton on a picture without a window, as the window draws it. Needs no display."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen, QTransform

from app.ui import theme
from app.ui.qt_image import as_qimage, to_array
from app.ui.skeleton_painter import mark_radius, paint_pose
from pose.boxes import Box
from pose.pose import Pose


def paint_box(painter: QPainter, box: Box, transform: QTransform) -> None:
    """Draw the driver's box as a thin line. `transform` leads from picture pixels to the painter's."""
    corners = transform.mapRect(QRectF(box.x1, box.y1, box.width, box.height))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((theme.OUTLINE, 3.0), (theme.ZONE_DIM, 1.0)):
        painter.setPen(QPen(colour, width, j=Qt.PenJoinStyle.MiterJoin))
        painter.drawRect(corners)


def paint_overlay(image: NDArray[np.uint8], pose: Pose | None, box: Box | None) -> NDArray[np.uint8]:
    """Return a copy of `image`, (H, W, 3) uint8 BGR, with box and skeleton drawn on it."""
    canvas = as_qimage(np.ascontiguousarray(image)).convertToFormat(QImage.Format.Format_RGB32)
    # Qt's (0, 0) is the corner of the first pixel, the pose's is its centre.
    transform = QTransform.fromTranslate(0.5, 0.5)
    painter = QPainter(canvas)
    if box is not None:
        paint_box(painter, box, transform)
    if pose is not None:
        paint_pose(painter, pose, transform, mark_radius(image.shape[0], box))
    painter.end()
    return to_array(canvas)
