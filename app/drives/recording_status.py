"""How a recording is doing, for the lamp."""

from dataclasses import dataclass
from enum import StrEnum


class RecordingState(StrEnum):
    """Whether frames are being recorded."""

    OFF = "off"
    ON = "on"
    STOPPED = "stopped"
    """It broke; the reason says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingStatus:
    """The lamp and what is beside it.

    Attributes
    ----------
    reason : one line, why it stopped, or "".
    lost : frames that could not be recorded because disk or processor did not keep up.
    written : bytes of video so far.
    """

    state: RecordingState = RecordingState.OFF
    reason: str = ""
    lost: int = 0
    written: int = 0


OFF = RecordingStatus()
