import numpy as np
import pytest

from engines import drift
from pose.decision import Decision
from pose.detection import DetectionSettings

SETTINGS = DetectionSettings(score_threshold=0.5, overlap_iou=0.5)


def pose_outputs(count=20, state=2):
    logits = np.zeros((count, 17, 3), dtype=np.float32)
    logits[..., state] = 6
    keypoints = np.random.default_rng(0).uniform(0, 100, (count, 17, 3)).astype(np.float32)
    return {"keypoints": keypoints, "visibility_logits": logits}


def boxes(*rows):
    return {"boxes": np.array([rows], dtype=np.float32)}


def test_the_same_answers_have_no_drift():
    same = drift.pose_drift(Decision(), pose_outputs(), pose_outputs())
    assert (same.shift_max, same.visibility_flips, same.probability_drift) == (0, 0, 0)
    assert same.shown == 20 * 17
    assert drift.pose_faults(same) == []


def test_a_keypoint_that_always_moves_is_over_tolerance():
    candidate = pose_outputs()
    candidate["keypoints"][:, 9, 0] += 30
    moved = drift.pose_drift(Decision(), pose_outputs(), candidate)
    assert moved.shift_median == 0
    assert moved.shift_max == pytest.approx(30, abs=1e-4)
    assert drift.pose_faults(moved) == ["95th percentile of keypoint shifts 30 px, at most 2 px"]


def test_one_keypoint_that_jumps_once_is_told_but_tolerated():
    candidate = pose_outputs()
    candidate["keypoints"][0, 9, 0] += 30
    moved = drift.pose_drift(Decision(), pose_outputs(), candidate)
    assert moved.shift_max > 29
    assert drift.pose_faults(moved) == []


def test_places_of_absent_keypoints_do_not_count():
    reference, candidate = pose_outputs(), pose_outputs()
    for side in (reference, candidate):
        side["visibility_logits"][:, 9] = [6, 0, 0]
    candidate["keypoints"][:, 9] += 30
    assert drift.pose_drift(Decision(), reference, candidate).shift_max == 0


def test_pictures_that_show_nothing_verify_nothing():
    nothing = drift.pose_drift(Decision(), pose_outputs(state=0), pose_outputs(state=0))
    assert drift.pose_faults(nothing) == ["the reference shows no keypoint on these pictures: nothing was verified"]


def test_decisions_that_flip_are_over_tolerance():
    candidate = pose_outputs()
    candidate["visibility_logits"][:5] = [0, 6, 0]
    flipped = drift.pose_drift(Decision(), pose_outputs(), candidate)
    assert flipped.visibility_flips == 0.25
    assert flipped.probability_drift > 0.9
    assert len(drift.pose_faults(flipped)) == 2


def test_answers_that_are_not_numbers_are_over_every_tolerance():
    candidate = pose_outputs()
    candidate["keypoints"][:] = np.nan
    candidate["visibility_logits"][:] = np.nan
    assert len(drift.pose_faults(drift.pose_drift(Decision(), pose_outputs(), candidate))) == 4


def test_boxes_are_matched_whatever_their_order():
    reference = boxes([0, 0, 40, 40, 0.9], [100, 0, 140, 40, 0.8], [5, 5, 9, 9, 0.1])
    candidate = boxes([101, 0, 140, 40, 0.82], [0, 0, 40, 40, 0.9], [200, 5, 209, 9, 0.2])
    moved = drift.detection_drift(SETTINGS, reference, candidate)
    assert (moved.found, moved.shift_max, moved.boxes_changed) == (2, 1, 0)
    assert moved.score_drift == pytest.approx(0.02, abs=1e-6)
    assert drift.detection_faults(moved) == []


def test_a_lost_and_an_invented_box_are_counted():
    reference = boxes([0, 0, 40, 40, 0.9], [100, 0, 140, 40, 0.8])
    candidate = boxes([0, 0, 40, 40, 0.9], [200, 0, 240, 40, 0.8])
    changed = drift.detection_drift(SETTINGS, reference, candidate)
    assert changed.boxes_changed == pytest.approx(2 / 3)
    assert drift.detection_faults(changed) == ["share of boxes lost or invented 0.667, at most 0.02"]


def test_pictures_with_nobody_verify_nothing():
    nobody = boxes([0, 0, 40, 40, 0.1])
    assert "nothing was verified" in drift.detection_faults(drift.detection_drift(SETTINGS, nobody, nobody))[0]
