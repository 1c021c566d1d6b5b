"""People as built: what clothes, masks and belts do to surfaces and labels, and which poses are rejected."""

import dataclasses

import numpy as np
import pytest

pytest.importorskip("anny", reason="needs the synthetic extra")
torch = pytest.importorskip("torch", reason="needs the training extra")

from pose.keypoints import INDEX  # noqa: E402
from pose.visibility import Visibility  # noqa: E402
from training.synthetic.assembly import make_person, set_stage, try_poses  # noqa: E402
from training.synthetic.belt import seat_belt  # noqa: E402
from training.synthetic.body import AnnyBody  # noqa: E402
from training.synthetic.cameras import look  # noqa: E402
from training.synthetic.collisions import Obstacles, before_the_nose  # noqa: E402
from training.synthetic.driver import draw_driver  # noqa: E402
from training.synthetic.fingers import GRASPS, bend_fingers  # noqa: E402
from training.synthetic.labels import LabelRays  # noqa: E402
from training.synthetic.mesh import Part, plain, rounded_box  # noqa: E402
from training.synthetic.scene import describe_scene  # noqa: E402

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


@pytest.fixture(scope="module")
def body():
    return AnnyBody()


@pytest.fixture(scope="module")
def rest(body):
    return body.rest(PLAIN.phenotypes, PLAIN.features)


def standing(body, rest, rotations=None):
    turns = torch.eye(3)[None].repeat(body.model.bone_count, 1, 1)
    for bone, matrix in (rotations or {}).items():
        turns[body.bone_index[bone]] = matrix
    return body.posed(rest, turns)


def judged(body, rest, **changes):
    """Return class and reason by keypoint of a person who stands before the camera."""
    posed = standing(body, rest)
    driver = dataclasses.replace(PLAIN, **changes)
    _, meshes = make_person(body, rest, posed, driver, np.random.default_rng(1))
    camera = look(posed.keypoints[5] * [0, 1, 1] + [0, -2.5, 0], posed.keypoints[5] * [0, 1, 1], 60, 400, 400)
    rays = LabelRays(meshes, list(body.bone_index))
    judgements = rays.judge(camera, posed.keypoints, np.zeros((4, 3)))
    return {name: judgements[k] for name, k in INDEX.items()}


def test_whoever_faces_the_camera_bareheaded_is_seen(body, rest):
    found = judged(body, rest)

    for name in ("nose", "left_eye", "right_ear", "left_shoulder", "right_wrist", "left_hip"):
        assert found[name].state == Visibility.VISIBLE, (name, found[name])


def test_a_mask_hides_the_nose_and_the_eyes_tell_where_it_is(body, rest):
    found = judged(body, rest, mask=True)

    assert found["nose"].state == Visibility.OCCLUDED
    assert found["nose"].hidden_by == "hair or headwear"
    assert found["left_eye"].state == Visibility.VISIBLE


def test_eyes_behind_sunglasses_are_visible(body, rest):
    found = judged(body, rest, eyewear="sunglasses")

    assert found["left_eye"].state == found["right_eye"].state == Visibility.VISIBLE


def test_a_headscarf_hides_the_ears_and_not_the_face(body, rest):
    found = judged(body, rest, headwear="headscarf")

    assert found["left_ear"].state == found["right_ear"].state == Visibility.OCCLUDED
    assert found["nose"].state == found["right_eye"].state == Visibility.VISIBLE


@pytest.mark.parametrize("outer", ["jacket", "coat", "hoodie"])
def test_a_thick_coat_is_surface_for_shoulder_elbow_and_hip(body, rest, outer):
    outfit = dataclasses.replace(PLAIN.outfit, outer=outer, outer_open=0.0, looseness=1.0)
    found = judged(body, rest, outfit=outfit)

    for name in ("left_shoulder", "right_elbow", "left_hip"):
        assert found[name].state == Visibility.VISIBLE, (name, found[name])


def test_a_belt_runs_from_the_shoulder_to_the_lock_and_over_the_lap_and_hides_nothing(body, rest):
    sitting = {f"upperleg01.{side}": _turn(-1.5) for side in "LR"}
    posed = standing(body, rest, sitting)
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


def test_hands_in_the_air_collide_with_nothing(body, rest):
    far = plain(rounded_box([0, 3, 0], [0.1, 0.1, 0.1]), [1, 1, 1])

    assert Obstacles([far]).collisions(body, standing(body, rest)) == []


def test_a_hand_through_a_bar_is_found(body, rest):
    posed = standing(body, rest)
    palm = posed.bone_poses[body.bone_index["finger3-1.L"], :3, 3]
    bar = plain(rounded_box(palm, [0.02, 0.3, 0.02], 0.3), [1, 1, 1])

    found = Obstacles([bar]).collisions(body, posed)

    assert ("arm.L", "cabin") in {(collision.limb, collision.obstacle) for collision in found}
    assert all(collision.limb.endswith(".L") and collision.obstacle == "cabin" for collision in found)


def test_a_hand_in_the_own_belly_is_found(body, rest):
    posed = standing(body, rest)
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


def test_a_phone_before_the_nose_is_found_and_one_at_arms_length_is_not(body, rest):
    posed = standing(body, rest)
    near = plain(rounded_box(posed.keypoints[0] + [0, -0.03, 0], [0.04, 0.004, 0.07]), [0, 0, 0])
    far = plain(rounded_box(posed.keypoints[0] + [0, -0.3, 0], [0.04, 0.004, 0.07]), [0, 0, 0])

    assert before_the_nose(posed, [near])
    assert not before_the_nose(posed, [far])


def test_a_grip_closes_the_hand_and_a_flat_hand_stays_open(body, rest):
    def reach(grasp):
        bends = bend_fingers(body, rest, "L", GRASPS[grasp], np.random.default_rng(0))
        matrices = {bone: _rotation(vector) for bone, vector in bends.items()}
        poses = standing(body, rest, matrices).bone_poses
        tip, wrist = (poses[body.bone_index[bone], :3, 3] for bone in ("finger3-3.L", "wrist.L"))
        return float(np.linalg.norm(tip - wrist))

    assert reach("fist") < reach("rim") < reach("flat")


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


def _turn(angle):
    c, s = np.cos(angle), np.sin(angle)
    return torch.tensor([[1, 0, 0], [0, c, -s], [0, s, c]], dtype=torch.float32)


def _rotation(vector):
    import roma

    return roma.rotvec_to_rotmat(torch.tensor(vector))


def _moved(poses, by):
    moved = poses.copy()
    moved[:, :3, 3] += by
    return moved
