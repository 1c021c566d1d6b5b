import json

import numpy as np
import pytest

from pose.errors import UserError
from pose.keypoints import SIGMAS
from tests.training.answers import AREA, answer
from tests.training.people import STANDING

pytest.importorskip("pycocotools", reason="needs the training or the dev extra")

from training.data.coco import LabelRule, read_people
from training.metrics.answer import Answer
from training.metrics.average_precision import FIGURES, average_precision, person_score

FAR = STANDING + 500


def labels(folder, *image_ids, offsets=None, area=AREA):
    """Write a file with a standing person for every id."""
    offsets = [0] * len(image_ids) if offsets is None else offsets
    annotations = [
        {
            "id": number,
            "image_id": image_id,
            "category_id": 1,
            "iscrowd": 0,
            "keypoints": np.column_stack([STANDING + offset, np.full(17, 2)]).ravel().tolist(),
            "num_keypoints": 17,
            "bbox": [50 + offset, 20 + offset, 60, 170],
            "area": area,
        }
        for number, (image_id, offset) in enumerate(zip(image_ids, offsets, strict=True), 1)
    ]
    path = folder / "person_keypoints.json"
    images = [{"id": image_id} for image_id in sorted(set(image_ids))]
    document = {"images": images, "annotations": annotations, "categories": [{"id": 1, "name": "person"}]}
    path.write_text(json.dumps(document))
    return path


def test_a_perfect_answer_has_an_ap_of_one(tmp_path):
    figures = average_precision(labels(tmp_path, 1), [answer()])
    assert [figures[name] for name in ("AP", "AP50", "AP75", "APL", "AR", "ARL")] == pytest.approx([1.0] * 6)


def test_a_size_that_nobody_has_is_unknown_not_zero(tmp_path):
    # 10000 square pixels are above 96^2 = 9216: a large person, no medium one.
    figures = average_precision(labels(tmp_path, 1), [answer()])
    assert np.isnan(figures["APM"]) and np.isnan(figures["ARM"])


def test_keypoints_that_are_k_s_away_count_at_three_of_ten_thresholds(tmp_path):
    # Each off by 100 px * 2 sigma: every similarity, so the OKS, is exp(-1/2) = .607: right at .50, .55 and .60.
    shifted = STANDING + np.column_stack([100 * 2 * SIGMAS, np.zeros(17)])
    figures = average_precision(labels(tmp_path, 1), [answer(xy=shifted)])
    assert [figures[name] for name in ("AP", "AP50", "AP75", "AR")] == pytest.approx([0.3, 1.0, 0.0, 0.3])


def test_a_wrong_answer_costs_more_when_it_is_the_surer_one(tmp_path):
    path = labels(tmp_path, 1, 2)
    # The right one is first: precision 1 up to a recall of .5, which is 51 of COCO's 101 recalls.
    modest = [answer(score=0.9, image_id=1), answer(xy=FAR, score=0.5, image_id=2, annotation_id=2)]
    assert average_precision(path, modest)["AP"] == pytest.approx(51 / 101)
    # The wrong one is first: precision 1/2 there.
    brazen = [answer(score=0.5, image_id=1), answer(xy=FAR, score=0.9, image_id=2, annotation_id=2)]
    assert average_precision(path, brazen)["AP"] == pytest.approx(51 / 101 / 2)


def test_a_person_who_was_not_asked_about_is_missed(tmp_path):
    assert average_precision(labels(tmp_path, 1, 2), [answer()])["AR"] == pytest.approx(0.5)


def test_only_the_chosen_pictures_count(tmp_path):
    answers = [answer(), answer(xy=FAR, image_id=2, annotation_id=2)]
    assert average_precision(labels(tmp_path, 1, 2), answers, [1])["AP"] == pytest.approx(1.0)


def test_of_a_crowd_the_twenty_surest_are_judged(tmp_path):
    offsets = [200 * i for i in range(21)]
    path = labels(tmp_path, *[1] * 21, offsets=offsets)
    answers = [answer(xy=STANDING + offset, annotation_id=i) for i, offset in enumerate(offsets, 1)]
    assert average_precision(path, answers)["AR"] == pytest.approx(20 / 21)


def test_the_decided_visibility_plays_no_part(tmp_path):
    assert average_precision(labels(tmp_path, 1), [answer(state=0)])["AP"] == pytest.approx(1.0)


def test_the_order_of_equally_sure_answers_changes_nothing(tmp_path):
    path = labels(tmp_path, 1, 1, offsets=[0, 300])
    answers = [answer(), answer(xy=STANDING + 600, annotation_id=2)]
    assert average_precision(path, answers)["AP"] == average_precision(path, answers[::-1])["AP"]


def test_a_person_is_ranked_by_the_keypoints_with_a_score_above_a_fifth():
    # .2 is not above .2: (.9 + .5) / 2.
    assert person_score(np.array([0.9, 0.5, 0.2, 0.1] + [0] * 13, np.float32)) == pytest.approx(0.7)


def test_a_person_without_any_sure_keypoint_is_ranked_last():
    assert person_score(np.full(17, 0.1, np.float32)) == 0.0


def test_pycocotools_is_silent(tmp_path, capsys):
    average_precision(labels(tmp_path, 1), [answer()])
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(("asked", "images"), [(7, None), (1, [1, 7])])
def test_a_picture_that_the_file_lacks_is_named(tmp_path, asked, images):
    with pytest.raises(UserError, match="no picture 7"):
        average_precision(labels(tmp_path, 1), [answer(image_id=asked)], images)


def test_no_answer_about_the_chosen_pictures_is_refused(tmp_path):
    with pytest.raises(UserError, match="nobody was answered about"):
        average_precision(labels(tmp_path, 1, 2), [answer()], [2])


@pytest.fixture
def real_people(data_folder):
    path = data_folder / "coco_sample" / "person_keypoints.json"
    return path, read_people(path, path.parent / "images", LabelRule.COCO)


def answered(person, noise, rng):
    """Answer near the labels, `noise` times COCO's own annotators."""
    away = rng.normal(0, noise * np.sqrt(person.area) * SIGMAS[:, None], (17, 2))
    return Answer.to(person, answer(xy=person.xy + away, score=rng.random(17)).pose)


def test_real_labels_answered_with_themselves_have_an_ap_of_one(real_people):
    path, people = real_people
    figures = average_precision(path, [answered(person, 0, np.random.default_rng(0)) for person in people])
    assert list(figures.values()) == pytest.approx([1.0] * 10)


def test_real_labels_give_what_pycocotools_gives_on_files(real_people, tmp_path):
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval

    path, people = real_people
    rng = np.random.default_rng(1)
    answers = [answered(person, 1, rng) for person in people]
    rows = [
        {
            "image_id": person.image_id,
            "category_id": 1,
            "keypoints": np.column_stack([a.pose.xy, np.ones(17)]).ravel().tolist(),
            "score": float(a.pose.score[a.pose.score > 0.2].mean(dtype=float)),
        }
        for person, a in zip(people, answers, strict=True)
    ]
    (tmp_path / "results.json").write_text(json.dumps(rows))
    truth = COCO(str(path))
    theirs = COCOeval(truth, truth.loadRes(str(tmp_path / "results.json")), "keypoints")
    theirs.evaluate()
    theirs.accumulate()
    theirs.summarize()
    figures = average_precision(path, answers)
    assert 0.2 < figures["AP"] < 0.95
    assert [figures[name] for name in FIGURES] == pytest.approx(theirs.stats.tolist())
