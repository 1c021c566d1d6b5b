"""The settings, for a finger: each holds and is kept as soon as it is touched."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.monitor_settings import Language, Settings, Theme
from app.ui import words
from app.ui.choice import Choice
from app.ui.form import Form
from app.ui.stepper import Stepper
from app.ui.switch import Switch
from app.ui.touch_button import TouchButton

QUOTAS_GB: Final = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0)
KEEP_DAYS: Final = (1.0, 2.0, 3.0, 7.0, 14.0, 30.0, 60.0, 90.0, 180.0, 365.0)

THEMES: Sequence[Theme] = (Theme.NIGHT, Theme.DAY, Theme.AUTO)
LANGUAGES: Sequence[Language] = (Language.AUTO, Language.ENGLISH, Language.GERMAN)


class SettingsPage(QWidget):
    """Show the settings and let a person change them.

    Attributes
    ----------
    changed : signal, a section's name and a dict of its new values.
    fullscreen_touched, quit_touched : signals.
    """

    changed = Signal(str, object)
    fullscreen_touched = Signal(bool)
    quit_touched = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tr = words.tr
        self.themes = Choice(texts=(tr("Night"), tr("Day"), tr("By the hour")))
        self.languages = Choice(texts=(tr("The system's"), "English", "Deutsch"))
        self.sound = Switch(tr("A tone with every alert"))
        self.fullscreen = Switch(tr("Full screen"))
        self.record = Switch(tr("Record from the start of every drive"))
        self.blur = Switch(tr("Blur faces in recordings (begins another drive)"))
        self.quota = Stepper(steps=QUOTAS_GB, said=lambda value: f"{value:g} GB", name=tr("Room for drives"))
        self.keep = Stepper(steps=KEEP_DAYS, said=lambda value: tr("{:g} days").format(value), name=tr("Keep drives"))
        self.quit_button = TouchButton(tr("Close Cabinsight"))
        self.form = Form()
        self.form.add(self.themes, tr("Look"))
        self.form.add(self.sound)
        self.form.add(self.record)
        self.form.add(self.blur)
        self.form.add(self.quota, tr("Room for drives"))
        self.form.add(self.keep, tr("Keep drives"))
        self.form.add(self.languages, tr("Language"))
        self.form.add(self.fullscreen)
        self.form.add(self.quit_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.form)
        self.themes.chosen_changed.connect(lambda: self._tell("window", theme=THEMES[self.themes.chosen]))
        self.languages.chosen_changed.connect(lambda: self._tell("window", language=LANGUAGES[self.languages.chosen]))
        self.sound.clicked.connect(lambda on: self._tell("window", sound=on))
        self.record.clicked.connect(lambda on: self._tell("recording", record=on))
        self.blur.clicked.connect(lambda on: self._tell("recording", blur_faces=on))
        self.quota.value_changed.connect(lambda: self._tell("recording", quota_gb=self.quota.value))
        self.keep.value_changed.connect(lambda: self._tell("recording", keep_days=self.keep.value))
        self.fullscreen.clicked.connect(self.fullscreen_touched)
        self.quit_button.clicked.connect(self.quit_touched)

    def show_settings(self, settings: Settings, *, fullscreen: bool) -> None:
        """Show what holds."""
        self.themes.set_chosen(THEMES.index(settings.window.theme))
        self.languages.set_chosen(LANGUAGES.index(settings.window.language))
        self.sound.setChecked(settings.window.sound)
        self.record.setChecked(settings.recording.record)
        self.blur.setChecked(settings.recording.blur_faces)
        self.fullscreen.setChecked(fullscreen)
        for stepper, value in (
            (self.quota, settings.recording.quota_gb),
            (self.keep, settings.recording.keep_days),
        ):
            if stepper.value != value:
                stepper.set_value(value)

    def _tell(self, section: str, **values: object) -> None:
        self.changed.emit(section, values)
