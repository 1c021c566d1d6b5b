"""What the rules are told: the observation, and how the camera and the car are doing."""

from dataclasses import dataclass

from app.camera_state import CameraState
from app.perception.observation import Observation


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleState:
    """What the car says of itself at one moment; None: it does not say.

    Attributes
    ----------
    speed_kmh : km/h, not negative.
    reverse : whether the reverse gear is in.
    ignition : whether the ignition is on.
    """

    speed_kmh: float | None = None
    reverse: bool | None = None
    ignition: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Camera and car at the moment of one observation.

    Attributes
    ----------
    vehicle : None where nothing is known of the car; rules that ask for a speed then hold at any speed, and say so.
    """

    camera: CameraState = CameraState.OK
    vehicle: VehicleState | None = None


WORKING = Surroundings()
"""A camera that works, and a car of which nothing is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """All that the rules are told at one moment. Kept with the drive: told again, they find the same again.

    Attributes
    ----------
    now : ns on the frames' clock.
    wall_time : seconds since 1970, UTC.
    observation : None for a moment in which no frame came.
    """

    now: int
    wall_time: float
    observation: Observation | None
    surroundings: Surroundings

    @classmethod
    def of(cls, observation: Observation, surroundings: Surroundings = WORKING) -> "Told":
        """Return the moment of an observation."""
        return cls(
            now=observation.captured_at,
            wall_time=observation.wall_time,
            observation=observation,
            surroundings=surroundings,
        )
