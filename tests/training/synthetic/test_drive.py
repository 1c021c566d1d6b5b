"""The demo drive: poses blend into each other, and its truth is what is rendered."""

import tomllib
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("anny", reason="needs the synthetic extra")

import av
import roma
import torch

from training.synthetic.drive import PHASES, rotations_at

DEMO = Path(__file__).parents[3] / "app" / "demo"


def poses():
    angles = {"both_hands": 0.0, "phone_at_ear": 1.2, "lean": -0.8, "hands_in_lap": 0.6}
    return {name: roma.rotvec_to_rotmat(torch.tensor([[0.0, 0.0, angle]])) for name, angle in angles.items()}


def angle_at(seconds):
    return float(roma.rotmat_to_rotvec(rotations_at(seconds, poses()))[0, 2])


def test_phases_follow_each_other_and_end_with_the_drive():
    assert PHASES[0].start == 0 and PHASES[-1].end == 20
    assert all(a.start < a.end < b.start for a, b in pairwise(PHASES))


def test_a_pose_is_held_through_its_phase():
    assert [angle_at(s) for s in (3.3, 5.0, 8.1)] == pytest.approx([1.2] * 3, abs=1e-4)


def test_no_bone_jumps_between_two_frames():
    angles = np.array([angle_at(frame / 15) for frame in range(300)])

    # The longest way, 1.2 rad in 0.8 s, with eased ends: at most 1.5 times the mean speed.
    assert np.abs(np.diff(angles)).max() < 1.2 / 12 * 1.5 + 1e-3


def test_the_shipped_clip_is_as_long_as_its_truth_says():
    truth = tomllib.loads((DEMO / "driver.toml").read_text())

    with av.open(str(DEMO / truth["video"])) as container:
        stream = container.streams.video[0]
        frames = sum(1 for _ in container.decode(stream))

    assert frames == truth["frames"] == 300
    assert (stream.codec_context.width, stream.codec_context.height) == (truth["width"], truth["height"])
    assert [event["kind"] for event in truth["events"]] == ["hand_at_head", "leaning", "hands_off_wheel"]
    assert truth["events"][-1]["end_s"] == pytest.approx(frames / truth["frames_per_second"])
