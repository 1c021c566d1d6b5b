"""Lines that a person should read: what is wrong with the source, the engine or the log."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.ui import theme


class Banner(QLabel):
    """Show lines, or take no room where there are none."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._colour()
        self.setAutoFillBackground(True)
        self.hide()

    def show_lines(self, lines: Sequence[str]) -> None:
        """Show every line once; empty ones are left out."""
        text = "\n".join(dict.fromkeys(line for line in lines if line))
        if text != self.text():
            self.setText(text)
            self.setVisible(bool(text))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the look."""
        if event.type() == QEvent.Type.PaletteChange:
            self._colour()
        super().changeEvent(event)

    def _colour(self) -> None:
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, theme.RAISED)
        palette.setColor(QPalette.ColorRole.WindowText, theme.PENDING)
        if palette != self.palette():
            self.setPalette(palette)
