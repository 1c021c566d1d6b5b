"""Finds what a window has no room for."""

from PySide6.QtWidgets import QApplication, QLabel, QWidget


def settle() -> None:
    """Let every layout come to rest: one asks the next by a posted event. No waiting, however busy the machine is."""
    for _ in range(8):
        QApplication.sendPostedEvents()
        QApplication.processEvents()


def cut_off(window: QWidget) -> list[str]:
    """Name the shown widgets of ours whose texts, or that themselves, have less room than they need."""
    return [
        f"{type(widget).__name__} {_said(widget)!r} in {widget.width()}x{widget.height()}"
        for widget in window.findChildren(QWidget)
        if widget.isVisible() and not _fits(widget)
    ]


def _said(widget: QWidget) -> str:
    return widget.text() if hasattr(widget, "text") else ""


def _fits(widget: QWidget) -> bool:
    if isinstance(widget, QLabel):
        if not widget.text():
            return True
        if widget.wordWrap():
            longest = max(map(widget.fontMetrics().horizontalAdvance, widget.text().split()))
            return widget.height() >= widget.heightForWidth(widget.width()) and widget.width() >= longest
        return widget.width() >= widget.fontMetrics().horizontalAdvance(widget.text())
    if not type(widget).__module__.startswith("app.ui"):
        return True
    needed = widget.minimumSizeHint()
    has_room = widget.width() >= needed.width() and widget.height() >= needed.height()
    return has_room and (not hasattr(widget, "text_fits") or widget.text_fits())
