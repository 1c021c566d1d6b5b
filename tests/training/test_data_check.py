import json
import os
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from pose.errors import UserError
from pose.keypoints import FLIP_ORDER, INDEX
from tests.training.people import STANDING, data_set
from training.data.check import check, shared_pictures
from training.data.coco import LabelRule
from training.data.layout import find_data_set
from training.data.suspicions import swapped


@pytest.fixture
def folder(tmp_path):
    return data_set(tmp_path / "set")


def change(folder, edit):
    path = folder / "person_keypoints.json"
    document = json.loads(path.read_text())
    edit(document["annotations"])
    path.write_text(json.dumps(document))


def findings(folder, split=""):
    return {f.what: (f.who, f.stops) for f in check(find_data_set(folder, split), LabelRule.COCO).findings}


def run(folder, *options):
    command = [sys.executable, "training/check_data.py", str(folder), *options]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def test_a_sound_data_set_is_counted_and_nothing_found(folder):
    report = check(find_data_set(folder), LabelRule.COCO)
    assert (report.pictures, report.with_people, report.people) == (5, 4, 4)
    assert report.flags[INDEX["left_ankle"]].tolist() == [0, 4, 0]
    assert report.flags.sum(axis=0).tolist() == [4, 4, 60]
    assert [f.what for f in report.findings] == ["flag 0 with a place: is it absent, or was the flag forgotten?"]


def test_what_a_training_would_refuse_is_named_and_stops(folder):
    change(folder, lambda people: people[1].update(area=0))
    (folder / "images" / "000002.png").unlink()
    (folder / "images" / "000003.png").write_bytes(b"no picture")
    found = findings(folder)
    assert found["annotation has an 'area' of 0 square pixels"] == ([2], True)
    assert found["picture is missing"] == ([str(folder / "images" / "000002.png")], True)
    assert found["picture can't be read"] == ([str(folder / "images" / "000003.png")], True)


def test_what_only_looks_odd_stops_nothing(folder):
    def edit(people):
        people[0]["keypoints"][0:2] = [400, 30]
        people[1].update(bbox=[50, 20, 200, 170])
        people[2].update(num_keypoints=3)
        people[3]["keypoints"][0:2] = [0, 0]

    change(folder, edit)
    found = findings(folder)
    assert found["labelled keypoint lies out of the picture"] == ([1], False)
    assert found["box reaches out of the picture"] == ([2], False)
    assert found["'num_keypoints' differs from the flags, which are what counts"] == ([3], False)
    assert found["labelled keypoint at exactly (0, 0)"] == ([4], False)
    # 400 and 0 are both farther from the box, 50 to 110, than an eighth of its 170 pixels.
    assert [who for what, (who, _) in found.items() if "not in the crop" in what] == [[1, 4]]


def test_a_picture_that_was_cut_off_is_suspected(folder):
    path = folder / "images" / "000000.png"
    whole = cv2.imencode(".jpg", cv2.imread(str(path)))[1].tobytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert findings(folder)["picture looks cut off: its end mark is missing"] == ([str(path)], False)


def test_a_split_is_judged_by_its_own_people(folder):
    (folder / "split.json").write_text(json.dumps({"train": [0, 1], "test": [3]}))
    change(folder, lambda people: people[3].update(area=0))
    assert "annotation has an 'area' of 0 square pixels" not in findings(folder, "train")
    assert findings(folder, "test")["annotation has an 'area' of 0 square pixels"] == ([4], True)


def test_a_split_that_is_not_listed_is_answered_with_those_that_are(folder):
    with pytest.raises(UserError, match=r"no split 'tset'; there are: train"):
        findings(folder, "tset")


def test_a_picture_in_two_splits_is_found(folder):
    assert shared_pictures(folder) is None
    (folder / "split.json").write_text(json.dumps({"train": [0, 1, 2], "test": [2, 3]}))
    assert shared_pictures(folder).who == [2]


def table(*swap, xy=STANDING):
    order = list(range(17))
    for joint in swap:
        left, right = INDEX[f"left_{joint}"], INDEX[f"right_{joint}"]
        order[left], order[right] = right, left
    return np.column_stack([xy[order], np.full(17, 2)])


def test_a_person_who_faces_us_or_shows_the_back_is_not_suspected():
    assert swapped(table()) == ""
    back = table(xy=STANDING[list(FLIP_ORDER)])
    back[[INDEX["left_eye"], INDEX["right_eye"]], 2] = 0
    assert swapped(back) == ""


@pytest.mark.parametrize("joint, said", [("hip", "shoulders against hips"), ("ear", "eyes against ears")])
def test_one_swapped_pair_contradicts_its_neighbour(joint, said):
    assert swapped(table(joint)) == said


def test_visible_eyes_on_the_back_of_a_head_give_a_wholly_swapped_person_away():
    assert swapped(table(xy=STANDING[list(FLIP_ORDER)])) == "eyes seen from behind"


def test_a_person_upside_down_is_not_suspected_and_a_swapped_one_still_is():
    assert swapped(table(xy=-STANDING)) == ""
    assert swapped(table("hip", xy=-STANDING)) == "shoulders against hips"


def test_the_command_says_what_is_there_and_what_weighs_how_much(folder):
    done = run(folder)
    assert done.returncode == 0, done.stderr
    # 60 visible, 4 occluded, 4 absent.
    assert "15.00 absent, 15.00 occluded, 1.00 visible" in done.stdout
    assert "would stop a training: nothing" in done.stdout


def test_the_command_ends_with_1_where_a_training_would(folder):
    change(folder, lambda people: people[1].update(bbox=[1, 2, 0, 0]))
    done = run(folder)
    assert done.returncode == 1 and "'bbox' of no size: 0 x 0 [1]: 2" in done.stdout
    nothing = run(folder / "images")
    assert nothing.returncode == 1 and nothing.stderr.startswith("check_data: ")


@pytest.mark.skipif("CABINSIGHT_DATA" not in os.environ, reason="CABINSIGHT_DATA names the folder of data sets")
def test_the_coco_sample_holds_what_its_description_says():
    report = check(find_data_set(Path(os.environ["CABINSIGHT_DATA"]) / "coco_sample"), LabelRule.COCO)
    assert report.flags.sum(axis=0).tolist() == [820, 154, 964]
    assert not any(finding.stops for finding in report.findings)
