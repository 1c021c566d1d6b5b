"""The calibration page: the picture to draw on, and beside it what is to be done."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QColor, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.calibrating import CalibrationUpdate
from app.mailbox import Mailbox
from app.ui import theme, words
from app.ui.banner import Banner
from app.ui.choice import Choice
from app.ui.progress import Progress
from app.ui.zone_editor import ZoneEditor
from calibration.cabin import Cabin, HandDrive, blank_wheel
from pose.errors import UserError
from pose.polygon import Polygon

POLL_MS: Final = 33

SEAT, WHEEL = 0, 1


class CalibrationWindow(QWidget):
    """Show how the cabin is learnt; let a person correct what is proposed, and save it.

    What a person has drawn stays; what they have not goes on to follow the proposals. Tab and space reach every
    control, Esc closes without saving.

    Parameters
    ----------
    updates : how far it is; closed when no more will come.
    on_save : keeps the calibration; raises UserError where it can't be kept.
    on_close : called once, when the window closes.
    seconds : of steady sitting that are asked for.
    hand_drive : side of the car where it is known beforehand, or None.
    """

    first_frame_painted = Signal()

    def __init__(
        self,
        *,
        updates: Mailbox[CalibrationUpdate],
        on_save: Callable[[Cabin], str],
        on_close: Callable[[], None],
        seconds: float,
        hand_drive: HandDrive | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._updates, self._on_save, self._on_close, self._seconds = updates, on_save, on_close, seconds
        self._cabin: Cabin | None = None
        self._drawn: dict[int, Polygon] = {}
        self._hand_drive = hand_drive
        self._done = self._counted = False
        self.setWindowTitle(words.tr("Cabinsight: calibration"))
        self.setPalette(theme.palette())
        self.setAutoFillBackground(True)
        self.setMinimumSize(theme.SMALLEST)
        tr = words.tr
        self.banner = Banner()
        self.editor = ZoneEditor()
        self.progress = Progress()
        self.hint = QLabel()
        self.hint.setWordWrap(True)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.hint.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self.zones = Choice(texts=(tr("Seat"), tr("Wheel")))
        self.sides = Choice(texts=(tr("Left-hand drive"), tr("Right-hand drive")))
        self.save_button, self.close_button = QPushButton(tr("Save")), QPushButton(tr("Close"))
        self._arrange()
        self.zones.chosen_changed.connect(self._choose_zone)
        self.sides.chosen_changed.connect(self._choose_side)
        self.editor.zone_changed.connect(self._keep_drawn)
        self.editor.first_frame_painted.connect(self.first_frame_painted)
        self.save_button.clicked.connect(self._save)
        self.close_button.clicked.connect(self.close)
        QShortcut(QKeySequence("Esc"), self).activated.connect(self.close)
        self.save_button.setEnabled(False)
        self._tell()
        self._timer = QTimer(self, interval=POLL_MS)
        self._timer.timeout.connect(self._poll)
        self._timer.start()

    def cabin(self) -> Cabin | None:
        """Return the calibration as it would be saved, or None: nothing is known by now.

        Raises
        ------
        ValueError : what was drawn is no zone.
        """
        if self._cabin is None:
            return None
        return replace(
            self._cabin,
            hand_drive=self._hand_drive or self._cabin.hand_drive,
            seat=self._drawn.get(SEAT, self._cabin.seat),
            wheel=self._drawn.get(WHEEL, self._cabin.wheel),
        )

    def show_update(self, update: CalibrationUpdate) -> None:
        """Show the newest picture, the progress and the proposals."""
        # Without the driver's box: one more rectangle would look like one more zone.
        self.editor.show_frame(update.frame, replace(update.observation, box=None))
        self.progress.show_progress(update.progress, update.steady_s, self._seconds)
        self._cabin = update.cabin or self._cabin
        self._done, self._counted = update.progress >= 1.0, update.counted
        self.save_button.setEnabled(self._done and self._cabin is not None)
        self._tell()
        if self._cabin is not None:
            side = self._hand_drive or self._cabin.hand_drive
            self.sides.set_chosen(0 if side is HandDrive.LEFT else 1)
        self._show_zones()

    def sizeHint(self) -> QSize:
        """Ask for a usual car PC's screen."""
        return QSize(1280, 720)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let letters follow the window's size."""
        self.setFont(theme.body_font(theme.text_px(event.size())))
        for button in (self.close_button, self.save_button):
            # A widget with a style sheet inherits no font.
            button.setFont(theme.scaled(self.font(), 1.0, bold=button is self.save_button))
        super().resizeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Look no more and tell whoever runs the pipeline."""
        self._timer.stop()
        self._on_close()
        super().closeEvent(event)

    def _poll(self) -> None:
        # Asked before taking: what comes between the two is taken the next time.
        ended = self._updates.closed
        update = self._updates.take(timeout=0)
        if update is not None:
            self.show_update(update)
        elif ended and not self._done:
            # Polled on: Python hears a signal only while some of its own code runs now and then.
            self.banner.show_lines(
                (words.tr("The pictures have ended before the driver sat steadily for long enough."),)
            )

    def _zone(self, which: int) -> Polygon:
        if which in self._drawn:
            return self._drawn[which]
        if self._cabin is None:
            return ()
        return self._cabin.wheel if which == WHEEL else self._cabin.seat

    def _show_zones(self) -> None:
        which = self.zones.chosen
        zone = self._zone(which)
        if which == WHEEL and not zone and self._cabin is not None:
            zone = blank_wheel(self._cabin)
        self.editor.show_zones(zone, self._zone(1 - which))

    def _choose_zone(self) -> None:
        self._show_zones()
        self._tell()

    def _keep_drawn(self) -> None:
        self._drawn[self.zones.chosen] = self.editor.rested()

    def _choose_side(self) -> None:
        self._hand_drive = (HandDrive.LEFT, HandDrive.RIGHT)[self.sides.chosen]

    def _save(self) -> None:
        try:
            cabin = self.cabin()
            if cabin is not None:
                self.banner.show_lines((words.tr("Saved: {}").format(self._on_save(cabin)),))
        except (ValueError, UserError) as error:
            self.banner.show_lines((words.tr("Not saved: {}").format(error),))

    def _tell(self) -> None:
        tr = words.tr
        if self.zones.chosen == WHEEL and self._cabin is not None and not self._zone(WHEEL):
            text = tr("No hand was seen on the wheel. Drag this shape onto it; else hands off the wheel can't be told.")
        elif self._done:
            text = tr("Drag the corners where seat or wheel lie otherwise, then save.")
        elif self._counted:
            text = tr("Sit as you usually drive, hands on the wheel. Corners can be dragged meanwhile.")
        else:
            text = tr("Waiting for the driver to sit steadily with both shoulders in view.")
        if text != self.hint.text():
            self.hint.setText(text)

    def _arrange(self) -> None:
        buttons = QHBoxLayout()
        for button in (self.close_button, self.save_button):
            button.setMinimumSize(theme.TOUCH_PX, theme.TOUCH_PX)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            buttons.addWidget(button)
        self.close_button.setStyleSheet(_look(theme.RAISED, theme.TEXT))
        self.save_button.setStyleSheet(_look(theme.ACCENT, theme.BACKGROUND))
        side = QVBoxLayout()
        side.addWidget(self.progress)
        side.addWidget(self.hint, 1)
        side.addWidget(self.zones)
        side.addWidget(self.sides)
        side.addLayout(buttons)
        body = QHBoxLayout()
        body.setContentsMargins(8, 8, 8, 8)
        body.setSpacing(12)
        body.addWidget(self.editor, 7)
        body.addLayout(side, 4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        column.addWidget(self.banner)
        column.addLayout(body, 1)


def _look(fill: QColor, ink: QColor) -> str:
    """Return the style of a flat button, with a ring while the keys lead to it."""
    return (
        f"QPushButton {{ background: {fill.name()}; color: {ink.name()}; border: none; border-radius: 8px; }}"
        f"QPushButton:focus {{ border: 2px solid {theme.TEXT.name()}; }}"
        f"QPushButton:disabled {{ background: {theme.SURFACE.name()}; color: {theme.LINE.name()}; }}"
    )
