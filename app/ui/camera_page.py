"""Which camera, how it is mounted, what it is asked for; with its picture beside, to see whether it is right."""

from dataclasses import replace
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.frames import devices
from app.monitor_settings import CameraChoice
from app.ui import words
from app.ui.choice import Choice
from app.ui.form import Form
from app.ui.picture_view import PictureView
from app.ui.switch import Switch
from app.ui.touch_button import TouchButton, Weight
from app.update import Update

SIZES: Final = ((640, 480), (1280, 720), (1920, 1080))
RATES: Final = (15.0, 30.0, 60.0)
TURNS: Final = (0, 90, 180, 270)


class CameraPage(QWidget):
    """Show what the camera is asked for, and let a person ask for something else.

    Nothing happens before "Apply": another camera begins another drive.

    Attributes
    ----------
    applied : signal, the new `CameraChoice`.
    """

    applied = Signal(object)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tr = words.tr
        self._held = self._asked = CameraChoice()
        self.picture = PictureView()
        self.turns = Choice(texts=tuple(f"{degrees}°" for degrees in TURNS))
        self.mirror = Switch(tr("Mirrored: left and right change places"))
        self.sizes = Choice(texts=tuple(f"{width}×{height}" for width, height in SIZES))  # noqa: RUF001
        self.rates = Choice(texts=tuple(f"{rate:g}" for rate in RATES))
        self.apply_button = TouchButton(tr("Apply"), weight=Weight.PRIMARY)
        self.search_button = TouchButton(tr("Look for cameras again"))
        self.devices: list[tuple[str, TouchButton]] = []
        self._device_column = QVBoxLayout()
        self._device_column.setContentsMargins(0, 0, 0, 0)
        holder = QWidget()
        holder.setLayout(self._device_column)
        self.form = Form()
        self.form.add(holder, tr("Camera"))
        self.form.add(self.search_button)
        self.form.add(self.turns, tr("Turned"))
        self.form.add(self.mirror)
        self.form.add(self.sizes, tr("Picture"))
        self.form.add(self.rates, tr("Pictures a second"))
        side = QVBoxLayout()
        side.addWidget(self.form, 1)
        side.addWidget(self.apply_button)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.picture, 4)
        row.addLayout(side, 6)
        self.turns.chosen_changed.connect(lambda: self._ask(rotate=TURNS[self.turns.chosen]))
        self.mirror.clicked.connect(lambda on: self._ask(mirror=on))
        self.sizes.chosen_changed.connect(
            lambda: self._ask(width=SIZES[self.sizes.chosen][0], height=SIZES[self.sizes.chosen][1])
        )
        self.rates.chosen_changed.connect(lambda: self._ask(fps=RATES[self.rates.chosen]))
        self.search_button.clicked.connect(self.look_for_cameras)
        self.apply_button.clicked.connect(lambda: self.applied.emit(self._asked))

    def show_choice(self, choice: CameraChoice) -> None:
        """Show what holds; what a person has not applied is forgotten."""
        self._held = self._asked = choice
        self.look_for_cameras()

    def show_update(self, update: Update) -> None:
        """Show the newest picture."""
        self.picture.show_frame(update.frame, replace(update.observation, box=None, pose=None))

    def look_for_cameras(self) -> None:
        """List the cameras that there are now; one that is watched and no device of this machine stays in the list."""
        for _, button in self.devices:
            self._device_column.removeWidget(button)
            button.deleteLater()
        found = [("", words.tr("The first one"))]
        found += [(str(device.index), f"{device.index}: {device.name}") for device in devices.cameras()]
        if self._held.device not in dict(found):
            found.append((self._held.device, self._held.device))
        self.devices = []
        for device, text in found:
            button = TouchButton(text)
            button.setCheckable(True)
            button.setFont(self.font())
            button.clicked.connect(lambda _, device=device: self._ask(device=device))
            self._device_column.addWidget(button)
            self.devices.append((device, button))
        self._show()

    def _ask(self, **values: object) -> None:
        self._asked = replace(self._asked, **values)  # type: ignore[arg-type]
        self._show()

    def _show(self) -> None:
        asked = self._asked
        size = asked.width, asked.height
        self.turns.set_chosen(TURNS.index(asked.rotate))
        self.mirror.setChecked(asked.mirror)
        # What was asked for by hand may be none of the buttons.
        self.sizes.set_chosen(SIZES.index(size) if size in SIZES else -1)
        self.rates.set_chosen(RATES.index(asked.fps) if asked.fps in RATES else -1)
        self.apply_button.setEnabled(asked != self._held)
        for device, button in self.devices:
            button.setChecked(device == asked.device)
