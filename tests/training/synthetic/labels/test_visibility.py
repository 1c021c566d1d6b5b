"""Visibility by rays, on a dummy whose answer is known: boxes and tubes, a camera before or beside it."""

import numpy as np
import pytest

pytest.importorskip("anny", reason="needs the synthetic extra")

from pose.keypoints import INDEX, KEYPOINT_NAMES
from pose.visibility import Visibility
from training.synthetic.cameras.camera import look
from training.synthetic.labels.visibility import LabelRays
from training.synthetic.mesh import Part, plain, rounded_box, sheet, tube

BONES = [
    *("head", "spine01", "clavicle.L", "clavicle.R", "upperarm01.L", "upperarm01.R", "lowerarm01.L", "lowerarm01.R"),
    *("wrist.L", "wrist.R", "pelvis.L", "pelvis.R", "upperleg01.L", "upperleg01.R", "lowerleg01.L", "lowerleg01.R"),
    *("foot.L", "foot.R"),
]
# Faces -y, arms hang a little before the trunk, thighs forward as in a seat.
PLACES = {
    "nose": (0, -0.10, 0.70),
    "eye": (0.03, -0.09, 0.74),
    "ear": (0.08, 0.0, 0.72),
    "shoulder": (0.18, 0.0, 0.50),
    "elbow": (0.24, -0.05, 0.25),
    "wrist": (0.22, -0.16, 0.45),
    "hip": (0.10, 0.0, 0.0),
    "knee": (0.12, -0.42, 0.05),
    "ankle": (0.12, -0.60, -0.30),
}
KEYPOINTS = np.array(
    [np.array(PLACES[n.split("_")[-1]]) * [-1 if n.startswith("right") else 1, 1, 1] for n in KEYPOINT_NAMES], float
)
EXTREMITIES = np.array([[0.22, -0.20, 0.53], [-0.22, -0.20, 0.53], [0.12, -0.7, -0.32], [-0.12, -0.7, -0.32]])


def at(name, forward=0.0):
    """Return a keypoint's place, or one that many metres towards the camera in front."""
    return KEYPOINTS[INDEX[name]] - np.array([0, forward, 0])


def dummy():
    meshes = [
        plain(rounded_box([0, 0, 0.72], [0.08, 0.09, 0.11], 0.7), [1, 1, 1], part=BONES.index("head")),
        plain(rounded_box([0, 0.02, 0.25], [0.16, 0.08, 0.26], 0.4), [1, 1, 1], part=BONES.index("spine01")),
    ]
    for side, suffix in (("left", "L"), ("right", "R")):
        for a, b, bone in (
            ("shoulder", "elbow", "upperarm01"),
            ("elbow", "wrist", "lowerarm01"),
            ("hip", "knee", "upperleg01"),
            ("knee", "ankle", "lowerleg01"),
        ):
            path = np.linspace(at(f"{side}_{a}"), at(f"{side}_{b}"), 8)
            meshes.append(plain(tube(path, 0.04), [1, 1, 1], part=BONES.index(f"{bone}.{suffix}")))
    return meshes


def states(extra=(), camera=None):
    camera = camera or look([0, -2.0, 0.3], [0, 0, 0.3], 50, 400, 400)
    found = LabelRays([*dummy(), *extra], BONES).visibility(camera, KEYPOINTS, EXTREMITIES)
    return {name: Visibility(state) for name, state in zip(KEYPOINT_NAMES, found, strict=True)}


def screen(centre, half):
    x, y, z = centre
    return plain(
        sheet([[x - half, y, z - half], [x + half, y, z - half], [x + half, y, z + half], [x - half, y, z + half]]),
        [0, 0, 0],
    )


BESIDE = look([-2.0, 0.001, 0.3], [0, 0, 0.3], 60, 400, 400)
"""From the driver's right, square to the trunk."""


def test_whoever_faces_the_camera_is_seen():
    found = states()

    for joint in ("nose", "left_shoulder", "right_elbow", "left_wrist", "left_knee"):
        assert found[joint] == Visibility.VISIBLE, joint


def test_a_small_screen_before_the_wrist_hides_it_and_the_forearm_tells_where_it_is():
    found = states([screen(at("left_wrist", forward=0.12), 0.03)])

    assert found["left_wrist"] == Visibility.OCCLUDED
    assert found["right_wrist"] == Visibility.VISIBLE


def test_a_wall_before_the_whole_forearm_leaves_the_wrist_absent():
    wall = screen((0.25, -0.60, 0.35), 0.16)

    assert states([wall])["left_wrist"] == Visibility.ABSENT


def test_a_keypoint_out_of_the_picture_is_absent():
    close = look([0, -1.0, 0.6], [0, 0, 0.6], 40, 400, 400)

    found = states(camera=close)

    assert found["nose"] == Visibility.VISIBLE
    assert found["left_ankle"] == found["right_knee"] == Visibility.ABSENT


def test_the_far_shoulder_and_hip_behind_the_near_body_are_occluded():
    found = states(camera=BESIDE)

    assert found["right_shoulder"] == Visibility.VISIBLE
    assert found["left_shoulder"] == Visibility.OCCLUDED
    assert found["left_hip"] == Visibility.OCCLUDED


def test_the_far_ear_behind_a_head_in_the_picture_is_occluded():
    found = states(camera=BESIDE)

    assert found["right_ear"] == Visibility.VISIBLE
    assert found["left_ear"] == Visibility.OCCLUDED


def test_hair_hides_the_ear_and_still_counts_as_head():
    hair = plain(rounded_box([0, 0, 0.72], [0.10, 0.11, 0.13], 0.7), [0, 0, 0], part=Part.HAIR)

    found = states([hair], camera=BESIDE)

    assert {found[f"{side}_{part}"] for side in ("left", "right") for part in ("eye", "ear")} == {Visibility.OCCLUDED}


def test_a_face_behind_a_wall_is_absent():
    wall = screen((0, -0.5, 0.72), 0.2)

    assert states([wall])["nose"] == Visibility.ABSENT


def test_a_belt_over_the_shoulder_does_not_hide_it():
    belt = screen(at("left_shoulder", forward=0.06), 0.03)
    ignored = plain((belt.vertices, belt.faces), [0, 0, 0], part=Part.IGNORED)

    assert states([ignored])["left_shoulder"] == Visibility.VISIBLE
    assert states([belt])["left_shoulder"] == Visibility.OCCLUDED


def test_the_other_hand_before_a_wrist_hides_it():
    other_hand = plain(
        rounded_box(at("left_wrist", forward=0.055), [0.04, 0.01, 0.04], 0.3), [1, 1, 1], part=BONES.index("wrist.R")
    )

    assert states([other_hand])["left_wrist"] == Visibility.OCCLUDED
