"""Which poses are rejected."""

import dataclasses

import numpy as np
import pytest

pytest.importorskip("anny", reason="needs the synthetic extra")
torch = pytest.importorskip("torch", reason="needs the training extra")

from training.synthetic.mesh import plain, rounded_box  # noqa: E402
from training.synthetic.postures.collisions import Obstacles, before_the_nose  # noqa: E402
from training.synthetic.postures.fingers import GRASPS, bend_fingers  # noqa: E402

pytestmark = pytest.mark.training


def test_hands_in_the_air_collide_with_nothing(body, standing):
    far = plain(rounded_box([0, 3, 0], [0.1, 0.1, 0.1]), [1, 1, 1])

    assert Obstacles([far]).collisions(body, standing()) == []


def test_a_hand_through_a_bar_is_found(body, standing):
    posed = standing()
    palm = posed.bone_poses[body.bone_index["finger3-1.L"], :3, 3]
    bar = plain(rounded_box(palm, [0.02, 0.3, 0.02], 0.3), [1, 1, 1])

    found = Obstacles([bar]).collisions(body, posed)

    assert ("arm.L", "cabin") in {(collision.limb, collision.obstacle) for collision in found}
    assert all(collision.limb.endswith(".L") and collision.obstacle == "cabin" for collision in found)


def test_a_hand_in_the_own_belly_is_found(body, standing):
    posed = standing()
    belly = posed.bone_poses[body.bone_index["spine04"], :3, 3]
    arm = body.region("lowerarm02.R", "wrist.R", "finger", "metacarpal") & (posed.vertices[:, 0] < 0)
    bones = [i for i in body.bones(("lowerarm02", "wrist", "finger", "metacarpal")) if posed.bone_poses[i, 0, 3] < 0]
    shift = belly - posed.bone_poses[body.bone_index["finger3-1.R"], :3, 3]
    vertices, poses = posed.vertices.copy(), posed.bone_poses.copy()
    vertices[arm] += shift
    poses[bones, :3, 3] += shift
    far = plain(rounded_box([0, 3, 0], [0.1, 0.1, 0.1]), [1, 1, 1])

    found = Obstacles([far]).collisions(body, dataclasses.replace(posed, vertices=vertices, bone_poses=poses))

    assert ("arm.R", "body") in {(collision.limb, collision.obstacle) for collision in found}


def test_a_phone_before_the_nose_is_found_and_one_at_arms_length_is_not(standing):
    posed = standing()
    near = plain(rounded_box(posed.keypoints[0] + [0, -0.03, 0], [0.04, 0.004, 0.07]), [0, 0, 0])
    far = plain(rounded_box(posed.keypoints[0] + [0, -0.3, 0], [0.04, 0.004, 0.07]), [0, 0, 0])

    assert before_the_nose(posed, [near])
    assert not before_the_nose(posed, [far])


def test_a_grip_closes_the_hand_and_a_flat_hand_stays_open(body, rest, standing):
    def reach(grasp):
        bends = bend_fingers(body, rest, "L", GRASPS[grasp], np.random.default_rng(0))
        matrices = {bone: _rotation(vector) for bone, vector in bends.items()}
        poses = standing(matrices).bone_poses
        tip, wrist = (poses[body.bone_index[bone], :3, 3] for bone in ("finger3-3.L", "wrist.L"))
        return float(np.linalg.norm(tip - wrist))

    assert reach("fist") < reach("rim") < reach("flat")


def _rotation(vector):
    import roma

    return roma.rotvec_to_rotmat(torch.tensor(vector))
