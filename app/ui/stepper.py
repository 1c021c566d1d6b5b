"""A number that a finger makes larger or smaller."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from app.ui import theme, words
from app.ui.touch_button import SIGN, TouchButton


class Stepper(QWidget):
    """A value between two buttons: one step down, one up.

    Parameters
    ----------
    steps : the values that there are, rising.
    said : how a value is written.

    Attributes
    ----------
    value : the present one; it may lie between two steps.
    value_changed : signal, a person has changed it.
    """

    value_changed = Signal()

    def __init__(
        self, *, steps: Sequence[float], said: Callable[[float], str], name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.value = steps[0]
        self._steps, self._said = tuple(steps), said
        self.down, self.up = TouchButton("−", scale=SIGN), TouchButton("+", scale=SIGN)  # noqa: RUF001 - a minus
        self.down.setAccessibleName(words.tr("{}: less").format(name))
        self.up.setAccessibleName(words.tr("{}: more").format(name))
        self._label = QLabel()
        self._label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for button in (self.down, self.up):
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            button.setMinimumWidth(theme.TOUCH_PX)
        row.addWidget(self.down)
        row.addWidget(self._label, 1)
        row.addWidget(self.up)
        self.down.clicked.connect(lambda: self._step(max((s for s in self._steps if s < self.value), default=None)))
        self.up.clicked.connect(lambda: self._step(min((s for s in self._steps if s > self.value), default=None)))
        self.set_value(steps[0])

    def set_value(self, value: float) -> None:
        """Show a value without telling."""
        self.value = value
        self._label.setText(self._said(value))
        self.down.setEnabled(any(step < value for step in self._steps))
        self.up.setEnabled(any(step > value for step in self._steps))

    def _step(self, value: float | None) -> None:
        if value is not None:
            self.set_value(value)
            self.value_changed.emit()
