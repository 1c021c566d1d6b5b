"""What the desk offers and others do: exports, and other rules over the same drive."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from app.posture.event import PostureEvent
from app.review.opening import OpenedDrive


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What other rules find in a drive: drawn as outlines beside its own events.

    Attributes
    ----------
    label : which rules, in a few words.
    """

    label: str
    events: tuple[PostureEvent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seams:
    """What is done at the press of a button; None: there is no such button.

    Attributes
    ----------
    export : takes the drive and the window to ask in; returns one line of what was written, "" where a person thought
        better of it. Raises UserError.
    compare : takes the drive and the window to ask in; returns what other rules find, or None. Raises UserError.
    """

    export: Callable[[OpenedDrive, QWidget], str] | None = None
    compare: Callable[[OpenedDrive, QWidget], Comparison | None] | None = None
