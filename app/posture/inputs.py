"""What else the rules may be told beside the observation: how the camera and the car are doing."""

from dataclasses import dataclass

from app.camera_state import CameraState


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
