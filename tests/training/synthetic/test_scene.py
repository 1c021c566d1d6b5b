"""Scenes are drawn from seeds."""

from collections import Counter

import pytest

from training.synthetic.scene import ACTIVITIES, CAMERAS, describe_scene


def test_the_same_seed_describes_the_same_scene():
    assert describe_scene(7, 3) == describe_scene(7, 3)


def test_other_seeds_and_indices_describe_other_people():
    drivers = {repr(describe_scene(seed, index).driver) for seed in (1, 2, 900001) for index in range(5)}

    assert len(drivers) == 15


def test_the_shares_are_kept():
    scenes = [describe_scene(1, index) for index in range(1500)]
    activities = Counter(scene.activity for scene in scenes)
    cameras = Counter(view.camera for scene in scenes for view in scene.views)

    assert activities["empty_seat"] / len(scenes) == pytest.approx(ACTIVITIES["empty_seat"], abs=0.02)
    assert cameras["passenger_side"] / cameras.total() == pytest.approx(CAMERAS["passenger_side"], abs=0.02)
    assert sum(scene.mirrored for scene in scenes) / len(scenes) == pytest.approx(0.30, abs=0.04)
