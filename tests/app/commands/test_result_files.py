import csv
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from app.commands.result_files import Result, writing
from app.perception.observation import Observation
from app.posture.event import EventKind, PostureEvent, Severity
from pose.boxes import Box
from pose.errors import UserError
from pose.pose import Pose

EVENT = PostureEvent(
    kind=EventKind.HAND_AT_HEAD,
    severity=Severity.WARNING,
    start=1_500_000_000,
    end=4_750_000_000,
    wall_time=0.25,
    peak=0.8123456,
    evidence=("nose", "left_wrist"),
    rules_version="1",
)


def pose(xy=12.3456, state=2):
    return Pose(
        np.full((17, 2), xy, np.float32),
        np.full(17, 0.51239, np.float32),
        np.tile(np.array([0.1, 0.2, 0.7], np.float32), (17, 1)),
        np.full(17, state, np.uint8),
    )


def result(found=None, annotation_id=None):
    return Result(
        source="in.mp4",
        file_name="in.mp4#000003",
        image_id=3,
        annotation_id=annotation_id,
        observation=Observation(
            index=3,
            captured_at=100_000_000,
            wall_time=12.0,
            name="",
            width=64,
            height=48,
            box=None if found is None else Box(1, 2, 3, 4),
            raw=found,
            pose=found,
            timings_ms={"pose": 7.256},
        ),
    )


def test_a_line_tells_the_whole_observation_in_few_digits(tmp_path):
    path = tmp_path / "out.jsonl"
    with writing(path) as out:
        out.add(result(pose()))
        out.add(result())
    first, second = (json.loads(line) for line in path.read_text().splitlines())
    assert (first["source"], first["index"], first["time_s"], first["box"]) == ("in.mp4", 3, 0.1, [1, 2, 3, 4])
    assert first["pose"]["xy"][16] == [12.35, 12.35]
    assert first["pose"]["score"][0] == 0.5124
    assert first["pose"]["visibility"][0] == [0.1, 0.2, 0.7]
    assert first["pose"]["state"] == [2] * 17
    assert (second["box"], second["raw"], second["pose"]) == (None, None, None)
    assert first.keys() == second.keys()


def test_an_event_is_a_row(tmp_path):
    path = tmp_path / "out.csv"
    with writing(path) as out:
        out.add(result(pose()))
        out.add_event("in.mp4", EVENT)
    with path.open(newline="") as file:
        (row,) = csv.DictReader(file)
    assert row == {
        "source": "in.mp4",
        "kind": "hand_at_head",
        "severity": "warning",
        "start_s": "1.500",
        "end_s": "4.750",
        "duration_s": "3.250",
        "wall_time": "1970-01-01T00:00:00.250+00:00",
        "peak": "0.8123",
        "evidence": "nose left_wrist",
        "rules_version": "1",
    }


def test_an_absent_keypoint_keeps_its_best_place_in_coco_results(tmp_path):
    path = tmp_path / "out.json"
    with writing(path) as out:
        out.add(result(pose(state=0), annotation_id=99))
    (entry,) = json.loads(path.read_text())
    assert entry["keypoints"] == [12.35, 12.35, 0] * 17
    assert entry["state"] == [0] * 17
    assert (entry["image_id"], entry["category_id"], entry["annotation_id"]) == (3, 1, 99)
    assert entry["score"] == 0.5124


def test_a_picture_with_nobody_gives_no_coco_result(tmp_path):
    path = tmp_path / "out.json"
    with writing(path) as out:
        out.add(result())
    assert json.loads(path.read_text()) == []


@given(
    arrays.arrays(np.float32, (17, 2), elements=st.floats(-1e5, 1e5, width=32)),
    arrays.arrays(np.float32, 17, elements=st.floats(0, 1, width=32)),
    arrays.arrays(np.uint8, 17, elements=st.integers(0, 2)),
)
def test_coco_results_come_back_to_a_hundredth_of_a_pixel(tmp_path_factory, xy, score, state):
    path = tmp_path_factory.mktemp("coco") / "out.json"
    with writing(path) as out:
        out.add(result(Pose(xy, score, np.full((17, 3), 1 / 3, np.float32), state)))
    (entry,) = json.loads(path.read_text())
    keypoints = np.array(entry["keypoints"]).reshape(17, 3)
    assert np.abs(keypoints[:, :2] - xy).max() <= 0.0051
    assert keypoints[:, 2].astype(int).tolist() == state.tolist()
    assert np.abs(np.array(entry["keypoint_scores"]) - score).max() <= 0.000051


@pytest.mark.parametrize("suffix", ["jsonl", "csv", "json"])
def test_a_failure_leaves_the_old_file_and_no_half_one(tmp_path, suffix):
    path = tmp_path / f"out.{suffix}"
    path.write_text("old")
    with pytest.raises(KeyboardInterrupt), writing(path) as out:
        out.add(result(pose()))
        raise KeyboardInterrupt
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="cannot be written"), writing(tmp_path / "file" / "out.json"):
        pass
