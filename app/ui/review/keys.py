"""The player's keys, as people know them from video players, and the card that tells them."""

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from app.ui import theme, words

KEYS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("toggle", ("Space",)),
    ("back", ("Left",)),
    ("on", ("Right",)),
    ("far_back", ("Shift+Left",)),
    ("far_on", ("Shift+Right",)),
    ("backwards", ("J",)),
    ("stop", ("K",)),
    ("forwards", ("L",)),
    ("slower", ("-",)),
    ("faster", ("+", "=")),
    ("next", ("N",)),
    ("previous", ("P",)),
    ("notice", ("1",)),
    ("warning", ("2",)),
    ("alarm", ("3",)),
    ("true", ("Y",)),
    ("false", ("X",)),
    ("unclear", ("U",)),
    ("tag", ("T",)),
    ("mark", ("M",)),
    ("unmark", ("Delete",)),
    ("undo", ("Ctrl+Z",)),
    ("reviewed", ("R",)),
    ("loop_start", ("[",)),
    ("loop_end", ("]",)),
    ("go_to", ("G",)),
    ("inspect", ("I",)),
    ("inspect_back", ("Shift+I",)),
    ("plot", ("V",)),
    ("whole", ("0",)),
    ("help", ("?",)),
    ("leave", ("Esc",)),
)
"""What is done, and its keys."""


def spoken() -> dict[str, str]:
    """Return what each act of `KEYS` is in words."""
    tr = words.tr
    return {
        "toggle": tr("Play, pause"),
        "back": tr("One picture back"),
        "on": tr("One picture on"),
        "far_back": tr("10 s back"),
        "far_on": tr("10 s on"),
        "backwards": tr("Play backwards, again: faster"),
        "stop": tr("Pause"),
        "forwards": tr("Play, again: faster"),
        "slower": tr("Slower"),
        "faster": tr("Faster"),
        "next": tr("Next event"),
        "previous": tr("Previous event"),
        "notice": tr("Next notice"),
        "warning": tr("Next warning"),
        "alarm": tr("Next alarm"),
        "true": tr("The event is true"),
        "false": tr("The event is false"),
        "unclear": tr("The event is unclear"),
        "tag": tr("Tag the event, or this moment"),
        "mark": tr("Mark this moment"),
        "unmark": tr("Take the chosen mark away"),
        "undo": tr("Take the last word back"),
        "reviewed": tr("The drive is reviewed"),
        "loop_start": tr("Begin of the loop"),
        "loop_end": tr("End of the loop"),
        "go_to": tr("Go to a time"),
        "inspect": tr("Look at the next keypoint"),
        "inspect_back": tr("Look at the one before"),
        "plot": tr("Plot the next rule's measure"),
        "whole": tr("See the whole drive"),
        "help": tr("These keys"),
        "leave": tr("Back"),
    }


def connect(page: QWidget, acts: Mapping[str, Callable[[], object]]) -> None:
    """Let the keys work on `page` and whatever is in it. Letters typed into a field stay letters."""
    for name, sequences in KEYS:
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
        text = spoken()
        for i, (name, sequences) in enumerate(KEYS):
            key = QLabel("  ".join(_shown(sequence) for sequence in sequences))
            key.setStyleSheet(f"color: {theme.ACCENT.name()}; font-weight: bold;")
            key.setAlignment(Qt.AlignmentFlag.AlignRight)
            column = 2 * (i // rows)
            grid.addWidget(key, i % rows, column)
            grid.addWidget(QLabel(text[name]), i % rows, column + 1)
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
