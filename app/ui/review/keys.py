"""The player's keys, as people know them from video players, and the card that tells them."""

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from app.ui import theme, words

KEYS: Final[tuple[tuple[str, tuple[str, ...], str], ...]] = (
    ("toggle", ("Space",), "Play, pause"),
    ("back", ("Left",), "One picture back"),
    ("on", ("Right",), "One picture on"),
    ("far_back", ("Shift+Left",), "10 s back"),
    ("far_on", ("Shift+Right",), "10 s on"),
    ("backwards", ("J",), "Play backwards, again: faster"),
    ("stop", ("K",), "Pause"),
    ("forwards", ("L",), "Play, again: faster"),
    ("slower", ("-",), "Slower"),
    ("faster", ("+", "="), "Faster"),
    ("next", ("N",), "Next event"),
    ("previous", ("P",), "Previous event"),
    ("notice", ("1",), "Next notice"),
    ("warning", ("2",), "Next warning"),
    ("alarm", ("3",), "Next alarm"),
    ("true", ("Y",), "The event is true"),
    ("false", ("X",), "The event is false"),
    ("unclear", ("U",), "The event is unclear"),
    ("tag", ("T",), "Tag the event, or this moment"),
    ("mark", ("M",), "Mark this moment"),
    ("unmark", ("Delete",), "Take the chosen mark away"),
    ("undo", ("Ctrl+Z",), "Take the last word back"),
    ("reviewed", ("R",), "The drive is reviewed"),
    ("loop_start", ("[",), "Begin of the loop"),
    ("loop_end", ("]",), "End of the loop"),
    ("go_to", ("G",), "Go to a time"),
    ("inspect", ("I",), "Look at the next keypoint"),
    ("inspect_back", ("Shift+I",), "Look at the one before"),
    ("plot", ("V",), "Plot the next rule's measure"),
    ("whole", ("0",), "See the whole drive"),
    ("help", ("?",), "These keys"),
    ("leave", ("Esc",), "Back"),
)
"""What is done, its keys, and what it is in words."""


def connect(page: QWidget, acts: Mapping[str, Callable[[], object]]) -> None:
    """Let the keys work on `page` and whatever is in it. Letters typed into a field stay letters."""
    for name, sequences, _ in KEYS:
        for sequence in sequences:
            shortcut = QShortcut(QKeySequence(sequence), page)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(acts[name])


class KeyCard(QWidget):
    """All keys on a card over the page."""

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._page = parent
        grid = QGridLayout(self)
        grid.setContentsMargins(24, 18, 24, 18)
        grid.setHorizontalSpacing(14)
        rows = -(-len(KEYS) // 2)
        for i, (_, sequences, text) in enumerate(KEYS):
            key = QLabel("  ".join(_shown(sequence) for sequence in sequences))
            key.setStyleSheet(f"color: {theme.ACCENT.name()}; font-weight: bold;")
            key.setAlignment(Qt.AlignmentFlag.AlignRight)
            column = 2 * (i // rows)
            grid.addWidget(key, i % rows, column)
            grid.addWidget(QLabel(words.tr(text)), i % rows, column + 1)
        self.hide()

    def toggle(self) -> None:
        """Show the card in the middle of its page, or hide it."""
        self.adjustSize()
        self.move((self._page.width() - self.width()) // 2, max(0, (self._page.height() - self.height()) // 2))
        self.raise_()
        self.setVisible(not self.isVisible())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.LINE)
        painter.setBrush(theme.SURFACE)
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 10, 10)
        painter.end()


def _shown(sequence: str) -> str:
    return sequence.replace("Left", "←").replace("Right", "→").replace("+←", " ←").replace("+→", " →")
