"""What stands behind the desk's buttons: a drive's report, and other rules over the same drive."""

from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QProgressDialog, QWidget

from app.export.contents import Contents
from app.export.html_report import write_report
from app.export.showing import Blur
from app.posture.rules import load_rules
from app.review import comparison
from app.review.opening import OpenedDrive
from app.review.outcome import Outcome, Progress
from app.review.replay import replay
from app.review.trace import Tracing
from app.ui import words
from app.ui.review.seams import Comparison, Seams

PATIENCE_MS = 500
"""What takes no longer needs no bar."""


def desk_work(blur: Callable[[], Blur] | None = None) -> Seams:
    """Return what the buttons do; `blur` makes what takes faces out of a report's pictures, None leaves them in."""

    def export(opened: OpenedDrive, asking: QWidget) -> str:
        return write_drive_report(opened, asking, None if blur is None else blur())

    return Seams(export=export, compare=compare_with_rules)


def write_drive_report(opened: OpenedDrive, asking: QWidget, blur: Blur | None) -> str:
    """Ask where to, and write the report there; return a line of it, "" where a person thought better of it.

    Raises
    ------
    UserError : the drive is damaged, or it cannot be written.
    """
    tr = words.tr
    beside = opened.folder.parent / f"{opened.folder.name}.html"
    chosen, _ = QFileDialog.getSaveFileName(asking, tr("Write the report"), str(beside), tr("HTML pages (*.html)"))
    if not chosen:
        return ""
    tracing = Tracing(opened.drive)
    if _to_the_end(iter(tracing), tr("What the rules said…"), asking) is None:
        return ""
    write_report(Contents.of(opened.drive, tracing.trace), Path(chosen), blur=blur)
    return tr("Report written to {}").format(chosen)


def compare_with_rules(opened: OpenedDrive, asking: QWidget) -> Comparison | None:
    """Ask for rules and tell them what was told during the drive; return what they find, None where it was stopped.

    Raises
    ------
    UserError : the rules or the drive cannot be read.
    """
    tr = words.tr
    chosen, _ = QFileDialog.getOpenFileName(asking, tr("Other rules"), "", tr("Rules (*.toml)"))
    if not chosen:
        return None
    found = _to_the_end(replay(opened.drive, load_rules(Path(chosen))), tr("What other rules find…"), asking)
    if found is None:
        return None
    before = Outcome(events=opened.drive.events, observability=opened.drive.observability)
    differs = comparison.compare(before, found)
    label = tr("{}: {} the same, {} changed, {} only then, {} only now").format(
        Path(chosen).name, len(differs.same), len(differs.changed), len(differs.only_a), len(differs.only_b)
    )
    return Comparison(label=label, events=found.events)


def _to_the_end(steps: Iterator[Progress], what: str, asking: QWidget) -> Outcome | None:
    """Go on while a bar is shown; None where a person stopped it."""
    bar = QProgressDialog(what, words.tr("Stop"), 0, 0, asking)
    bar.setWindowModality(Qt.WindowModality.WindowModal)
    bar.setMinimumDuration(PATIENCE_MS)
    try:
        for step in steps:
            bar.setMaximum(step.total)
            # It lets the window go on.
            bar.setValue(step.done)
            if bar.wasCanceled():
                return None
        return step.outcome
    finally:
        bar.close()
        bar.deleteLater()
