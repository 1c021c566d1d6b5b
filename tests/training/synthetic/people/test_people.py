"""People as built: what clothes, masks and belts do to surfaces and labels."""

import dataclasses

import numpy as np
import pytest

pytest.importorskip("anny", reason="needs the synthetic extra")
torch = pytest.importorskip("torch", reason="needs the training extra")

from pose.keypoints import INDEX  # noqa: E402
from pose.visibility import Visibility  # noqa: E402
from training.synthetic.assembly import make_person  # noqa: E402
from training.synthetic.cameras.camera import look  # noqa: E402
from training.synthetic.labels.visibility import LabelRays  # noqa: E402
from training.synthetic.mesh import Part  # noqa: E402
from training.synthetic.people.belt import seat_belt  # noqa: E402
from training.synthetic.scene.driver import draw_driver  # noqa: E402

pytestmark = pytest.mark.training

PLAIN = dataclasses.replace(
    draw_driver(np.random.default_rng(0)),
    hair_style="buzz",
    beard="none",
    headwear="none",
    eyewear="none",
    mask=False,
    watch=False,
)


def judged(body, rest, posed, **changes):
    """Return class and reason by keypoint of a person who stands before the camera."""
    driver = dataclasses.replace(PLAIN, **changes)
    _, meshes = make_person(body, rest, posed, driver, np.random.default_rng(1))
    camera = look(posed.keypoints[5] * [0, 1, 1] + [0, -2.5, 0], posed.keypoints[5] * [0, 1, 1], 60, 400, 400)
    rays = LabelRays(meshes, list(body.bone_index))
    judgements = rays.judge(camera, posed.keypoints, np.zeros((4, 3)))
    return {name: judgements[k] for name, k in INDEX.items()}


def test_whoever_faces_the_camera_bareheaded_is_seen(body, rest, standing):
    found = judged(body, rest, standing())

    for name in ("nose", "left_eye", "right_ear", "left_shoulder", "right_wrist", "left_hip"):
        assert found[name].state == Visibility.VISIBLE, (name, found[name])


def test_a_mask_hides_the_nose_and_the_eyes_tell_where_it_is(body, rest, standing):
    found = judged(body, rest, standing(), mask=True)

    assert found["nose"].state == Visibility.OCCLUDED
    assert found["nose"].hidden_by == "hair or headwear"
    assert found["left_eye"].state == Visibility.VISIBLE


def test_eyes_behind_sunglasses_are_visible(body, rest, standing):
    found = judged(body, rest, standing(), eyewear="sunglasses")

    assert found["left_eye"].state == found["right_eye"].state == Visibility.VISIBLE


def test_a_headscarf_hides_the_ears_and_not_the_face(body, rest, standing):
    found = judged(body, rest, standing(), headwear="headscarf")

    assert found["left_ear"].state == found["right_ear"].state == Visibility.OCCLUDED
    assert found["nose"].state == found["right_eye"].state == Visibility.VISIBLE


@pytest.mark.parametrize("outer", ["jacket", "coat", "hoodie"])
def test_a_thick_coat_is_surface_for_shoulder_elbow_and_hip(body, rest, outer, standing):
    outfit = dataclasses.replace(PLAIN.outfit, outer=outer, outer_open=0.0, looseness=1.0)
    found = judged(body, rest, standing(), outfit=outfit)

    for name in ("left_shoulder", "right_elbow", "left_hip"):
        assert found[name].state == Visibility.VISIBLE, (name, found[name])


def test_a_belt_runs_from_the_shoulder_to_the_lock_and_over_the_lap_and_hides_nothing(body, rest, standing):
    sitting = {f"upperleg01.{side}": _turn(-1.5) for side in "LR"}
    posed = standing(sitting)
    pelvis = posed.bone_poses[body.bone_index["root"], :3, 3]
    posed = dataclasses.replace(posed, vertices=posed.vertices - pelvis, bone_poses=_moved(posed.bone_poses, -pelvis))
    worn, _ = make_person(body, rest, posed, PLAIN, np.random.default_rng(1))
    anchor = np.array([0.34, 0.28, 0.6])

    shoulder, lap, _ = seat_belt(body, posed, worn.meshes, (0, 0, 0), anchor)

    assert shoulder.part[0] == lap.part[0] == Part.IGNORED
    assert np.linalg.norm(shoulder.vertices[:2].mean(axis=0) - anchor) < 0.03
    assert np.linalg.norm(shoulder.vertices[-2:].mean(axis=0) - lap.vertices[-2:].mean(axis=0)) < 0.06
    # Before the trunk, from the left collar bone to the right hip; the lap part from hip to hip, low.
    assert shoulder.vertices[:, 1].min() < worn.meshes[0].vertices[:, 1].min() + 0.08
    assert np.ptp(lap.vertices[:, 0]) > 0.4
    assert lap.vertices[:, 2].max() < 0.25


def _turn(angle):
    c, s = np.cos(angle), np.sin(angle)
    return torch.tensor([[1, 0, 0], [0, c, -s], [0, s, c]], dtype=torch.float32)


def _moved(poses, by):
    moved = poses.copy()
    moved[:, :3, 3] += by
    return moved
