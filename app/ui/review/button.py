"""A flat button of the desk: for a mouse or a finger, with its key in its text."""

from PySide6.QtWidgets import QPushButton

from app.ui import theme

LEAST_PX = 34
"""A desk has a mouse; 34 pixels are touched well enough on a tablet, and leave room for what is looked at."""


def button(text: str, hint: str = "", *, checkable: bool = False) -> QPushButton:
    """Return a button; `hint` is told when pointed at. Enter presses it: space is the player's."""
    made = QPushButton(text)
    made.setToolTip(hint)
    made.setCheckable(checkable)
    made.setAutoDefault(True)
    made.setMinimumHeight(LEAST_PX)
    made.setStyleSheet(
        f"QPushButton {{ background: {theme.RAISED.name()}; color: {theme.TEXT.name()}; border: 2px solid transparent; "
        "border-radius: 6px; padding: 2px 10px; }"
        f"QPushButton:checked {{ border-bottom: 4px solid {theme.ACCENT.name()}; }}"
        f"QPushButton:focus {{ border: 2px solid {theme.TEXT.name()}; }}"
        f"QPushButton:disabled {{ background: {theme.SURFACE.name()}; color: {theme.TEXT_DIM.name()}; }}"
    )
    return made
