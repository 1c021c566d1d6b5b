"""A described scene becomes surfaces: nobody is pierced, passengers are nobody to the labels."""

import dataclasses

import numpy as np
import pytest

pytest.importorskip("anny", reason="needs the synthetic extra")
torch = pytest.importorskip("torch", reason="needs the training extra")

from training.synthetic.assembly import set_stage, try_poses  # noqa: E402
from training.synthetic.mesh import Part  # noqa: E402
from training.synthetic.scene.scene import describe_scene  # noqa: E402

pytestmark = pytest.mark.training


@pytest.mark.parametrize("activity", ["both_hands", "phone_at_ear", "texting"])
def test_attempts_end_with_a_pose_that_collides_with_nothing(body, activity):
    scene = dataclasses.replace(describe_scene(11, 4), activity=activity, passengers=())

    attempts = try_poses(body, scene, set_stage(body, scene))

    print(f"{activity}: {len(attempts) - 1} rejected", [a.collisions for a in attempts[:-1]])
    assert all(attempt.collisions for attempt in attempts[:-1])
    assert attempts[-1].collisions == []


def test_passengers_hide_the_driver_and_are_nobody_to_the_labels(body):
    scenes = (describe_scene(5, index) for index in range(100))
    scene = next(s for s in scenes if any(p.seat == "front" for p in s.passengers))

    with_them = set_stage(body, scene).cabin
    without = set_stage(body, dataclasses.replace(scene, passengers=())).cabin

    extra = with_them[len(without) :]
    assert extra
    assert {int(part) for mesh in extra for part in np.unique(mesh.part)} == {int(Part.CABIN)}
    # Never in the driver's seat: that is 30 cm to each side of the car's x = 0, before the rear bench.
    points = np.concatenate([mesh.vertices[np.unique(mesh.faces)] for mesh in extra])
    assert not ((np.abs(points[:, 0]) < 0.2) & (points[:, 1] < 0.25)).any()
