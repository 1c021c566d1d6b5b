"""Rows of controls under their names, dragged with a finger where there are more than fit."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.scroll import Scroll


class _Rows(QWidget):
    """The rows, on the window's ground."""

    def __init__(self) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.addStretch(1)


class Form(Scroll):
    """Controls one below the other."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        self._rows = _Rows()
        super().__init__(content=self._rows, parent=parent)
        self._space()

    def add(self, control: QWidget, name: str = "") -> None:
        """Add a control, with its name on the left where it has one."""
        column = self._rows.column
        if not name:
            column.insertWidget(column.count() - 1, control)
            return
        label = QLabel(name)
        label.setWordWrap(True)
        label.setBuddy(control)
        label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        control.setAccessibleName(name)
        row = QHBoxLayout()
        row.addWidget(label, 2)
        row.addWidget(control, 5)
        row.setAlignment(label, Qt.AlignmentFlag.AlignVCenter)
        column.insertLayout(column.count() - 1, row)

    def changeEvent(self, event: QEvent) -> None:
        """Let the gaps follow the font."""
        if event.type() == QEvent.Type.FontChange:
            self._space()
        super().changeEvent(event)

    def _space(self) -> None:
        self._rows.column.setSpacing(max(6, self.fontMetrics().height() // 2))
        self.setMinimumWidth(3 * theme.TOUCH_PX)
