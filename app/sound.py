"""A short tone for every severity, played by the system's own player in a process of its own.

Qt's multimedia is no part of PySide6-Essentials, and a sound server that hangs must not hang the window: a child does
the playing, and what becomes of it is only looked at.
"""

import io
import shutil
import subprocess
import tempfile
import time
import wave
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import numpy as np

from app.posture.event import Severity

PLAYERS: Final = (("pw-play",), ("paplay",), ("aplay", "-q"))
"""PipeWire's, PulseAudio's, ALSA's: the first that is there and works."""

RATE: Final = 44100
LEVEL: Final = 0.6
"""Of full scale."""

RAMP_S: Final = 0.01
"""A tone that begins at once clicks."""

NOTES: Final[dict[Severity, tuple[tuple[float, float], ...]]] = {
    Severity.NOTICE: ((660.0, 0.15),),
    Severity.WARNING: ((880.0, 0.15), (0.0, 0.08), (880.0, 0.15)),
    Severity.ALARM: ((1320.0, 0.12), (990.0, 0.12), (1320.0, 0.12), (990.0, 0.12), (1320.0, 0.12)),
}
"""Hertz (0: silence) and seconds: more and higher, the more severe; told apart without having learnt them."""

LONGEST_S: Final = 3.0
"""A player that takes longer hangs, and is ended."""

NO_PLAYER: Final = "no sound: none of pw-play, paplay and aplay works; sudo apt install alsa-utils"


def tone(severity: Severity) -> bytes:
    """Return the tone of a severity as a WAV file, 16 bit, mono."""
    parts = []
    for hertz, seconds in NOTES[severity]:
        times = np.arange(round(RATE * seconds)) / RATE
        ramp = np.clip(np.minimum(times, times[::-1]) / RAMP_S, 0.0, 1.0)
        parts.append(LEVEL * ramp * np.sin(2 * np.pi * hertz * times))
    samples = (np.concatenate(parts) * 32767).astype("<i2")
    written = io.BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
    return written.getvalue()


class Speaker:
    """Play tones. Nothing here waits for a player, and none may fail but into `problem`.

    Attributes
    ----------
    problem : one line, why nothing is heard, or "".
    """

    def __init__(self, players: Sequence[Sequence[str]] = PLAYERS) -> None:
        self.problem = ""
        self._players = [list(player) for player in players if shutil.which(player[0])]
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._playing: subprocess.Popen[bytes] | None = None
        self._since = 0.0

    def play(self, severity: Severity) -> None:
        """Play a tone; the one before it ends."""
        self.look()
        self._stop()
        if not self._players:
            self.problem = NO_PLAYER
            return
        try:
            self._playing = subprocess.Popen(
                [*self._players[0], str(self._file(severity))],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            self._since = time.monotonic()
        except OSError:
            del self._players[0]

    def look(self) -> None:
        """Look at what became of the player: one that failed is used no more. Call it now and then."""
        playing = self._playing
        if playing is None:
            return
        ended = playing.poll()
        if ended is None and time.monotonic() - self._since < LONGEST_S:
            return
        self._stop()
        if ended != 0:
            del self._players[0]
        if not self._players:
            self.problem = NO_PLAYER

    def close(self) -> None:
        """End what plays, and remove the files."""
        self._stop()
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def _stop(self) -> None:
        playing, self._playing = self._playing, None
        if playing is not None and playing.poll() is None:
            playing.kill()
            # One that the kernel does not let go is left behind.
            with suppress(subprocess.TimeoutExpired):
                playing.wait(0.5)

    def _file(self, severity: Severity) -> Path:
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="cabinsight-")
        path = Path(self._folder.name) / f"{severity.name.lower()}.wav"
        if not path.exists():
            path.write_bytes(tone(severity))
        return path
