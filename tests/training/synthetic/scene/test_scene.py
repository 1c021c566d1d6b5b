"""Scenes are drawn from seeds."""

from collections import Counter

import numpy as np
import pytest

from training.synthetic.scene.scene import ACTIVITIES, CAMERAS, describe_scene


def test_the_same_seed_describes_the_same_scene():
    assert describe_scene(7, 3) == describe_scene(7, 3)


def test_other_seeds_and_indices_describe_other_people():
    drivers = {repr(describe_scene(seed, index).driver) for seed in (1, 2, 900001) for index in range(5)}

    assert len(drivers) == 15


def test_the_shares_are_kept():
    scenes = [describe_scene(1, index) for index in range(1500)]
    activities = Counter(scene.activity for scene in scenes)
    alone = [scene for scene in scenes if all(passenger.seat != "front" for passenger in scene.passengers)]
    cameras = Counter(view.camera for scene in alone for view in scene.views)

    assert activities["empty_seat"] / len(scenes) == pytest.approx(ACTIVITIES["empty_seat"], abs=0.02)
    assert cameras["passenger_side"] / cameras.total() == pytest.approx(CAMERAS["passenger_side"], abs=0.02)
    assert sum(scene.mirrored for scene in scenes) / len(scenes) == pytest.approx(0.30, abs=0.04)


def test_cameras_on_the_passengers_side_are_rare_where_somebody_sits_there():
    scenes = [describe_scene(1, index) for index in range(1500)]
    beside = [scene for scene in scenes if any(passenger.seat == "front" for passenger in scene.passengers)]
    cameras = Counter(view.camera for scene in beside for view in scene.views)

    assert 0 < cameras["passenger_side"] / cameras.total() < 0.08


def test_a_third_of_the_scenes_has_passengers_each_on_a_seat_of_its_own():
    scenes = [describe_scene(1, index) for index in range(600)]
    taken = [[passenger.seat for passenger in scene.passengers] for scene in scenes]

    assert sum(map(bool, taken)) / len(scenes) == pytest.approx(0.35, abs=0.06)
    assert all(len(seats) == len(set(seats)) for seats in taken)
    assert {seat for seats in taken for seat in seats} == {"front", "rear_left", "rear_middle", "rear_right"}


def test_drivers_wear_and_carry_different_things():
    drivers = [describe_scene(1, index).driver for index in range(600)]

    assert {driver.outfit.outer for driver in drivers} == {"none", "jacket", "coat", "hoodie", "vest"}
    assert {driver.headwear for driver in drivers} == {"none", "cap", "beanie", "headscarf"}
    assert {driver.eyewear for driver in drivers} == {"none", "glasses", "sunglasses"}
    assert 0.02 < sum(driver.mask for driver in drivers) / 600 < 0.11


def test_empty_scenes_have_nobody_at_the_wheel_and_mostly_somebody_beside_it():
    scenes = [describe_scene(5, index, empty=True) for index in range(60)]
    assert {scene.activity for scene in scenes} == {"empty_seat"}
    assert np.mean([bool(scene.passengers) for scene in scenes]) > 0.6


def test_emptying_a_seat_changes_nothing_else_of_the_car():
    taken, empty = describe_scene(5, 3), describe_scene(5, 3, empty=True)
    assert (taken.car, taken.light, taken.mirrored) == (empty.car, empty.light, empty.mirrored)
