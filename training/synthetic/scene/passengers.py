"""Who else is in the car: people on the other seats, who occlude and are occluded but are never labelled."""

from dataclasses import dataclass

import numpy as np

from training.synthetic.scene.driver import Driver, draw_driver

SHARE = 0.35
"""Of the scenes."""
BESIDE_AN_EMPTY_SEAT = 0.8
"""Of the scenes that are to teach what an empty driver's seat is: a lone passenger is what is taken for a driver."""
SEATS = {"front": 0.36, "rear_left": 0.22, "rear_middle": 0.14, "rear_right": 0.28}
POSES = {"hands_in_lap": 0.45, "texting": 0.25, "look_aside": 0.2, "slumped": 0.1}
BAG_SHARE = 0.12


@dataclass(frozen=True, slots=True, kw_only=True)
class Passenger:
    """A person, the seat, and what is done there."""

    person: Driver
    seat: str
    pose: str


def draw_passengers(rng: np.random.Generator, share: float) -> tuple[Passenger, ...]:
    """Draw the people beside and behind the driver; nobody but in a `share` of the scenes."""
    if rng.random() > share:
        return ()
    count = int(rng.choice([1, 2, 3], p=[0.62, 0.28, 0.10]))
    names, shares = list(SEATS), np.array(list(SEATS.values()))
    seats = rng.choice(names, count, replace=False, p=shares / shares.sum())
    poses, likely = list(POSES), list(POSES.values())
    return tuple(
        Passenger(person=draw_driver(rng), seat=str(seat), pose=str(rng.choice(poses, p=likely))) for seat in seats
    )
