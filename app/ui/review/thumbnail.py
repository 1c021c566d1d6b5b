"""A small picture of a moment, above where one points at the timeline."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.drives.reading import Drive
from app.review.moments import Moment, Moments
from app.ui import theme
from app.ui.overlay import paint_overlay
from app.ui.qt_image import as_qimage

WIDTH: Final = 200
"""Pixels."""


class Thumbnail(QWidget):
    """Show a picture with the time below it, over the page."""

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._image: QImage | None = None
        self._text = ""
        self.hide()

    def show_at(self, image: QImage, text: str, foot: QPoint, within: QRect) -> None:
        """Show a picture above `foot`, inside `within`, both in the page's pixels."""
        self._image, self._text = image, text
        line = self.fontMetrics().height()
        self.resize(image.width() + 8, image.height() + line + 12)
        left = min(max(foot.x() - self.width() // 2, within.left()), within.right() - self.width())
        self.move(left, max(within.top(), foot.y() - self.height() - 6))
        self.raise_()
        self.show()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture and the time."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.LINE)
        painter.setBrush(theme.SURFACE)
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 6, 6)
        if self._image is not None:
            painter.drawImage(QPoint(4, 4), self._image)
            painter.setPen(theme.TEXT)
            painter.drawText(
                QRect(4, self._image.height() + 6, self._image.width(), self.height() - self._image.height() - 8),
                Qt.AlignmentFlag.AlignCenter,
                self._text,
            )
        painter.end()


@contextmanager
def thumbnails_of(drive: Drive) -> Iterator[Callable[[int], tuple[int, QImage | None]]]:
    """Open a drive; yields what makes the thumbnail of a time, ns."""
    moments = Moments(drive)

    def answer(time: int) -> tuple[int, QImage | None]:
        moment = moments.at(time, playing=True, exact=False)
        return time, None if moment is None else picture_of(moment, WIDTH)

    try:
        yield answer
    finally:
        moments.close()


def picture_of(moment: Moment, width: int) -> QImage:
    """Return the moment's picture with its skeleton, `width` pixels wide."""
    image = moment.frame.image
    drawn = paint_overlay(image, moment.observation.pose, moment.observation.box)
    height = max(1, round(width * image.shape[0] / image.shape[1]))
    small: NDArray[np.uint8] = np.ascontiguousarray(
        cv2.resize(drawn, (width, height), interpolation=cv2.INTER_AREA), np.uint8
    )
    return as_qimage(small).copy()
