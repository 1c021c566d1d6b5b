"""How the pipeline is doing, in one line of small columns."""

from pathlib import Path

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.drives.recording_status import RecordingState, RecordingStatus
from app.posture.event import Severity
from app.ui import theme, words
from app.update import Figures

LOW_BYTES = 2_000_000_000
"""Less room is marked: some ten minutes of 720p video."""


class StatusItem(QWidget):
    """A small caption above a value.

    Parameters
    ----------
    sample : a long usual value: the item keeps room for it, so that the line does not jump as figures change.
    elastic : gets spare room, and is shortened in the middle where its value is longer than the room.
    """

    def __init__(self, *, caption: str, sample: str, elastic: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._caption, self._sample, self._elastic = caption, sample, elastic
        self._value = ""
        self._bad = False
        policy = QSizePolicy.Policy.Expanding if elastic else QSizePolicy.Policy.Minimum
        self.setSizePolicy(policy, QSizePolicy.Policy.Fixed)

    def show_value(self, value: str, *, whole: str = "", bad: bool = False) -> None:
        """Show `value`; `whole` is told when pointed at; `bad` marks a trouble."""
        if (value, bad) != (self._value, self._bad):
            self._value, self._bad = value, bad
            self.setToolTip(whole or value)
            self.updateGeometry()
            self.update()

    def value(self) -> str:
        """Return the value, unshortened."""
        return self._value

    def sizeHint(self) -> QSize:
        """Ask for caption and value."""
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return the room for the caption and the longer of sample and value."""
        caption, value = self._metrics()
        shown = (self._sample,) if self._elastic else (self._sample, self._value)
        width = max(caption.horizontalAdvance(self._caption), *(value.horizontalAdvance(text) for text in shown))
        return QSize(width + 1, caption.height() + value.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint caption and value."""
        caption, value = self._metrics()
        painter = QPainter(self)
        painter.setFont(theme.scaled(self.font(), 0.75))
        painter.setPen(theme.TEXT_DIM)
        painter.drawText(0, caption.ascent(), self._caption)
        painter.setFont(theme.scaled(self.font(), 0.9))
        painter.setPen(theme.SEVERITY[Severity.WARNING].ink if self._bad else theme.TEXT)
        left = self._paint_mark(painter, caption.height(), value)
        text = value.elidedText(self._value, Qt.TextElideMode.ElideMiddle, self.width() - left)
        painter.drawText(left, caption.height() + value.ascent(), text)
        painter.end()

    def _paint_mark(self, painter: QPainter, top: int, value: QFontMetrics) -> int:
        """Paint what stands before the value, in the line below `top`; return its width, pixels. Here: nothing."""
        return 0

    def _metrics(self) -> tuple[QFontMetrics, QFontMetrics]:
        return QFontMetrics(theme.scaled(self.font(), 0.75)), QFontMetrics(theme.scaled(self.font(), 0.9))


class RecordingItem(StatusItem):
    """The recording lamp: a filled red dot while recording, an empty ring while not; and words, for who sees no red."""

    def __init__(self, *, caption: str, sample: str, parent: QWidget | None = None) -> None:
        super().__init__(caption=caption, sample=sample, parent=parent)
        self._on = False

    def show_status(self, status: RecordingStatus, disk_free: int | None) -> None:
        """Show whether it is recording and the room on the disk, bytes; when pointed at, how much it has or why not."""
        tr = words.tr
        self._on = status.state is RecordingState.ON
        low = disk_free is not None and disk_free < LOW_BYTES
        left = "" if disk_free is None else tr(", {:.0f} GB").format(disk_free / 1e9)
        if status.state is RecordingState.STOPPED:
            self.show_value(tr("stopped"), whole=status.reason, bad=True)
        elif self._on:
            whole = tr("{:.0f} MB, {} frames lost").format(status.written / 1e6, status.lost)
            self.show_value(tr("on") + left, whole=whole, bad=low or status.lost > 0)
        else:
            self.show_value(tr("off") + left, whole=tr("turned on among the drives"), bad=low)

    def minimumSizeHint(self) -> QSize:
        """Return room for the lamp too."""
        hint = super().minimumSizeHint()
        return QSize(hint.width() + hint.height() // 2, hint.height())

    def _paint_mark(self, painter: QPainter, top: int, value: QFontMetrics) -> int:
        side = value.ascent() * 0.7
        lamp = QRectF(1, top + value.ascent() - side, side, side)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        red = theme.SEVERITY[Severity.ALARM].ink
        painter.setPen(red if self._on else theme.TEXT_DIM)
        painter.setBrush(red if self._on else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(lamp)
        painter.restore()
        return round(1.5 * side)


class StatusLine(QWidget):
    """Source, rates, frame age, drops, engine, recording, room on the disk, log."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        tr = words.tr
        self.source = StatusItem(caption=tr("Source"), sample="Camera 0", elastic=True)
        self.camera = StatusItem(caption=tr("Camera"), sample="120.0 fps")
        self.inference = StatusItem(caption=tr("Inference"), sample="120.0 fps")
        self.age = StatusItem(caption=tr("Frame age p50, p95"), sample="120, 120 ms")
        self.dropped = StatusItem(caption=tr("Dropped"), sample="99999")
        self.engine = StatusItem(caption=tr("Engine"), sample="cpu fp32")
        self.recording = RecordingItem(caption=tr("Recording, disk left"), sample=tr("off, {:.0f} GB").format(9999))
        self.log = StatusItem(caption=tr("Event log"), sample=tr("not logged"), elastic=True)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._space()
        for item in (
            *(self.source, self.camera, self.inference, self.age, self.dropped),
            *(self.engine, self.recording, self.log),
        ):
            self._row.addWidget(item)

    def changeEvent(self, event: QEvent) -> None:
        """Let the gaps follow the font."""
        if event.type() == QEvent.Type.FontChange:
            self._space()
        super().changeEvent(event)

    def show_figures(self, figures: Figures) -> None:
        """Show `figures`."""
        tr = words.tr
        self.source.show_value(figures.source)
        self.camera.show_value(tr("{:.1f} fps").format(figures.camera_fps))
        self.inference.show_value(
            tr("{:.1f} fps").format(figures.inference_fps), whole=tr("{:.1f} ms a frame").format(figures.inference_ms)
        )
        self.age.show_value(tr("{:.0f}, {:.0f} ms").format(figures.frame_age_ms_p50, figures.frame_age_ms_p95))
        self.dropped.show_value(
            str(figures.dropped), whole=tr("{} of {} frames").format(figures.dropped, figures.frames)
        )
        engine = figures.engine
        self.engine.show_value(
            f"{engine.backend} {engine.precision}", whole=f"{engine.backend} {engine.version}, {engine.device}"
        )
        self.recording.show_status(figures.recording, figures.disk_free)
        if figures.log_problem:
            self.log.show_value(tr("not logged"), whole=figures.log_problem, bad=True)
        else:
            self.log.show_value(_with_tilde(figures.log_path), whole=figures.log_path)

    def set_compact(self, compact: bool) -> None:
        """Leave out what tells a person at the wheel the least."""
        for item in (self.inference, self.dropped, self.log):
            item.setVisible(not compact)

    def _space(self) -> None:
        self._row.setSpacing(self.fontMetrics().height())


def _with_tilde(path: str) -> str:
    home = str(Path.home())
    return "~" + path[len(home) :] if path.startswith(home + "/") else path
