import numpy as np

from pose.keypoints import FLIP_ORDER, FLIP_PAIRS, INDEX, KEYPOINT_NAMES, LIMBS, NUM_KEYPOINTS, SIGMAS, neighbours


def test_the_order_is_cocos():
    assert KEYPOINT_NAMES[0] == "nose" and KEYPOINT_NAMES[9] == "left_wrist" and NUM_KEYPOINTS == 17


def test_flip_order_swaps_every_left_with_its_right_and_undoes_itself():
    for left, right in FLIP_PAIRS:
        assert KEYPOINT_NAMES[left].replace("left", "right") == KEYPOINT_NAMES[right]
        assert FLIP_ORDER[left] == right
    assert [FLIP_ORDER[i] for i in FLIP_ORDER] == list(range(17))


def test_sigmas_are_the_same_on_both_sides():
    assert np.array_equal(SIGMAS, SIGMAS[list(FLIP_ORDER)])


def test_sigmas_agree_with_cocos_own_evaluation():
    params = __import__("pytest").importorskip("pycocotools.cocoeval").Params(iouType="keypoints")
    assert np.allclose(SIGMAS, params.kpt_oks_sigmas)


def test_an_elbow_hangs_between_shoulder_and_wrist():
    assert {KEYPOINT_NAMES[i] for i in neighbours(INDEX["left_elbow"])} == {"left_shoulder", "left_wrist"}
    assert len(LIMBS) == 16
