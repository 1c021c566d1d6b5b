"""Poses blend into each other, and what is true is told from the phases."""

from itertools import pairwise

import numpy as np
import pytest

pytest.importorskip("anny", reason="needs the synthetic extra")

import roma
import torch

from training.synthetic.motion.movement import light, presence, rotations_at
from training.synthetic.motion.script import (
    DEMO,
    ESCALATED,
    EVENTS,
    HARMLESS,
    TOLD,
    Event,
    Phase,
    borderline,
    events,
    long_drive,
)


def poses():
    names = sorted({phase.activity for phase in DEMO})
    return {name: roma.rotvec_to_rotmat(torch.tensor([[0.0, 0.0, 0.4 * i - 0.8]])) for i, name in enumerate(names)}


def angle_at(seconds):
    return float(roma.rotmat_to_rotvec(rotations_at(seconds, DEMO, poses()))[0, 2])


@pytest.mark.parametrize("phases", [DEMO, long_drive(seed=3, seconds=180.0)])
def test_phases_follow_each_other(phases):
    assert phases[0].start == 0
    assert all(a.start < a.end < b.start for a, b in pairwise(phases))


def test_a_long_drive_lasts_as_long_as_asked_and_is_drawn_from_its_seed():
    drive = long_drive(seed=3, seconds=180.0)
    assert 180.0 <= drive[-1].end < 240.0
    assert drive == long_drive(seed=3, seconds=180.0) and drive != long_drive(seed=4, seconds=180.0)


def test_a_pose_is_held_through_its_phase():
    phase = DEMO[2]
    middle = (phase.start + phase.end) / 2
    assert angle_at(phase.start) == pytest.approx(angle_at(middle), abs=1e-4)
    assert angle_at(phase.end) == pytest.approx(angle_at(middle), abs=1e-4)


def test_no_bone_jumps_between_two_frames():
    angles = np.array([angle_at(frame / 15) for frame in range(round(DEMO[-1].end * 15))])

    # The longest way, 1.6 rad in half a second, with eased ends: at most 1.5 times the mean speed.
    assert np.abs(np.diff(angles)).max() < 1.6 / 7.5 * 1.5 + 1e-3


def test_an_event_that_goes_on_through_two_phases_is_one():
    phases = (
        Phase(activity="hands_in_lap", start=0.0, end=2.0),
        Phase(activity="lean_in_lap", start=3.0, end=5.0),
        Phase(activity="both_hands", start=6.0, end=7.0),
    )
    assert events(phases, EVENTS) == [
        Event(kind="hands_off_wheel", start=0.0, end=5.0),
        Event(kind="leaning", start=3.0, end=5.0),
    ]


def test_a_long_drive_has_every_kind_of_event():
    kinds = {event.kind for event in events(long_drive(seed=5, seconds=170.0), EVENTS)}
    assert kinds == {kind for told in EVENTS.values() for kind in told}


def test_a_drive_of_eleven_minutes_has_every_episode():
    had = [phase.activity for phase in long_drive(seed=5, seconds=700.0)]
    for episode in (*TOLD, *ESCALATED, *HARMLESS):
        assert episode.activity in had


def test_what_is_borderline_lasts_as_long_as_its_phase():
    phases = (Phase(activity="both_hands", start=0.0, end=2.0), Phase(activity="texting", start=3.0, end=5.0))
    assert borderline(phases, {"texting": ("head_down",)}) == [Event(kind="head_down", start=3.0, end=5.0)]


def test_a_covered_lens_takes_the_light_and_leaves_the_driver():
    phases = (
        Phase(activity="both_hands", start=0.0, end=2.0),
        Phase(activity="camera_dark", start=3.0, end=5.0),
        Phase(activity="both_hands", start=6.0, end=7.0),
    )
    assert [light(seconds, phases) for seconds in (1.0, 4.0, 6.5)] == [1.0, 0.0, 1.0]
    assert 0 < light(2.5, phases) < 1
    assert presence(4.0, phases) == 1.0


def test_the_driver_fades_out_of_an_empty_seat():
    assert presence(0.0, DEMO) == 1.0
    assert 0 < presence((DEMO[-2].end + DEMO[-1].start) / 2, DEMO) < 1
    assert presence(DEMO[-1].end, DEMO) == 0.0
