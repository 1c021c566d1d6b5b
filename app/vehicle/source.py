"""What every source of vehicle states is."""

from typing import Protocol

from app.posture.inputs import VehicleState

MAX_AGE_S = 5.0
"""What the car said longer ago is not believed any more: the bus sleeps, or the file has a gap."""


class VehicleSource(Protocol):
    """Where vehicle states come from."""

    @property
    def description(self) -> str:
        """What it is, in a person's words."""

    def state_at(self, captured_at: int) -> VehicleState | None:
        """Return the car's state when a frame was captured (ns, the frames' clock), or None where it is not known."""

    def close(self) -> None:
        """Let go of it."""
