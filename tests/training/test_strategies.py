"""S1, S2, S3 in seconds: what learns, what stays, and the cache that S3 learns from."""

import subprocess
import sys

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the training extra")
pytest.importorskip("lightning", reason="needs the training extra")
pytestmark = pytest.mark.training

from pose.errors import UserError  # noqa: E402
from tests.training.people import data_set  # noqa: E402
from tests.training.recipes import write_recipe  # noqa: E402
from training import branch_cache, checkpoint, recipe  # noqa: E402
from training.branch_cache import BranchCache  # noqa: E402
from training.data.pose_samples import PoseSamples  # noqa: E402
from training.models.build import build_metamodel  # noqa: E402
from training.models.light_visibility_branch import LightVisibilityBranch  # noqa: E402
from training.models.parts import Coordinates, Features  # noqa: E402
from training.normalisation import normalise  # noqa: E402
from training.optimisation import freeze, optimisation  # noqa: E402
from training.recipe import Phase, Schedule  # noqa: E402

S3 = 'frozen = ["features", "coordinates"]'


@pytest.fixture
def folder(tmp_path):
    return data_set(tmp_path / "set")


def train(recipe_path, out, *options):
    command = [sys.executable, "training/train.py", str(recipe_path), "--out", str(out), "--workers", "0"]
    return subprocess.run([*command, *options], capture_output=True, text=True, timeout=300, check=False)


def weights(run):
    return torch.load(run / "phase1" / "weights.pt", weights_only=True)


@pytest.fixture
def posed(folder, tmp_path):
    """A pose network that was trained without visibility for two steps."""
    path = write_recipe(folder, more='visibility_branch = "paper"', phase='alpha = 0.0\nfrozen = ["visibility"]')
    assert train(path, tmp_path / "posed").returncode == 0
    return tmp_path / "posed"


@pytest.mark.parametrize("cached", [0, 2])
def test_s3_moves_the_visibility_branch_and_nothing_else(folder, posed, tmp_path, cached):
    more = f'visibility_branch = "paper"\nstart = "{posed}/network.pt"'
    path = write_recipe(folder, more=more, phase=f"alpha = 1.0\ncached_copies = {cached}\n{S3}", name="s3")
    done = train(path, tmp_path / "s3")
    assert done.returncode == 0, done.stderr[-2000:]
    before, after = weights(posed), weights(tmp_path / "s3")
    moved = {name.split(".")[0] for name in after if not torch.equal(before[name], after[name])}
    assert moved == {"visibility"}


def test_a_branch_of_another_kind_starts_fresh_on_a_trained_pose_network(folder, posed):
    network = build_metamodel("light", "light", 64, 64)
    fresh = network.visibility.local.detach().clone()
    checkpoint.start_from(network, posed / "network.pt")
    assert torch.equal(network.visibility.local, fresh)
    assert torch.equal(network.coordinates.place.weight, weights(posed)["coordinates.place.weight"])


def test_a_pose_network_of_another_kind_is_no_start(posed):
    with pytest.raises(UserError, match="another base model"):
        checkpoint.start_from(build_metamodel("sbl", "paper", 64, 64), posed / "network.pt")


def test_a_folder_that_was_begun_with_another_recipe_is_refused(folder, posed):
    done = train(write_recipe(folder, epochs=3), posed)
    assert done.returncode == 1 and "begun with another recipe" in done.stderr


def test_a_missing_pretrained_file_is_asked_for_by_name(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("CABINSIGHT_WEIGHTS", str(tmp_path))
    done = train(write_recipe(folder, more='base_model = "sbl"', phase=""), tmp_path / "run")
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "resnet50" in done.stderr and "--from-scratch" in done.stderr and str(tmp_path) in done.stderr


def test_the_cache_holds_what_the_branch_would_have_seen(folder, tmp_path):
    sources = recipe.load(write_recipe(folder)).sources
    network = build_metamodel("light", "light", 64, 64).eval()
    samples = PoseSamples(sources, (64, 64), seed=5)
    branch_cache.fill(tmp_path / "cache", network, samples, count=4, batch=2, workers=0)
    cache = BranchCache(tmp_path / "cache", batch=4, seed=1)
    cache.length = 1
    samples.start, samples.length = 0, 4
    with torch.inference_mode():
        image = torch.stack([samples[i]["image"] for i in range(4)])
        seen = network.visibility.look(*network.locate(normalise(image)))
    assert torch.allclose(cache[0]["seen"], seen, rtol=1e-3, atol=1e-3)
    assert torch.equal(cache[0]["classes"], torch.stack([samples[i]["classes"] for i in range(4)]))


def test_a_cache_that_was_stopped_is_filled_on(folder, tmp_path):
    sources = recipe.load(write_recipe(folder)).sources
    network = build_metamodel("light", "light", 64, 64)
    stopped, whole = tmp_path / "stopped", tmp_path / "whole"
    branch_cache.fill(whole, network, PoseSamples(sources, (64, 64), seed=5), 4, 2, workers=0)

    class Interrupted(PoseSamples):
        def __getitem__(self, index):
            if self.start + index >= 2:
                raise KeyboardInterrupt
            return super().__getitem__(index)

    with pytest.raises(KeyboardInterrupt):
        branch_cache.fill(stopped, network, Interrupted(sources, (64, 64), seed=5), 4, 2, workers=0)
    branch_cache.fill(stopped, network, PoseSamples(sources, (64, 64), seed=5), 4, 2, workers=0)
    assert np.array_equal(np.load(stopped / "seen.npy"), np.load(whole / "seen.npy"))


def test_every_row_of_the_cache_is_drawn_once_a_pass(folder, tmp_path):
    sources = recipe.load(write_recipe(folder)).sources
    network = build_metamodel("light", "light", 64, 64)
    branch_cache.fill(tmp_path, network, PoseSamples(sources, (64, 64), seed=5), 6, 2, workers=0)
    cache = BranchCache(tmp_path, batch=2, seed=1)
    cache.length = cache.batches_per_pass
    drawn = torch.cat([cache[i]["seen"] for i in range(3)])
    stored = torch.from_numpy(np.load(tmp_path / "seen.npy").astype(np.float32))
    assert sorted(map(tuple, drawn.tolist())) == sorted(map(tuple, stored.tolist()))


def test_the_light_branch_looks_where_the_heatmap_points():
    branch = LightVisibilityBranch({4: 1, 8: 1, 32: 1}, evidence=1)
    heatmaps, evidence = torch.zeros(1, 17, 16, 16), torch.zeros(1, 1, 16, 16)
    heatmaps[:, :, 5, 3] = 1.0
    evidence[..., 5, 3] = 7.0
    maps = {4: torch.zeros(1, 1, 16, 16), 8: torch.zeros(1, 1, 8, 8), 32: torch.zeros(1, 1, 2, 2)}
    maps[8][..., 2, 1] = 3.0
    seen = branch.look(Features(maps), Coordinates(heatmaps, evidence))[:, :-1].reshape(17, -1)
    # What is there at stride 4 and 8; a peak of 1, all in one place; column 3 and row 5 of 15.
    assert seen[0].tolist() == pytest.approx([7, 3, 0, 0, 3 / 15, 5 / 15], abs=2e-3)


def test_the_rate_falls_to_a_tenth_at_every_milestone():
    phase = Phase(height=64, width=64, epochs=3, batch=1, learning_rate=1.0, schedule=Schedule.STEPS, milestones=[1, 2])
    told = optimisation(torch.nn.Linear(1, 1), phase, weight_decay=0.0, steps_per_epoch=2)
    optimiser, scheduler = told["optimizer"], told["lr_scheduler"]["scheduler"]
    rates = []
    for _ in range(6):
        rates.append(optimiser.param_groups[0]["lr"])
        optimiser.step()
        scheduler.step()
    assert rates == pytest.approx([1, 1, 0.1, 0.1, 0.01, 0.01])


def test_freezing_what_is_not_there_names_what_is():
    with pytest.raises(UserError, match="features, coordinates, visibility"):
        freeze(build_metamodel("light", "light", 64, 64), ["backbone"])


def test_mixed_precision_trains_to_the_end(folder, tmp_path):
    done = train(write_recipe(folder, epochs=1), tmp_path / "run", "--precision", "bf16-mixed", "--accelerator", "cpu")
    assert done.returncode == 0, done.stderr[-2000:]


def test_two_processes_train_one_network(folder, tmp_path):
    path = write_recipe(folder, epochs=1)
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    options = ["--workers", "0", "--threads", "1", "--accelerator", "cpu", "--devices", "2"]
    command += ["training/train.py", str(path), "--out", str(tmp_path / "run"), *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert "2 processes" in done.stderr
    assert checkpoint.read(tmp_path / "run" / "network.pt").recipe.name == "tiny"
