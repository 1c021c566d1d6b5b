import json

import numpy as np
import pytest

from pose.errors import UserError
from pose.keypoints import FLIP_ORDER, INDEX
from tests.training.people import STANDING, data_set, person
from training.data.coco import LabelRule, read_people
from training.data.pictures import read_picture
from training.data.pseudo_labels import complete

WRIST, NOSE = INDEX["left_wrist"], INDEX["nose"]


@pytest.fixture
def folder(tmp_path):
    return data_set(tmp_path / "set")


def people(folder, rule):
    return read_people(folder / "person_keypoints.json", folder / "images", rule)


def test_cocos_flags_are_classes(folder):
    someone = people(folder, LabelRule.COCO)[0]
    assert someone.labels().tolist() == [2] * 15 + [1, 0]
    assert someone.located.tolist() == [True] * 16 + [False]


def test_lspets_zero_excludes_visible_and_its_two_excludes_absent_and_its_faces_say_nothing(folder):
    someone = people(folder, LabelRule.LSPET)[0]
    assert someone.classes[16].tolist() == [1, 0.5, 0]
    assert someone.classes[WRIST].tolist() == [0, 0.5, 1]
    assert someone.classes[NOSE].tolist() == [1, 1, 1]


ODD = {
    "flag 7 for its nose": lambda one: one["keypoints"].__setitem__(2, 7),
    "flag 1.5 for its nose": lambda one: one["keypoints"].__setitem__(2, 1.5),
    "left_eye that is not finite": lambda one: one["keypoints"].__setitem__(3, float("nan")),
    "48 numbers in 'keypoints'": lambda one: one.update(keypoints=one["keypoints"][:48]),
    "'bbox' of no size": lambda one: one.update(bbox=[5, 5, 0, 10]),
    "'bbox' that is not finite": lambda one: one.update(bbox=[5, 5, float("inf"), 10]),
    "no 'bbox' of four numbers": lambda one: one.pop("bbox"),
    "'area' of 0 square pixels": lambda one: one.update(area=0),
    "no 'area'": lambda one: one.pop("area"),
    "of picture 99, which 'images' does not list": lambda one: one.update(image_id=99),
}


@pytest.mark.parametrize("message", ODD)
def test_an_odd_annotation_is_refused_with_file_and_id(folder, message):
    change(folder, lambda document: ODD[message](document["annotations"][2]))
    with pytest.raises(UserError, match=f"person_keypoints.json: annotation 3 .*{message}"):
        people(folder, LabelRule.COCO)


def test_an_annotation_id_that_two_people_share_is_refused(folder):
    change(folder, lambda document: document["annotations"][2].update(id=1))
    with pytest.raises(UserError, match="annotation 1 is there more than once"):
        people(folder, LabelRule.COCO)


def test_a_picture_that_is_listed_twice_is_refused(folder):
    change(folder, lambda document: document["images"][1].update(id=0))
    with pytest.raises(UserError, match="picture 0 is listed more than once"):
        people(folder, LabelRule.COCO)


def test_missing_pictures_are_counted_before_a_training_starts(folder):
    for number in (1, 3):
        (folder / "images" / f"{number:06d}.png").unlink()
    with pytest.raises(UserError, match=r"000001.png: no such picture \(2 missing"):
        people(folder, LabelRule.COCO)


def test_a_picture_that_is_none_is_refused_by_name(tmp_path):
    path = tmp_path / "broken.jpg"
    path.write_bytes(b"no picture")
    with pytest.raises(UserError, match=r"broken.jpg: cannot be read"):
        read_picture(path)


def test_the_flags_decide_who_is_labelled_not_num_keypoints(folder):
    change(folder, lambda document: [one.pop("num_keypoints") for one in document["annotations"]])
    assert len(people(folder, LabelRule.COCO)) == 4


def change(folder, edit):
    path = folder / "person_keypoints.json"
    document = json.loads(path.read_text())
    edit(document)
    path.write_text(json.dumps(document))


def test_a_missing_file_says_what_helps(tmp_path):
    with pytest.raises(UserError, match="CABINSIGHT_DATA"):
        read_people(tmp_path / "no.json", tmp_path, LabelRule.COCO)


def crowd():
    """A person as LSPet labels one: no face."""
    flags = np.full(17, 2)
    flags[:5] = 0
    return person(flags=flags)


def teacher(xy=STANDING, score=0.9):
    return np.concatenate([xy, np.full((17, 1), score, np.float32)], axis=1).astype(np.float32)


def test_the_teacher_places_the_face_that_nobody_labelled():
    merged = complete(crowd(), teacher())
    assert merged.located[NOSE] and np.allclose(merged.xy[NOSE], STANDING[NOSE])


def test_an_unsure_teacher_places_nothing():
    assert not complete(crowd(), teacher(score=0.3)).located[NOSE]


def test_left_and_right_that_the_crowd_swapped_are_mended():
    mirrored = person(xy=STANDING[list(FLIP_ORDER)])
    assert np.allclose(complete(mirrored, teacher()).xy, STANDING)


def test_a_person_with_whom_the_teacher_wholly_disagrees_is_left_out():
    assert complete(crowd(), teacher(xy=STANDING + 60)) is None


def test_where_both_nearly_agree_the_teacher_places_the_joint():
    merged = complete(crowd(), teacher(xy=STANDING + 4))
    assert np.allclose(merged.xy[WRIST], STANDING[WRIST] + 4)
