import json

import numpy as np
import pytest

from pose.errors import UserError
from pose.keypoints import FLIP_ORDER, INDEX
from tests.training.people import STANDING, data_set, person
from training.data.coco import LabelRule, read_people
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


def test_a_flag_that_is_none_of_cocos_is_refused_with_the_annotations_id(folder):
    path = folder / "person_keypoints.json"
    document = json.loads(path.read_text())
    document["annotations"][2]["keypoints"][2] = 7
    path.write_text(json.dumps(document))
    with pytest.raises(UserError, match="annotation 3 is odd"):
        people(folder, LabelRule.COCO)


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


def test_where_both_nearly_agree_the_middle_is_taken():
    merged = complete(crowd(), teacher(xy=STANDING + 4))
    assert np.allclose(merged.xy[WRIST], STANDING[WRIST] + 2)
