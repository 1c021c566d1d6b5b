"""The shipped networks on real pictures and on the demo clip."""

import csv
import json
import tomllib

import numpy as np
import pytest

from app.command_line import main
from pose.boxes import Box


def test_the_demo_clip_shows_a_driver_in_nearly_every_frame(shipped_networks, demo_clip, tmp_path):
    out = tmp_path / "out.jsonl"
    assert main(["analyse", str(demo_clip), "--out", str(out)]) == 0
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    assert np.mean([line["box"] is not None for line in lines]) > 0.8
    shown = [sum(state > 0 for state in line["pose"]["state"]) for line in lines if line["pose"]]
    assert np.median(shown) >= 6


def test_coco_pictures_with_boxes_can_be_scored_by_pycocotools(shipped_networks, data_folder, tmp_path):
    pytest.importorskip("pycocotools", reason="pycocotools comes with the training extra")
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval

    labels, out = data_folder / "coco_sample" / "person_keypoints.json", tmp_path / "out.json"
    images = data_folder / "coco_sample" / "images"
    assert main(["analyse", str(images), "--boxes", str(labels), "--out", str(out)]) == 0
    truth = COCO(str(labels))
    found = json.loads(out.read_text())
    assert sorted(entry["annotation_id"] for entry in found) == sorted(truth.getAnnIds(catIds=[1]))
    evaluation = COCOeval(truth, truth.loadRes(str(out)), "keypoints")
    evaluation.evaluate()
    evaluation.accumulate()
    evaluation.summarize()
    # Far below what the model card tells, far above what places at random give (0.00).
    assert evaluation.stats[1] > 0.2


def test_skeletons_of_coco_pictures_lie_in_the_boxes_they_were_asked_for(shipped_networks, data_folder, tmp_path):
    labels, out = data_folder / "coco_sample" / "person_keypoints.json", tmp_path / "out.json"
    images = data_folder / "coco_sample" / "images"
    assert main(["analyse", str(images), "--boxes", str(labels), "--out", str(out)]) == 0
    boxes = {a["id"]: Box.from_xywh(*a["bbox"]) for a in json.loads(labels.read_text())["annotations"]}
    inside = []
    for entry in json.loads(out.read_text()):
        limit = boxes[entry["annotation_id"]].grown(1.3)
        keypoints = np.array(entry["keypoints"]).reshape(17, 3)
        x, y = keypoints[keypoints[:, 2] > 0, :2].T
        inside += ((x >= limit.x1) & (x <= limit.x2) & (y >= limit.y1) & (y <= limit.y2)).tolist()
    assert np.mean(inside) > 0.8


def test_real_drivers_photographed_off_a_screen_are_found_in_most_pictures(shipped_networks, data_folder, tmp_path):
    out = tmp_path / "out.json"
    assert main(["analyse", str(data_folder / "drivers_rephotographed"), "--out", str(out)]) == 0
    found = json.loads(out.read_text())
    assert len({entry["image_id"] for entry in found}) == len(found) > 7


def test_a_clip_too_short_for_any_event_gives_an_empty_table(shipped_networks, data_folder, tmp_path):
    out = tmp_path / "out.csv"
    assert main(["analyse", str(data_folder / "clips" / "two_people.mp4"), "--out", str(out)]) == 0
    with out.open(newline="") as file:
        assert len(list(csv.reader(file))) == 1


def test_that_the_virtual_driver_leans_and_leaves_is_reported(told_of_the_demo):
    told, expected = told_of_the_demo
    seen = {kind: start for kind, start in expected.items() if kind != "hand_at_head"}
    assert {kind: told.get(kind) for kind in seen} == pytest.approx(seen, abs=1.0)


@pytest.mark.xfail(
    strict=True, reason="half of the time the wrist at the phone is placed at the other hand: the dwell is not reached"
)
def test_the_phone_at_the_virtual_drivers_ear_is_reported(told_of_the_demo):
    told, expected = told_of_the_demo
    assert told.get("hand_at_head") == pytest.approx(expected["hand_at_head"], abs=1.0)


def test_nothing_else_is_reported_of_the_virtual_driver(told_of_the_demo):
    told, expected = told_of_the_demo
    assert told.keys() <= expected.keys()


@pytest.fixture
def told_of_the_demo(shipped_networks, demo_clip, tmp_path):
    """What the shipped networks and rules tell of the demo clip, and what is true; kinds with their onsets, seconds."""
    out = tmp_path / "events.csv"
    assert main(["analyse", str(demo_clip), "--out", str(out)]) == 0
    with out.open(newline="") as file:
        told = {row["kind"]: float(row["start_s"]) for row in csv.DictReader(file)}
    truth = tomllib.loads(demo_clip.with_suffix(".toml").read_text())["events"]
    return told, {event["kind"]: event["start_s"] for event in truth}
