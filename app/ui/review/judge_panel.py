"""What a person says of the chosen event or mark: verdict, tag, note."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCompleter, QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.posture.event import PostureEvent
from app.review.judgements import Mark, Review, Verdict
from app.ui import theme, words
from app.ui.review.button import button
from app.ui.review.item_list import Item

KEYS = {Verdict.TRUE: "Y", Verdict.FALSE: "X", Verdict.UNCLEAR: "U"}
"""Yes, the cross that is drawn, unclear."""


class JudgePanel(QWidget):
    """Show and change what is said of one item.

    Attributes
    ----------
    judged : signal, a `Verdict` that a person chose.
    written : signal, tag and note that a person wrote.
    marked, undone, declared : signals, a person wants a mark here, wants the last word back, calls the drive reviewed
        (True) or not.
    """

    judged = Signal(object)
    written = Signal(str, str)
    marked = Signal()
    undone = Signal()
    declared = Signal(bool)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tr = words.tr
        names = {Verdict.TRUE: tr("True"), Verdict.FALSE: tr("False"), Verdict.UNCLEAR: tr("Unclear")}
        self.verdicts: dict[Verdict, QPushButton] = {
            verdict: button(f"{name} ({KEYS[verdict]})", checkable=True) for verdict, name in names.items()
        }
        self.tag, self.note = QLineEdit(), QLineEdit()
        for edit, hint, name in ((self.tag, tr("Tag (T)"), tr("Tag")), (self.note, tr("Note"), tr("Note"))):
            edit.setPlaceholderText(hint)
            edit.setAccessibleName(name)
            edit.setMinimumHeight(30)
            edit.editingFinished.connect(self._tell_written)
            edit.setStyleSheet(
                f"QLineEdit {{ background: {theme.BACKGROUND.name()}; color: {theme.TEXT.name()}; "
                f"border: 2px solid {theme.LINE.name()}; border-radius: 6px; padding: 2px 6px; }}"
                f"QLineEdit:focus {{ border-color: {theme.TEXT.name()}; }}"
            )
        self.mark_button = button(tr("Mark (M)"), tr("Mark this moment"))
        self.undo_button = button(tr("Undo"), tr("Take the last word back (Ctrl+Z)"))
        self.reviewed_button = button(tr("Reviewed (R)"), tr("The drive is reviewed"), checkable=True)
        self._shown = ("", "")
        self._arrange()
        for verdict, made in self.verdicts.items():
            made.clicked.connect(lambda _=False, verdict=verdict: self.judged.emit(verdict))
        self.mark_button.clicked.connect(self.marked)
        self.undo_button.clicked.connect(self.undone)
        self.reviewed_button.clicked.connect(self.declared)

    def show_item(self, item: Item | None, review: Review, *, reviewed: bool, can_undo: bool) -> None:
        """Show what was said of `item`, None: nothing is chosen."""
        verdict, tag, note = None, "", ""
        if isinstance(item, Mark):
            tag, note = item.tag, item.note
        elif item is not None:
            said = review.judgements.get((item.kind, item.start))
            if said is not None:
                verdict, tag, note = said.verdict, said.tag, said.note
        for one, made in self.verdicts.items():
            made.setEnabled(isinstance(item, PostureEvent))
            made.setChecked(one is verdict)
        self._shown = tag, note
        for edit, text in ((self.tag, tag), (self.note, note)):
            edit.setEnabled(item is not None)
            if edit.text() != text:
                edit.setText(text)
        self.undo_button.setEnabled(can_undo)
        self.reviewed_button.setChecked(reviewed)

    def offer_tags(self, tags: Sequence[str]) -> None:
        """Offer tags that were given before while one is typed."""
        self.tag.setCompleter(QCompleter(sorted(set(tags)), self))

    def _tell_written(self) -> None:
        said = self.tag.text().strip(), self.note.text().strip()
        if said != self._shown:
            self._shown = said
            self.written.emit(*said)

    def _arrange(self) -> None:
        verdicts = QHBoxLayout()
        for made in self.verdicts.values():
            verdicts.addWidget(made)
        texts = QGridLayout()
        texts.addWidget(self.tag, 0, 0)
        texts.addWidget(self.note, 0, 1)
        texts.setColumnStretch(0, 2)
        texts.setColumnStretch(1, 3)
        more = QHBoxLayout()
        for made in (self.mark_button, self.undo_button, self.reviewed_button):
            more.addWidget(made)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for layout in (verdicts, texts, more):
            layout.setSpacing(6)
            column.addLayout(layout)
