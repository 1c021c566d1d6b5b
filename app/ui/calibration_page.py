"""The calibration page: the picture to draw on, and beside it what is to be done."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.calibrating import CalibrationUpdate
from app.ui import words
from app.ui.choice import Choice
from app.ui.progress import Progress
from app.ui.touch_button import TouchButton, Weight
from app.ui.zone_editor import ZoneEditor
from calibration.cabin import Cabin, HandDrive, blank_wheel
from pose.errors import UserError
from pose.polygon import Polygon

SEAT, WHEEL = 0, 1


class CalibrationPage(QWidget):
    """Show how the cabin is learnt; let a person correct what is proposed, and save it.

    What a person has drawn stays; what they have not goes on to follow the proposals. Tab and space reach every
    control.

    Parameters
    ----------
    on_save : keeps the calibration and returns where; raises UserError where it can't be kept.
    seconds : of steady sitting that are asked for.
    hand_drive : side of the car where it is known beforehand, or None.

    Attributes
    ----------
    said : signal, a line for the banner.
    left : signal, a person is done here.
    """

    said = Signal(str)
    left = Signal()

    def __init__(
        self,
        *,
        on_save: Callable[[Cabin], str],
        seconds: float,
        hand_drive: HandDrive | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._on_save, self._seconds, self._usual_side = on_save, seconds, hand_drive
        self._cabin: Cabin | None = None
        self._drawn: dict[int, Polygon] = {}
        self._hand_drive = hand_drive
        self._done = self._counted = False
        tr = words.tr
        self.editor = ZoneEditor()
        self.progress = Progress()
        self.hint = QLabel()
        self.hint.setWordWrap(True)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.hint.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self.zones = Choice(texts=(tr("Seat"), tr("Wheel")))
        self.sides = Choice(texts=(tr("Left-hand drive"), tr("Right-hand drive")))
        self.close_button = TouchButton(tr("Close"))
        self.save_button = TouchButton(tr("Save"), weight=Weight.PRIMARY)
        self._arrange()
        self.zones.chosen_changed.connect(self._choose_zone)
        self.sides.chosen_changed.connect(self._choose_side)
        self.editor.zone_changed.connect(self._keep_drawn)
        self.save_button.clicked.connect(self._save)
        self.close_button.clicked.connect(self.left)
        self.save_button.setEnabled(False)
        self._tell()

    @property
    def done(self) -> bool:
        """Whether as much was seen as was asked for."""
        return self._done

    def begin(self) -> None:
        """Forget what was learnt and drawn: somebody begins anew."""
        self._cabin = None
        self._drawn.clear()
        self._hand_drive = self._usual_side
        self._done = self._counted = False
        self.save_button.setEnabled(False)
        self.progress.show_progress(0.0, 0.0, self._seconds)
        self._show_zones()
        self._tell()

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
                self.said.emit(words.tr("Saved: {}").format(self._on_save(cabin)))
        except (ValueError, UserError) as error:
            self.said.emit(words.tr("Not saved: {}").format(error))

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
            buttons.addWidget(button)
        side = QVBoxLayout()
        side.setSpacing(4)
        side.addWidget(self.progress)
        side.addWidget(self.hint, 1)
        side.addWidget(self.zones)
        side.addWidget(self.sides)
        side.addLayout(buttons)
        body = QHBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(12)
        body.addWidget(self.editor, 7)
        body.addLayout(side, 4)
