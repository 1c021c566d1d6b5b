import signal
import subprocess
import sys
import time

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the training extra")
pytest.importorskip("lightning", reason="needs the training extra")
pytestmark = pytest.mark.training

from pose import heatmap  # noqa: E402
from pose.errors import UserError  # noqa: E402
from tests.training.people import data_set  # noqa: E402
from tests.training.recipes import write_recipe  # noqa: E402
from training import checkpoint, recipe  # noqa: E402
from training.data.detection_samples import DetectionSamples, read_boxes  # noqa: E402
from training.data.pose_samples import PoseSamples  # noqa: E402
from training.models.base_models.light import SIGMA, heatmaps  # noqa: E402
from training.models.build import build_metamodel  # noqa: E402
from training.models.driver_detector import DriverDetector  # noqa: E402

LATE = "stages.6.0.layers.0.weight"


@pytest.fixture
def folder(tmp_path):
    return data_set(tmp_path / "set")


def command(recipe_path, out):
    options = ["--out", str(out), "--workers", "0", "--threads", "1"]
    return [sys.executable, "training/train.py", str(recipe_path), *options]


def train(recipe_path, out):
    return subprocess.run(command(recipe_path, out), capture_output=True, text=True, timeout=300)


@pytest.mark.parametrize("task", ["pose", "detection"])
def test_a_recipe_trains_to_its_end_and_the_network_is_read_again(folder, tmp_path, task):
    done = train(write_recipe(folder, task), tmp_path / "run")
    assert done.returncode == 0, done.stderr[-2000:]
    stored = checkpoint.read(tmp_path / "run" / "network.pt")
    assert stored.recipe.task == task and not stored.network.training


def test_a_run_that_was_interrupted_ends_with_the_same_weights(folder, tmp_path):
    path = write_recipe(folder, epochs=20)
    whole, stopped = tmp_path / "whole", tmp_path / "stopped"
    assert train(path, whole).returncode == 0
    running = subprocess.Popen(command(path, stopped), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not (stopped / "phase1" / "last.ckpt").is_file():
        assert running.poll() is None, "it ended before its first checkpoint"
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    assert running.wait(timeout=60) == 1
    again = train(path, stopped)
    assert "resumed" in again.stdout, again.stderr[-2000:]
    ours, theirs = (torch.load(run / "phase1" / "weights.pt", weights_only=True) for run in (whole, stopped))
    assert all(torch.equal(ours[key], theirs[key]) for key in ours)


def test_a_missing_data_set_is_one_line(tmp_path):
    done = train(write_recipe(tmp_path / "nowhere"), tmp_path / "run")
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert done.stderr.strip().splitlines()[-1].startswith("train: ")


def test_a_file_that_is_no_checkpoint_is_refused(tmp_path):
    path = tmp_path / "network.pt"
    path.write_bytes(b"not a checkpoint")
    with pytest.raises(UserError, match="is not a checkpoint"):
        checkpoint.read(path)


def test_a_sample_is_decided_by_its_number_alone(folder):
    sources = recipe.load(write_recipe(folder)).sources
    first, later = (PoseSamples(sources, (64, 64), seed=5) for _ in range(2))
    later.start = 7
    assert torch.equal(first[7]["image"], later[0]["image"])
    assert not torch.equal(first[6]["image"], later[0]["image"])


def test_a_drawn_person_is_taught_at_the_middle_of_the_box(folder):
    sources = recipe.load(write_recipe(folder, "detection")).sources
    samples = DetectionSamples(sources, (128, 96), seed=1)
    taught = [samples[i] for i in range(12)]
    assert any(item["taught"].any() for item in taught)
    for item in taught:
        assert (item["centre"] == 1).sum() <= 4 and (item["sides"] > 0).all()


def test_pictures_without_people_are_negatives(folder):
    pictures = read_boxes(recipe.load(write_recipe(folder)).sources[0])
    assert [len(picture.boxes) for picture in pictures] == [1, 1, 1, 1, 0]


def test_a_taught_heatmap_has_a_unit_peak():
    drawn = heatmap.encode(np.array([[31.5, 31.5]], np.float32), 16, 16, SIGMA)
    perfect = torch.log(torch.from_numpy(drawn).clamp_min(1e-20))[None]
    assert heatmaps(perfect).max().item() == pytest.approx(drawn.max(), rel=0.02)


def test_frozen_layers_keep_their_weights_and_their_statistics(folder, tmp_path):
    assert train(write_recipe(folder), tmp_path / "run").returncode == 0
    trained = checkpoint.read(tmp_path / "run" / "network.pt").network.features
    fresh = build_metamodel("light", "light", 64, 64).features
    fresh.load_imagenet()
    ours, published = trained.state_dict(), fresh.state_dict()
    for key in (k for k in ours if k.startswith(("stem.", "stages.0.", "stages.1."))):
        assert torch.equal(ours[key], published[key]), key
    assert not torch.equal(ours[LATE], published[LATE])


def test_the_visibility_branch_moves_no_place():
    network = build_metamodel("light", "light", 64, 64)
    network(torch.randn(2, 3, 64, 64)).visibility_logits.sum().backward()
    assert network.coordinates.place.weight.grad is None


def test_the_detector_answers_boxes_best_first():
    boxes = DriverDetector().eval()(torch.randn(2, 3, 96, 128))
    assert boxes.shape == (2, 20, 5)
    assert (boxes[..., 0] < boxes[..., 2]).all() and (boxes[:, :-1, 4] >= boxes[:, 1:, 4]).all()


def test_half_way_between_two_trainings_lies_their_mean_and_all_the_way_the_second():
    begun = {"weight": torch.zeros(2), "steps": torch.tensor(3)}
    trained = {"weight": torch.tensor([1.0, 0.1]), "steps": torch.tensor(9)}
    half = checkpoint.blend(begun, trained, 0.5)
    assert half["weight"].tolist() == pytest.approx([0.5, 0.05]) and half["steps"] == 9
    assert torch.equal(checkpoint.blend(begun, trained, 1.0)["weight"], trained["weight"])


def late_weight(run):
    return checkpoint.read(run / "network.pt").network.features.state_dict()[LATE]


def test_a_phase_that_keeps_little_of_what_it_learnt_ends_near_where_it_began(folder, tmp_path):
    for name, learnt in (("whole", 1.0), ("little", 0.01)):
        assert train(write_recipe(folder, phase=f"learnt = {learnt}", name=name), tmp_path / name).returncode == 0
    fresh = build_metamodel("light", "light", 64, 64).features
    fresh.load_imagenet()
    whole, little = ((late_weight(tmp_path / n) - fresh.state_dict()[LATE]).abs().max() for n in ("whole", "little"))
    assert little.item() == pytest.approx(0.01 * whole.item(), rel=0.05)
