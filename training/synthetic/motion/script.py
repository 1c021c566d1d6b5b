"""What happens in a drive: phases in one pose each, and the events a monitor should tell of."""

from dataclasses import dataclass
from itertools import pairwise

from training.synthetic.scene.scene import random_stream

SCRIPT_STREAM = 8

# What is true while an activity lasts, in the monitor's words. How long it must last to be told is the rules' matter.
EVENTS: dict[str, tuple[str, ...]] = {
    "empty_seat": ("driver_absent",),
    "phone_at_ear": ("hand_at_head",),
    "hand_at_head": ("hand_at_head",),
    "drinking": ("hand_at_head",),
    "lean": ("leaning",),
    "hands_in_lap": ("hands_off_wheel",),
    "phone_at_ear_in_lap": ("hand_at_head", "hands_off_wheel"),
    "lean_in_lap": ("leaning", "hands_off_wheel"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """A stretch of the drive in one pose, seconds from its start; between two phases the body moves."""

    activity: str
    start: float
    end: float

    @property
    def events(self) -> tuple[str, ...]:
        """The events that are true in it."""
        return EVENTS.get(self.activity, ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What a monitor should tell: from the pose that is reached to the pose that is left, seconds."""

    kind: str
    start: float
    end: float


# The first phase is the neutral posture that a calibration takes. Hands are off the wheel for longer than the 15 s
# that the monitor's rule asks for; in the end the seat is empty.
DEMO = (
    Phase(activity="both_hands", start=0.0, end=3.6),
    Phase(activity="hands_in_lap", start=4.4, end=5.0),
    Phase(activity="phone_at_ear_in_lap", start=5.9, end=10.4),
    Phase(activity="hands_in_lap", start=11.3, end=11.7),
    Phase(activity="lean_in_lap", start=12.6, end=18.8),
    Phase(activity="hands_in_lap", start=19.6, end=20.2),
    Phase(activity="both_hands", start=21.0, end=22.2),
    Phase(activity="empty_seat", start=22.7, end=26.0),
)

# Shortest and longest time of an activity in a long drive, seconds: on both sides of what the rules ask for.
_LASTS: dict[str, tuple[float, float]] = {
    "phone_at_ear": (1.0, 12.0),
    "hand_at_head": (1.0, 8.0),
    "drinking": (1.0, 6.0),
    "lean": (2.0, 15.0),
    "hands_in_lap": (4.0, 40.0),
    "phone_at_ear_in_lap": (2.0, 20.0),
    "empty_seat": (0.5, 8.0),
    "one_hand": (2.0, 10.0),
    "texting": (2.0, 8.0),
    "look_aside": (0.5, 3.0),
    "head_down": (0.5, 4.0),
    "reach_console": (0.5, 3.0),
}


def long_drive(seed: int, seconds: float) -> tuple[Phase, ...]:
    """Draw a drive of about `seconds`: quiet driving between activities that last now shorter, now longer."""
    rng = random_stream(seed, SCRIPT_STREAM)
    phases = [Phase(activity="both_hands", start=0.0, end=5.0)]
    while phases[-1].end < seconds:
        activity = str(rng.choice(list(_LASTS)))
        start = phases[-1].end + rng.uniform(0.7, 1.2)
        end = start + rng.uniform(*_LASTS[activity])
        phases.append(Phase(activity=activity, start=float(start), end=float(end)))
        start = end + rng.uniform(0.7, 1.2)
        phases.append(Phase(activity="both_hands", start=float(start), end=float(start + rng.uniform(1.5, 8.0))))
    return tuple(phases)


def events(phases: tuple[Phase, ...]) -> list[Event]:
    """Return the drive's events by their start; one that is true in phases next to each other is one event."""
    found = [Event(kind=kind, start=phase.start, end=phase.end) for phase in phases[:1] for kind in phase.events]
    for before, phase in pairwise(phases):
        for kind in phase.events:
            going_on = next((e for e in found if e.kind == kind and e.end == before.end), None)
            if going_on is not None:
                found.remove(going_on)
            found.append(Event(kind=kind, start=going_on.start if going_on else phase.start, end=phase.end))
    return sorted(found, key=lambda event: (event.start, event.kind))
