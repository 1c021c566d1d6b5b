import json
import subprocess
import sys

import pytest

pytest.importorskip("pycocotools", reason="needs the training or the dev extra")

from pose import bundle
from tests.training.people import data_set
from training import evaluate


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    return data_set(tmp_path_factory.mktemp("data") / "drawn")


@pytest.fixture
def run(drawn, monkeypatch):
    def command(*arguments, data=drawn):
        line = ["evaluate.py", *map(str, arguments), "--data", str(data)]
        monkeypatch.setattr(sys, "argv", line)
        return evaluate.main()

    return command


def test_the_summary_says_what_was_measured_on(run, pose_bundle, capsys):
    assert run(pose_bundle.folder, "--split", "train") == 0
    out = capsys.readouterr().out
    assert out.startswith(
        "Summary. drawn train: 4 people in 4 pictures; crops from the labelled boxes; "
        "no flip test, quarter-pixel decoding.\n"
    )
    assert "|                    | tiny-pose |" in out and "| people             |         4 |" in out
    assert "Table" not in out


def test_all_tables_in_one_go(run, pose_bundle, capsys):
    assert run(f"S1={pose_bundle.folder}", f"base={pose_bundle.folder}", "--table", "all") == 0
    out = capsys.readouterr().out
    assert [line.split(".")[0] for line in out.splitlines() if line.startswith("Table")] == [
        f"Table {n}" for n in range(1, 9)
    ]
    assert "| base " not in out.partition("Table 1.")[0]


def test_options_are_named_where_the_figures_stand(run, pose_bundle, capsys):
    assert run(pose_bundle.folder, "--flip", "--dark", "--table", "1") == 0
    assert capsys.readouterr().out.count("flip test, DARK decoding") == 2


def test_the_json_file_holds_all_that_was_printed(run, pose_bundle, tmp_path):
    out = tmp_path / "figures.json"
    assert run(f"S2={pose_bundle.folder}", "--table", "2", "--table", "6", "--json", out) == 0
    written = json.loads(out.read_text(), parse_constant=pytest.fail)
    assert written["measured_on"] == {
        **{"data": "drawn", "people": 4, "pictures": 4, "crops": "the labelled boxes"},
        **{"flip_test": False, "dark": False},
    }
    assert written["summary"]["S2"]["people"] == 4 and sum(map(sum, written["confusion"]["S2"])) == 4 * 17
    assert sorted(written["tables"]) == ["2", "6"]


def test_recorded_figures_name_the_options(run, pose_bundle, tmp_path):
    for file in pose_bundle.folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    assert run(f"mine={tmp_path}", "--flip", "--record") == 0
    results = bundle.read(tmp_path).manifest.provenance.results
    assert list(results) == ["drawn, flip test, quarter-pixel decoding"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere"], "no bundle 'nowhere'"),
        (["S1=nowhere.pt"], "nowhere.pt"),
        (["{pose}", "{pose}"], "two networks are called 'tiny-pose'"),
        (["{pose}", "S1={pose}", "--record"], "--record writes into one bundle"),
        (["{detector}", "--table", "1"], "is a detector"),
        (["{detector}", "{pose}"], "is a detector"),
        (["{pose}", "--split", "night"], "has no split 'night'"),
        (["{pose}", "--movenet", "nowhere.onnx"], "MoveNet Thunder's ONNX file is not there"),
        (["{pose}", "--mediapipe", "nowhere.tflite"], "MediaPipe's landmark file is not there"),
        (["{pose}", "--prior", "nowhere"], "nowhere"),
        (["{detector}", "--prior", "nowhere"], "is a detector"),
        (["{pose}", "--movenet", "nowhere.onnx", "--flip"], "MoveNet Thunder: adds offsets"),
    ],
)
def test_a_mistake_is_told_in_one_line(run, pose_bundle, detection_bundle, capsys, arguments, said):
    folders = {"pose": pose_bundle.folder, "detector": detection_bundle.folder}
    assert run(*(argument.format(**folders) for argument in arguments)) == 1
    err = capsys.readouterr().err
    assert err.startswith("evaluate: ") and said in err and err.count("\n") == 1


def test_data_that_is_not_there_is_one_line(run, pose_bundle, tmp_path, capsys):
    assert run(pose_bundle.folder, data=tmp_path / "nowhere") == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_pictures_in_which_nobody_is_labelled_are_one_line(run, pose_bundle, tmp_path, capsys):
    assert run(pose_bundle.folder, data=data_set(tmp_path / "empty", count=0, empty=2)) == 1
    assert "nobody with 5 labelled keypoints" in capsys.readouterr().err


def test_a_bundle_is_measured_without_torch(drawn, pose_bundle):
    code = (
        "import sys; sys.modules['torch'] = None; sys.argv[0] = 'evaluate.py'; "
        "from training import evaluate; sys.exit(evaluate.main())"
    )
    command = [sys.executable, "-c", code, str(pose_bundle.folder), "--data", str(drawn), "--table", "all", "--flip"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


def test_boxes_may_come_from_a_detector_and_the_header_says_so(run, pose_bundle, tmp_path, capsys):
    found = [{"image_id": n, "category_id": 1, "bbox": [48, 22, 62, 166], "score": 0.9} for n in range(3)]
    (tmp_path / "found.json").write_text(json.dumps(found))
    assert run(pose_bundle.folder, "--detections", tmp_path / "found.json") == 0
    assert "3 people in 3 pictures; crops from the boxes of found.json" in capsys.readouterr().out


def test_a_prior_that_sees_nothing_is_right_about_people_who_are_all_alike(run, pose_bundle, drawn, tmp_path):
    out = tmp_path / "figures.json"
    assert run(pose_bundle.folder, "--prior", drawn, "--json", out) == 0
    prior = json.loads(out.read_text())["summary"]["class rates of drawn"]
    assert prior["f1_visible"] == 1.0 and prior["oks"] < 0.5
