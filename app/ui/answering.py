"""Telling alerts and taking answers: the band, the tones, and what is logged of both buttons."""

import time

from PySide6.QtCore import QObject

from app.alerts import Alerts
from app.session import Session
from app.sound import Speaker
from app.ui.alert_band import AlertBand
from app.update import Update


class Answering(QObject):
    """Stand between the newest update, the band and the speaker.

    Parameters
    ----------
    band : shows the alert; its buttons are listened to.
    session : has the settings, and logs answers.
    speaker : plays the tones where the settings want them.
    """

    def __init__(self, *, band: AlertBand, session: Session, speaker: Speaker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._band, self._session, self._speaker = band, session, speaker
        self._alerts = Alerts()
        self._update: Update | None = None
        band.acknowledged.connect(self.acknowledge)
        band.muted.connect(self.mute)
        band.unmuted.connect(self.unmute)

    def show_update(self, update: Update) -> None:
        """Show the alert of the present, and let it be heard."""
        self._update = update
        alert = self._alerts.now(update.events, update.now)
        self._band.show_alert(alert, update.statuses, update.now)
        tone = self._alerts.tone(alert, update.now)
        if tone is not None and self._session.settings.window.sound:
            self._speaker.play(tone)

    def acknowledge(self) -> None:
        """Let the alert that is shown be."""
        update = self._update
        if update is None:
            return
        alert = self._alerts.now(update.events, update.now)
        response = self._alerts.acknowledge(alert, update.now, time.time())
        if response is not None:
            self._session.respond(response)
            self.show_update(update)

    def mute(self) -> None:
        """Be silent for a while."""
        if self._update is not None:
            self._session.respond(self._alerts.mute(self._update.now, time.time()))
            self.show_update(self._update)

    def unmute(self) -> None:
        """Speak again."""
        if self._update is not None:
            self._session.respond(self._alerts.unmute(self._update.now, time.time()))
            self.show_update(self._update)

    def toggle_mute(self) -> None:
        """Do the one or the other, for a key."""
        if self._band.alert.muted_s > 0:
            self.unmute()
        else:
            self.mute()
