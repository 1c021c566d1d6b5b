import csv
import json

import cv2
import numpy as np
import pytest

from app.command_line import main
from tests.tiny_scenes import DRIVER, write_pictures, write_video

GONE = None


@pytest.fixture
def analyse(tiny_networks, capsys):
    """Run `analyse` with the tiny networks: exit code, stdout, stderr."""

    def run(*arguments):
        code = main(["analyse", *map(str, arguments), *tiny_networks])
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return code, said.out, said.err

    return run


def lines(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_a_video_gives_one_observation_a_frame(analyse, tmp_path):
    video = write_video(tmp_path / "in.mp4", [DRIVER] * 12)
    code, said, _ = analyse(video, "--out", tmp_path / "out.jsonl")
    found = lines(tmp_path / "out.jsonl")
    assert code == 0
    assert [line["index"] for line in found] == list(range(12))
    assert [line["source"] for line in found] == ["in.mp4"] * 12
    assert found[6]["time_s"] == pytest.approx(0.2)
    assert found[6]["pose"]["state"] == [2] * 17
    assert "12 pictures" in said


def test_a_video_is_followed_and_not_detected_in_every_frame(analyse, tmp_path):
    video = write_video(tmp_path / "in.mp4", [DRIVER] * 12)
    analyse(video, "--out", tmp_path / "out.jsonl")
    assert ["detect" in line["timings_ms"] for line in lines(tmp_path / "out.jsonl")] == [True] + [False] * 11


def test_a_driver_who_leaves_for_three_seconds_is_an_event(analyse, tmp_path):
    video = write_video(tmp_path / "in.mp4", [DRIVER] * 5 + [GONE] * 35 + [DRIVER] * 25, fps=10)
    code, said, _ = analyse(video, "--out", tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] == "driver_absent"]
    assert code == 0
    assert len(rows) == 1
    assert float(rows[0]["start_s"]) == pytest.approx(0.5, abs=0.3)
    assert "driver absent" in said


def test_a_folder_is_a_drive_only_when_it_is_said_to_be_one(analyse, tmp_path):
    places = {f"{i}.png": DRIVER if i < 5 else GONE for i in range(40)}
    folder = write_pictures(tmp_path / "in", places)
    assert analyse(folder, "--out", tmp_path / "out.csv", "--sequence", "--fps", 10)[0] == 0
    assert "driver_absent" in (tmp_path / "out.csv").read_text()
    code, _, said = analyse(folder, "--out", tmp_path / "alone.csv")
    assert code == 1
    assert "--sequence" in said


def test_pictures_give_coco_results_with_their_index_in_sorted_order_as_id(analyse, tmp_path):
    folder = write_pictures(tmp_path / "in", {"2.png": DRIVER, "1.png": GONE, "10.png": (20, 20)})
    assert analyse(folder, "--out", tmp_path / "out.json")[0] == 0
    found = json.loads((tmp_path / "out.json").read_text())
    assert [(entry["file_name"], entry["image_id"]) for entry in found] == [("2.png", 1), ("10.png", 2)]
    x = np.array(found[1]["keypoints"])[0::3]
    assert ((x >= 15) & (x <= 65)).all()


def test_a_second_input_goes_on_counting(analyse, tmp_path):
    first = write_pictures(tmp_path / "a", {"1.png": DRIVER, "2.png": DRIVER})
    (first / "3.png").write_text("no picture")
    second = write_pictures(tmp_path / "b", {"1.png": DRIVER})
    assert analyse(first, second, "--out", tmp_path / "out.json")[0] == 1
    assert [entry["image_id"] for entry in json.loads((tmp_path / "out.json").read_text())] == [0, 1, 3]


def test_each_frame_of_a_video_is_a_picture_of_its_own_in_coco_results(analyse, tmp_path):
    video = write_video(tmp_path / "in.mp4", [DRIVER, GONE, DRIVER])
    assert analyse(video, "--out", tmp_path / "out.json")[0] == 0
    found = json.loads((tmp_path / "out.json").read_text())
    assert [entry["file_name"] for entry in found] == ["in.mp4#000000", "in.mp4#000002"]


def test_boxes_of_a_file_give_one_result_each_with_the_files_ids(analyse, tmp_path):
    folder = write_pictures(tmp_path / "in", {"a.png": DRIVER, "b.png": DRIVER, "other.png": DRIVER})
    boxes = [
        {"id": 71, "image_id": 7, "category_id": 1, "bbox": [130, 70, 60, 100]},
        {"id": 72, "image_id": 7, "category_id": 1, "bbox": [0, 0, 50, 50]},
        {"id": 81, "image_id": 8, "category_id": 1, "bbox": [130, 70, 60, 100]},
    ]
    images = [{"id": 7, "file_name": "a.png"}, {"id": 8, "file_name": "b.png"}]
    (tmp_path / "coco.json").write_text(json.dumps({"images": images, "annotations": boxes}))
    assert analyse(folder, "--boxes", tmp_path / "coco.json", "--out", tmp_path / "out.json")[0] == 0
    found = json.loads((tmp_path / "out.json").read_text())
    assert [(e["image_id"], e["annotation_id"], e["file_name"]) for e in found] == [
        (7, 71, "a.png"),
        (7, 72, "a.png"),
        (8, 81, "b.png"),
    ]


def test_boxes_that_fit_no_picture_are_a_mistake_and_said_so(analyse, tmp_path):
    folder = write_pictures(tmp_path / "in", {"a.png": DRIVER})
    (tmp_path / "coco.json").write_text('{"images": [{"id": 1, "file_name": "z.png"}], "annotations": []}')
    code, _, said = analyse(folder, "--boxes", tmp_path / "coco.json", "--out", tmp_path / "out.json")
    assert code == 1
    assert "coco.json" in said
    assert not (tmp_path / "out.json").exists()


def test_overlays_are_pictures_that_differ_where_the_driver_is(analyse, tmp_path):
    pytest.importorskip("PySide6.QtGui")
    folder = write_pictures(tmp_path / "in", {"a.png": DRIVER, "b.png": DRIVER, "c.png": DRIVER})
    assert analyse(folder, "--overlays", tmp_path / "look", "--every", 2)[0] == 0
    assert sorted(path.name for path in (tmp_path / "look").iterdir()) == ["a.png.jpg", "c.png.jpg"]
    before, after = cv2.imread(str(folder / "a.png")), cv2.imread(str(tmp_path / "look" / "a.png.jpg"))
    changed = np.abs(before.astype(int) - after).max(axis=2) > 60
    assert changed[60:180, 120:200].any()
    assert not changed[200:, :100].any()


def test_one_broken_picture_is_named_and_the_rest_is_done(analyse, tmp_path):
    folder = write_pictures(tmp_path / "in", {"a.png": DRIVER, "c.png": DRIVER})
    (folder / "b.png").write_text("no picture")
    code, _, said = analyse(folder, "--out", tmp_path / "out.json")
    assert code == 1
    assert "b.png" in said
    found = json.loads((tmp_path / "out.json").read_text())
    assert [(entry["file_name"], entry["image_id"]) for entry in found] == [("a.png", 0), ("c.png", 2)]


def test_a_video_that_was_cut_off_keeps_what_was_read(analyse, tmp_path):
    whole = write_video(tmp_path / "in.mkv", [(40 + i, 80) for i in range(120)])
    content = whole.read_bytes()
    whole.write_bytes(content[: len(content) // 2])
    code, _, said = analyse(whole, "--out", tmp_path / "out.jsonl")
    assert code == 1
    assert "in.mkv" in said
    assert 10 < len(lines(tmp_path / "out.jsonl")) < 120


def test_one_missing_input_does_not_lose_the_other(analyse, tmp_path):
    video = write_video(tmp_path / "in.mp4", [DRIVER] * 3)
    code, _, said = analyse(tmp_path / "none.mp4", video, "--out", tmp_path / "out.jsonl")
    assert code == 1
    assert said.count("\n") == 1
    assert "none.mp4" in said
    assert len(lines(tmp_path / "out.jsonl")) == 3


def test_without_anything_to_read_an_older_result_stays(analyse, tmp_path):
    (tmp_path / "out.json").write_text("old")
    code, _, said = analyse(tmp_path / "none.mp4", "--out", tmp_path / "out.json")
    assert (code, said.count("\n")) == (1, 1)
    assert (tmp_path / "out.json").read_text() == "old"


@pytest.mark.parametrize(
    "wrong",
    [
        ["--out", "out.txt"],
        ["--sequence"],
        ["--fps", "10"],
        ["--sequence", "--fps", "0"],
        ["--sequence", "--fps", "nan"],
        ["--sequence", "--fps", "10", "--out", "out.json"],
        ["--boxes", "b.json", "--out", "out.csv"],
        ["--every", "0"],
    ],
)
def test_wrong_usage_ends_with_2(wrong, tmp_path):
    with pytest.raises(SystemExit) as end:
        main(["analyse", str(tmp_path), *wrong])
    assert end.value.code == 2


def test_coco_results_load_into_pycocotools(analyse, tmp_path):
    coco = pytest.importorskip("pycocotools.coco", reason="pycocotools comes with the training extra")
    folder = write_pictures(tmp_path / "in", {"a.png": DRIVER, "b.png": (20, 20)})
    assert analyse(folder, "--out", tmp_path / "out.json")[0] == 0
    truth = coco.COCO()
    truth.dataset = {
        "images": [{"id": 0}, {"id": 1}],
        "annotations": [],
        "categories": [{"id": 1, "name": "person"}],
    }
    truth.createIndex()
    loaded = truth.loadRes(str(tmp_path / "out.json"))
    assert sorted(loaded.getImgIds()) == [0, 1]
    assert len(loaded.getAnnIds()) == 2
