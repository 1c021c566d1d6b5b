"""What happens in a drive: phases in one pose each, and the events a monitor should tell of."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from training.synthetic.scene.scene import random_stream

SCRIPT_STREAM = 8

# What an activity is meant to show, in the monitor's words. What is true of it as one driver does it is measured in the
# car (`attitude.py`). How long it must last to be told is the rules' matter.
EVENTS: dict[str, tuple[str, ...]] = {
    "empty_seat": ("driver_absent",),
    "camera_dark": ("monitoring_unavailable",),
    "look_aside": ("head_turned",),
    "head_down": ("head_down",),
    "lean": ("leaning",),
    "reach_back": ("turned_round",),
    "phone_at_ear": ("hand_at_head",),
    "hand_at_head": ("hand_at_head",),
    "drinking": ("hand_at_head",),
    "hands_in_lap": ("hands_off_wheel",),
    "collapsed": ("slumped",),
    "phone_at_ear_in_lap": ("hand_at_head", "hands_off_wheel"),
    "lean_in_lap": ("leaning", "hands_off_wheel"),
}
WITHOUT_DRIVER = ("empty_seat", "camera_dark")

# What people would argue about, whatever is measured: told or not, neither is wrong. A head that hangs aside is hard to
# tell from one that is turned; who collapses has the hands near the head in the picture; who reaches far is no slump.
BORDERLINE: dict[str, tuple[str, ...]] = {
    "reach_back": ("head_down", "hand_at_head"),
    "reversing": ("head_down", "hand_at_head"),
    "reach_glove_box": ("slumped", "head_turned", "head_down"),
    "collapsed": ("head_turned", "hand_at_head", "turned_round"),
    "texting": ("head_turned", "slumped", "hand_at_head"),
    "window_sill": ("hand_at_head",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """A stretch of the drive in one pose, seconds from its start; between two phases the body moves."""

    activity: str
    start: float
    end: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What a monitor should tell: from the pose that is reached to the pose that is left, seconds."""

    kind: str
    start: float
    end: float


# The first phase is the neutral posture that a calibration takes. Both hands are away from the wheel for more than
# 15 s, but the camera does not see the far one for much of it: told or not, neither is wrong. In the end the seat is
# empty.
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


@dataclass(frozen=True, slots=True)
class Episode:
    """An activity of a long drive, with the shortest and longest time that it may last, seconds."""

    activity: str
    shortest: float
    longest: float


# Every kind of event once, long enough to be told by the monitor's own rules.
TOLD = (
    Episode("empty_seat", 3.5, 6.0),
    Episode("camera_dark", 12.0, 15.0),
    Episode("look_aside", 4.0, 4.8),
    Episode("head_down", 4.5, 8.0),
    Episode("lean", 6.5, 10.0),
    Episode("reach_back", 4.5, 4.9),
    Episode("phone_at_ear", 4.5, 8.0),
    Episode("hands_in_lap", 17.0, 22.0),
    Episode("collapsed", 6.5, 9.0),
)

# What is told with more weight the longer it lasts, and what was not there yet.
ESCALATED = (
    Episode("look_aside", 6.5, 9.0),
    Episode("look_aside", 12.5, 15.0),
    Episode("collapsed", 13.0, 16.0),
    Episode("hands_in_lap", 32.0, 36.0),
    Episode("hands_in_lap", 62.5, 66.0),
    Episode("phone_at_ear_in_lap", 17.0, 20.0),
    Episode("lean_in_lap", 17.0, 20.0),
    Episode("hand_at_head", 4.5, 8.0),
    Episode("drinking", 4.5, 6.0),
    Episode("reach_glove_box", 4.5, 6.0),
    Episode("reversing", 4.5, 4.9),
)

# Too short, or nothing at all: nobody wants to hear of it.
HARMLESS = (
    Episode("empty_seat", 0.3, 0.8),
    Episode("camera_dark", 3.0, 6.0),
    Episode("look_aside", 0.5, 1.0),
    Episode("look_aside", 0.5, 1.0),
    Episode("head_down", 0.5, 1.0),
    Episode("lean", 1.0, 2.5),
    Episode("drinking", 0.5, 1.0),
    Episode("phone_at_ear", 0.5, 1.0),
    Episode("hands_in_lap", 4.0, 11.0),
    Episode("reach_console", 0.5, 2.0),
    Episode("radio", 1.0, 4.0),
    Episode("texting", 3.0, 8.0),
    Episode("one_hand", 5.0, 25.0),
    Episode("turning_the_wheel", 2.0, 5.0),
    Episode("window_sill", 10.0, 25.0),
    Episode("both_hands", 10.0, 20.0),
)


def long_drive(seed: int, seconds: float) -> tuple[Phase, ...]:
    """Draw a drive of about `seconds`: quiet driving between the episodes of `TOLD`, then of the others, mixed.

    Each deck is shuffled and dealt to its end, then shuffled again: from about 170 s on every kind of event was there,
    from about 11 minutes on every severity that the monitor's own rules know, too.
    """
    rng = random_stream(seed, SCRIPT_STREAM)
    phases = [Phase(activity="both_hands", start=0.0, end=5.0)]
    deck = _shuffled(TOLD, rng)
    while phases[-1].end < seconds:
        deck = deck or _shuffled(ESCALATED + HARMLESS, rng)
        episode = deck.pop()
        start = phases[-1].end + rng.uniform(0.7, 1.2)
        end = start + rng.uniform(episode.shortest, episode.longest)
        phases.append(Phase(activity=episode.activity, start=float(start), end=float(end)))
        start = end + rng.uniform(0.7, 1.2)
        phases.append(Phase(activity="both_hands", start=float(start), end=float(start + rng.uniform(3.0, 8.0))))
    return tuple(phases)


def _shuffled(episodes: tuple[Episode, ...], rng: np.random.Generator) -> list[Episode]:
    return [episodes[i] for i in rng.permutation(len(episodes))]


def borderline(phases: tuple[Phase, ...], kinds: Mapping[str, tuple[str, ...]]) -> list[Event]:
    """Return what may be told or not, by its start; `kinds`: what that is in each activity."""
    return [
        Event(kind=kind, start=phase.start, end=phase.end) for phase in phases for kind in kinds.get(phase.activity, ())
    ]


def events(phases: tuple[Phase, ...], kinds: Mapping[str, tuple[str, ...]]) -> list[Event]:
    """Return the drive's events by their start; one that is true in phases next to each other is one event.

    `kinds`: what is true in each activity.
    """
    found: list[Event] = []
    for number, phase in enumerate(phases):
        before = phases[number - 1].end if number else None
        for kind in kinds.get(phase.activity, ()):
            going_on = next((e for e in found if e.kind == kind and e.end == before), None)
            if going_on is not None:
                found.remove(going_on)
            found.append(Event(kind=kind, start=going_on.start if going_on else phase.start, end=phase.end))
    return sorted(found, key=lambda event: (event.start, event.kind))
