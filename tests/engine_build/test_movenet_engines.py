"""MoveNet with its published weights becomes engines. Minutes, so by hand (`-m slow`).

The light branch is fresh, so it is made to say "visible", and what is shown is decided by the score: what is proven is
that the architecture stays itself, not its visibility.
Not in int8, whose layers `engine_build.quantise` chooses on pictures of where the network will work.
"""

import dataclasses
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="needs the training extra")
pytestmark = [pytest.mark.training, pytest.mark.slow]

import torch  # noqa: E402

from engine_build import build, checkpoint_bundle  # noqa: E402
from engines import catalogue, record  # noqa: E402
from pose import bundle  # noqa: E402
from pose.decision import Decision, Presence  # noqa: E402
from pose.visibility import Visibility  # noqa: E402
from training.checkpoint import save_whole  # noqa: E402
from training.models.build import build as build_network  # noqa: E402
from training.models.build import load_pretrained  # noqa: E402
from training.recipe import dumps, load  # noqa: E402

SIZES = {"movenet_lightning": 192, "movenet_thunder": 256}


@pytest.fixture(scope="module", params=SIZES)
def source(request, tmp_path_factory, data_folder):
    """The bundle's folder; verified on people of the sample."""
    recipe = load(Path("training/recipes/driver_pose.toml"), request.param)
    size = SIZES[request.param]
    last = dataclasses.replace(recipe.phases[-1], height=size, width=size, frozen=type(recipe.phases[-1].frozen)())
    recipe = dataclasses.replace(recipe, phases=type(recipe.phases)([last]))
    torch.manual_seed(0)
    network = build_network(recipe)
    load_pretrained(recipe, network)
    with torch.no_grad():
        network.visibility.joint[-1].bias.reshape(17, 3)[:, Visibility.VISIBLE] += 4
    path = tmp_path_factory.mktemp("runs") / request.param / "network.pt"
    path.parent.mkdir()
    save_whole({"recipe": dumps(recipe), "network": network.state_dict()}, path)
    made = checkpoint_bundle.make(path, data_folder / "coco_sample")
    # Shown from a score of 0.3 on: log odds of -0.85.
    decision = Decision(presence=Presence(weights=[[1.0, 0.0, 0.0]] * 17, bias=[0.85] * 17))
    bundle.write_manifest(made.folder, dataclasses.replace(made.manifest, decision=decision))
    return made.folder


@pytest.mark.parametrize(
    ("precision", "backend", "sm"),
    [
        ("fp32", "cpu", "86"),
        ("fp16", "tensorrt_rtx", "75"),
        ("fp16", "tensorrt_rtx", "86,89,120"),
    ],
)
def test_it_is_built_verified_and_installed(source, tmp_path, precision, backend, sm):
    if backend == "tensorrt_rtx":
        pytest.importorskip("tensorrt_rtx", reason="needs the tensorrt-rtx extra")
    arguments = [f"--{precision}", "--model", str(source), "--backend", backend, "--sm", sm, "--out", str(tmp_path)]
    assert build.main(arguments) == 0
    (folder,) = catalogue.built_engines(tmp_path)
    report = record.read(folder).report
    assert report.over_tolerance == []
    assert report.pose.shown > 100
