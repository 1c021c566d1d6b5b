"""Below the picture: play, the time, the speed, and going to a time."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from app.review.playback import SPEEDS, Playback
from app.ui import theme, words
from app.ui.review.button import button
from app.ui.review.time_axis import clock_text, parsed_clock


class Transport(QWidget):
    """Show how it plays.

    Attributes
    ----------
    toggled, slower, faster : signals, a person pressed the button.
    sought : signal, ns from the drive's start, that a person typed.
    refused : signal, what was typed and is no time.
    """

    toggled = Signal()
    slower = Signal()
    faster = Signal()
    sought = Signal(object)
    refused = Signal(str)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tr = words.tr
        self.play_button = button(tr("Play"), tr("Space"))
        self.slower_button = button("−", tr("Slower (-)"))  # noqa: RUF001 - a minus
        self.faster_button = button("+", tr("Faster (+)"))
        self.speed, self.time, self.clock = QLabel(), QLabel(), QLabel()
        for label in (self.speed, self.time, self.clock):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.go_to = QLineEdit()
        self.go_to.setPlaceholderText(tr("Go to (G)"))
        self.go_to.setAccessibleName(tr("Go to a time, such as 1:02:03"))
        self.go_to.setMinimumHeight(30)
        self.go_to.setStyleSheet(
            f"QLineEdit {{ background: {theme.BACKGROUND.name()}; color: {theme.TEXT.name()}; "
            f"border: 2px solid {theme.LINE.name()}; border-radius: 6px; padding: 2px 6px; }}"
            f"QLineEdit:focus {{ border-color: {theme.TEXT.name()}; }}"
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.play_button)
        row.addWidget(self.slower_button)
        row.addWidget(self.speed)
        row.addWidget(self.faster_button)
        row.addStretch(1)
        row.addWidget(self.time)
        row.addWidget(self.clock)
        row.addStretch(1)
        row.addWidget(self.go_to)
        self.play_button.clicked.connect(self.toggled)
        self.slower_button.clicked.connect(self.slower)
        self.faster_button.clicked.connect(self.faster)
        self.go_to.returnPressed.connect(self._go)

    def show_playback(self, playback: Playback, wall_time: float) -> None:
        """Show place, speed and direction; `wall_time` is that of the picture shown, seconds since 1970."""
        tr = words.tr
        self.play_button.setText(tr("Pause") if playback.playing else tr("Play"))
        self.speed.setText(speed_text(playback))
        whole = clock_text(playback.end - playback.start)
        self.time.setText(f"{clock_text(playback.position - playback.start, tenths=True)} / {whole}")
        self.clock.setText(words.clock(wall_time))
        metrics = self.fontMetrics()
        # Room for the widest, so that nothing moves while it plays.
        self.speed.setMinimumWidth(metrics.horizontalAdvance("−1/8 x "))  # noqa: RUF001 - a minus
        self.time.setMinimumWidth(metrics.horizontalAdvance(f"0:{whole}.0 / {whole}"))
        self.play_button.setMinimumWidth(metrics.horizontalAdvance(tr("Pause")) + 30)

    def ask(self) -> None:
        """Let a person type a time."""
        self.go_to.setFocus()
        self.go_to.selectAll()

    def _go(self) -> None:
        at = parsed_clock(self.go_to.text())
        if at is None:
            self.refused.emit(words.tr("'{}' is no time; such as 1:02:03 or 2:03.4").format(self.go_to.text()))
            return
        self.go_to.clear()
        self.sought.emit(at)


def speed_text(playback: Playback) -> str:
    """Return such as `1/8 x`, with a minus for backwards."""
    speed = SPEEDS[playback.speed]
    text = f"{speed:g} x" if speed >= 1 else f"1/{1 / speed:g} x"
    return f"−{text}" if playback.backwards else text  # noqa: RUF001 - a minus
