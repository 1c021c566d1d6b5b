import json
from dataclasses import replace

import pytest

from pose.boxes import Box
from pose.errors import UserError
from tests.training.people import person
from training.data.detected_boxes import boxes_from_detections, read_detections


def write(tmp_path, *entries):
    path = tmp_path / "detections.json"
    path.write_text(json.dumps(entries))
    return path


def found(x, score=0.9, image=1, category=1):
    return {"image_id": image, "category_id": category, "bbox": [x, 20, 60, 170], "score": score}


def standing(x):
    return replace(person(), box=Box.from_xywh(x, 20, 60, 170))


def test_the_box_that_overlaps_best_replaces_the_labelled_one(tmp_path):
    (someone,) = boxes_from_detections([standing(50)], write(tmp_path, found(70), found(52), found(40)))
    assert someone.box == Box(52, 20, 112, 190)


def test_a_person_whom_no_detection_overlaps_by_half_is_left_out(tmp_path):
    # 60 wide, 30 apart: a third.
    assert boxes_from_detections([standing(50)], write(tmp_path, found(80))) == []


def test_two_people_do_not_share_a_detection(tmp_path):
    left = boxes_from_detections([standing(50), standing(56)], write(tmp_path, found(56)))
    assert [someone.box.x1 for someone in left] == [56]


def test_other_pictures_other_things_and_low_scores_do_not_count(tmp_path):
    path = write(tmp_path, found(50, image=2), found(50, category=3), found(50, score=0.1))
    assert boxes_from_detections([standing(50)], path, min_score=0.2) == []
    assert {image: len(boxes) for image, boxes in read_detections(path).items()} == {2: 1, 1: 1}


def test_detections_come_best_first(tmp_path):
    assert [d.score for d in read_detections(write(tmp_path, found(1, 0.2), found(1, 0.8)))[1]] == [0.8, 0.2]


def test_an_entry_without_a_box_is_named(tmp_path):
    with pytest.raises(UserError, match=r"entry 1 is no detection \(KeyError\('bbox'\)\)"):
        read_detections(write(tmp_path, found(1), {"image_id": 1, "category_id": 1, "score": 1.0}))
