import numpy as np
import pytest

from pose.boxes import Box
from pose.keypoints import SIGMAS
from tests.training.answers import AREA, answer
from tests.training.people import STANDING
from training.metrics.answer import Answer
from training.metrics.detection import summarise_boxes
from training.metrics.keypoints import (
    confusion,
    confusion_table,
    f1_per_class,
    oks,
    similarity,
    summarise,
    weighted_f1,
)


def test_a_perfect_answer_has_an_oks_of_one():
    assert oks(answer()) == pytest.approx(1.0)


def test_a_nose_that_is_five_pixels_off_has_the_similarity_worked_out_by_hand():
    # Nose: sigma .026, k = .052, s = 100 px: k s = 5.2 px. Off by 5.2 px: exp(-5.2^2 / (2 * 5.2^2)) = exp(-1/2).
    shifted = STANDING.copy()
    shifted[0, 0] += 5.2
    found = similarity(answer(xy=shifted))
    assert found[0] == pytest.approx(0.6065, abs=1e-4) and (found[1:] == 1).all()


def test_a_similarity_does_not_change_with_the_size_of_the_picture():
    shifted = STANDING + np.outer(SIGMAS, [30, 40]).astype(np.float32)
    once = answer(xy=shifted)
    thrice = Answer(answer(xy=3 * shifted).pose, 3 * STANDING, once.true_state, 9 * AREA)
    assert similarity(thrice) == pytest.approx(similarity(once), abs=1e-5)


def test_oks_agrees_with_pycocotools():
    coco = pytest.importorskip("pycocotools.coco", reason="needs the training extra")
    evaluation = pytest.importorskip("pycocotools.cocoeval")
    guess = STANDING + np.random.default_rng(0).normal(0, 6, STANDING.shape)
    truth = coco.COCO()
    keypoints = np.concatenate([STANDING, np.full((17, 1), 2)], axis=1).ravel().tolist()
    annotation = dict(id=1, image_id=1, category_id=1, iscrowd=0, keypoints=keypoints, num_keypoints=17)
    annotation |= dict(bbox=[50, 20, 60, 170], area=AREA)
    truth.dataset = dict(info={}, images=[dict(id=1)], annotations=[annotation], categories=[dict(id=1)])
    truth.createIndex()
    found = np.concatenate([guess, np.ones((17, 1))], axis=1).ravel().tolist()
    theirs = evaluation.COCOeval(
        truth, truth.loadRes([dict(image_id=1, category_id=1, keypoints=found, score=1.0)]), "keypoints"
    )
    theirs.evaluate()
    assert oks(answer(xy=guess)) == pytest.approx(theirs.ious[1, 1].item(), abs=1e-5)


def test_f1_by_hand():
    # Absent: 3 right, 1 said visible. Occluded: 1 right, 1 said absent. Visible: 4 right.
    table = np.array([[3, 0, 1], [1, 1, 0], [0, 0, 4]])
    assert f1_per_class(table) == pytest.approx([2 * 3 / 8, 2 * 1 / 3, 2 * 4 / 9])


def test_total_f1_is_weighted_by_class_size():
    table = np.array([[3, 0, 1], [1, 1, 0], [0, 0, 4]])
    # Sizes 4, 2, 4 of 10; F1 6/8, 2/3, 8/9.
    assert weighted_f1(table) == pytest.approx(0.4 * 6 / 8 + 0.2 * 2 / 3 + 0.4 * 8 / 9)


def test_the_printed_confusion_has_a_row_per_class_with_its_f1():
    lines = confusion_table(np.array([[3, 0, 1], [1, 1, 0], [0, 0, 4]])).splitlines()
    assert lines[2] == "| absent | 3 | 0 | 1 | 4 | 0.750 |"
    # .4 * .75 + .2 * .667 + .4 * .889 = .789; (.75 + .667 + .889) / 3 = .769.
    assert lines[5].endswith("| 10 | 0.789 |") and lines[6].endswith("| 0.769 |")
    assert {line.count("|") for line in lines} == {7}


def test_a_class_that_nobody_said_scores_zero_not_nan():
    assert f1_per_class(np.array([[5, 0, 0], [0, 0, 0], [0, 0, 0]])).tolist() == [1.0, 0.0, 0.0]


def test_a_label_that_is_no_single_class_is_not_counted():
    assert confusion([answer(true_state=-1)]).sum() == 0


def test_showing_an_absent_person_is_seventeen_false_keypoints():
    figures = summarise([answer(true_state=0), answer()])
    assert figures["false_keypoints"] == 17 / 2 and figures["found"] == 1.0


def test_a_keypoint_at_its_place_but_called_absent_is_not_found():
    assert summarise([answer(state=0)])["found"] == 0.0


def test_the_driver_is_found_and_the_empty_seat_is_empty():
    driver, passenger = Box(0, 0, 100, 200), Box(150, 0, 200, 90)
    figures = summarise_boxes([[driver, passenger], []], [[Box(5, 0, 100, 200), Box(400, 0, 420, 20)], []])
    assert figures["main_recall"] == 1.0 and figures["recall"] == 0.5
    assert figures["false_boxes"] == 0.5 and figures["empty_right"] == 1.0


def test_two_boxes_on_one_person_are_one_hit_and_one_false_box():
    figures = summarise_boxes([[Box(0, 0, 10, 10)]], [[Box(0, 0, 10, 10), Box(0, 0, 10, 9)]])
    assert figures["recall"] == 1.0 and figures["false_boxes"] == 1.0
