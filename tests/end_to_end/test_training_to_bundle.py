"""From drawn pictures to a bundle that the monitor runs: training, export, engine, evaluation."""

import subprocess
import sys

import pytest

pytest.importorskip("torch", reason="needs the training extra")
pytest.importorskip("lightning", reason="needs the training extra")
pytestmark = pytest.mark.training

from app.command_line import main  # noqa: E402
from engine_build import make_bundle  # noqa: E402
from pose import bundle  # noqa: E402
from tests.training.people import data_set  # noqa: E402
from tests.training.recipes import write_recipe  # noqa: E402
from training import evaluate  # noqa: E402


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A data set, and a pose and a detection bundle that were trained on it for four steps."""
    root = tmp_path_factory.mktemp("made")
    data = data_set(root / "set")
    for task in ("pose", "detection"):
        recipe = write_recipe(data, task)
        command = [sys.executable, "training/train.py", str(recipe), "--out", str(root / task), "--workers", "0"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        make_bundle.make(root / task / "network.pt", task, root / "models", data, ["drawn"])
    return root


@pytest.mark.parametrize("task", ["pose", "detection"])
def test_a_trained_network_becomes_a_bundle_that_knows_where_it_came_from(made, task):
    made_bundle = bundle.read(made / "models" / task)
    provenance = made_bundle.manifest.provenance
    assert made_bundle.manifest.task == task
    assert provenance.recipe == "tiny" and provenance.commit and provenance.licences == ["drawn"]


def test_the_monitor_analyses_with_it(made, tmp_path):
    out = tmp_path / "out.json"
    models = ["--model", str(made / "models" / "pose"), "--detector", str(made / "models" / "detection")]
    boxes = ["--boxes", str(made / "set" / "person_keypoints.json")]
    assert main(["analyse", str(made / "set" / "images"), *boxes, *models, "--out", str(out)]) == 0
    assert out.stat().st_size > 1000


def test_evaluation_prints_and_records_its_figures(made, capsys, monkeypatch):
    arguments = ["evaluate.py", str(made / "models" / "pose"), "--data", str(made / "set"), "--record"]
    monkeypatch.setattr(sys, "argv", arguments)
    assert evaluate.main() == 0
    assert "Summary. set: 4 people in 4 pictures" in capsys.readouterr().out
    assert bundle.read(made / "models" / "pose").manifest.provenance.results["set"]["people"] == 4


def test_the_papers_tables_are_printed_of_the_checkpoint_itself(made, capsys, monkeypatch):
    checkpoint = f"S1={made / 'pose' / 'network.pt'}"
    monkeypatch.setattr(sys, "argv", ["evaluate.py", checkpoint, "--data", str(made / "set"), "--table", "all"])
    assert evaluate.main() == 0
    assert capsys.readouterr().out.count("Measured on set: 4 people") == 8


def test_the_detector_is_evaluated_on_whole_pictures(made, capsys, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["evaluate.py", str(made / "models" / "detection"), "--data", str(made / "set")])
    assert evaluate.main() == 0
    assert "main_recall" in capsys.readouterr().out


def test_data_that_is_not_there_is_one_line(made, capsys, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["evaluate.py", str(made / "models" / "pose"), "--data", "nowhere"])
    assert evaluate.main() == 1
    assert capsys.readouterr().err.count("\n") == 1
