"""The drive that goes on: recording on and off, what is kept, and keeping it."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.drives.folder import PROTECTED
from app.posture.event import Severity
from app.ui import words
from app.ui.form import Form
from app.ui.panel import Panel
from app.ui.record_button import RecordButton
from app.ui.touch_button import TouchButton
from app.update import Update


class DrivesPage(QWidget):
    """Show the recording's button and lamp, and what there is of the drive.

    Attributes
    ----------
    record_touched : signal, recording is wanted, or no more.
    protect_touched : signal, the drive's folder (str) is to be kept.
    """

    record_touched = Signal()
    protect_touched = Signal(str)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tr = words.tr
        self.record_button = RecordButton()
        self.protect_button = TouchButton(tr("Keep this drive: never delete it"))
        self.protect_button.setCheckable(True)
        self.protect_button.setEnabled(False)
        self.where, self.events, self.room, self.hint = (QLabel() for _ in range(4))
        for label in (self.where, self.events, self.room, self.hint):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.hint.setText(tr("Look at drives at the desk: cabinsight drives list, cabinsight review."))
        self.form = Form()
        about = QWidget()
        lines = QVBoxLayout(about)
        lines.setContentsMargins(0, 0, 0, 0)
        for label in (self.where, self.events, self.room, self.hint):
            lines.addWidget(label)
        for control in (self.record_button, self.protect_button, Panel(heading=tr("This drive"), content=about)):
            self.form.add(control)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.form)
        self._drive = ""
        self.record_button.clicked.connect(self.record_touched)
        self.protect_button.clicked.connect(lambda: self.protect_touched.emit(self._drive))

    def show_update(self, update: Update) -> None:
        """Show the present."""
        tr, figures = words.tr, update.figures
        self.record_button.show_status(figures.recording)
        if figures.log_path != self._drive:
            self._drive = figures.log_path
            self.protect_button.setChecked(bool(self._drive) and (Path(self._drive) / PROTECTED).exists())
        self.protect_button.setEnabled(bool(self._drive) and not self.protect_button.isChecked())
        self.where.setText(Path(self._drive).name or figures.log_problem)
        counts = {severity: sum(event.severity is severity for event in update.events) for severity in Severity}
        self.events.setText(
            tr("Events: {}").format(", ".join(f"{words.severity(kind)} {count}" for kind, count in counts.items()))
        )
        left = "" if figures.disk_free is None else tr("{:.0f} GB left on the disk").format(figures.disk_free / 1e9)
        self.room.setText(left)
