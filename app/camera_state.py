"""What may be the matter with the camera: told by whoever judges its pictures, heard by rules, window and log."""

from enum import StrEnum


class CameraState(StrEnum):
    """What is the matter with the camera, if anything."""

    OK = "ok"
    LOST = "lost"
    """It sends nothing."""
    FROZEN = "frozen"
    """It sends the same picture again and again."""
    DARK = "dark"
    BLOCKED = "blocked"
    """Its picture is flat: something covers the lens."""
