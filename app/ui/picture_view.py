"""The camera's picture with box, wheel zone and skeleton."""

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent, QTransform
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.frames.frame import Frame
from app.perception.observation import Observation
from app.ui import theme, words
from app.ui.overlay import paint_box
from app.ui.qt_image import as_qimage
from app.ui.skeleton_painter import mark_radius, paint_pose
from pose.boxes import Box


class PictureView(QWidget):
    """Show one frame, as large as fits, with what was seen in that very frame.

    Attributes
    ----------
    first_frame_painted : signal, once, after the first picture is on the widget.
    """

    first_frame_painted = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 90)
        self._frame: Frame | None = None
        self._observation: Observation | None = None
        self._wheel: tuple[tuple[float, float], ...] = ()
        self._scaled: NDArray[np.uint8] | None = None
        self._told = False

    def show_frame(self, frame: Frame, observation: Observation, wheel: tuple[tuple[float, float], ...] = ()) -> None:
        """Show `frame` with its own `observation`, and `wheel`, the wheel zone's polygon in picture pixels."""
        if frame.index != observation.index:
            raise ValueError(f"frame {frame.index} cannot be shown with the observation of {observation.index}")
        self._frame, self._observation, self._wheel = frame, observation, wheel
        self._scaled = None
        self._limit_height()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the neighbours have the height that the picture cannot use."""
        self._limit_height()

    def sizeHint(self) -> QSize:
        """Ask for a 16:9 picture."""
        return QSize(640, 360)

    def picture_rect(self) -> QRect:
        """Return where the picture is painted, in the widget's pixels; empty before the first frame."""
        if self._frame is None:
            return QRect()
        height, width = self._frame.image.shape[:2]
        size = QSize(width, height).scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        return QRect(QPointF((self.width() - size.width()) / 2, (self.height() - size.height()) / 2).toPoint(), size)

    def to_widget(self) -> QTransform:
        """Return what leads from picture pixels to the widget's; nothing sensible before the first frame."""
        area = self.picture_rect()
        scale = 1.0 if self._frame is None else area.width() / self._frame.image.shape[1]
        # Qt's (0, 0) is the corner of the first pixel, the pose's is its centre.
        return QTransform.fromTranslate(area.x(), area.y()).scale(scale, scale).translate(0.5, 0.5)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture, the wheel zone, the box, the skeleton."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.BACKGROUND)
        if self._frame is None or self._observation is None:
            painter.setPen(theme.TEXT_DIM)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, words.tr("Waiting for the first picture"))
            painter.end()
            return
        area = self.picture_rect()
        self._paint_picture(painter, area)
        painter.setClipRect(area)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        to_widget = self.to_widget()
        scale = to_widget.m11()
        self._paint_wheel(painter, to_widget)
        box = self._observation.box
        if box is not None:
            paint_box(painter, box, to_widget)
        if self._observation.pose is not None:
            on_widget = None if box is None else Box(0, 0, box.width * scale, box.height * scale)
            paint_pose(painter, self._observation.pose, to_widget, mark_radius(area.height(), on_widget))
        painter.end()
        if not self._told:
            self._told = True
            # Whoever hears it may grab the window, which must not happen while painting.
            QTimer.singleShot(0, self, self.first_frame_painted.emit)

    def _limit_height(self) -> None:
        height, width = (9, 16) if self._frame is None else self._frame.image.shape[:2]
        limit = max(round(self.width() * height / width), self.minimumHeight())
        if limit != self.maximumHeight():
            self.setMaximumHeight(limit)

    def _paint_picture(self, painter: QPainter, area: QRect) -> None:
        assert self._frame is not None
        ratio = self.devicePixelRatioF()
        size = (max(1, round(area.width() * ratio)), max(1, round(area.height() * ratio)))
        if self._scaled is None or (self._scaled.shape[1], self._scaled.shape[0]) != size:
            # Scaled once a frame by OpenCV: Qt's own scaling while painting costs ten times as much.
            scaled = cv2.resize(self._frame.image, size, interpolation=cv2.INTER_LINEAR)
            self._scaled = np.ascontiguousarray(scaled, np.uint8)
        picture = as_qimage(self._scaled)
        picture.setDevicePixelRatio(ratio)
        painter.drawImage(area.topLeft(), picture)

    def _paint_wheel(self, painter: QPainter, to_widget: QTransform) -> None:
        if not self._wheel:
            return
        polygon = to_widget.map(QPolygonF([QPointF(x, y) for x, y in self._wheel]))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((theme.OUTLINE, 5.0), (theme.ZONE, 3.0)):
            pen = QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
            pen.setDashPattern([0.01, 8.0 / width])
            painter.setPen(pen)
            painter.drawPolygon(polygon)
