"""Every base model in real TensorRT-RTX builds and int8: minutes, so by hand (`-m slow`). Weights are fresh: whether a
graph builds does not depend on them; how near its answers stay does, see `build.py`'s own verification."""

import numpy as np
import onnx
import onnxruntime
import pytest

pytest.importorskip("torch", reason="needs the training extra")
pytest.importorskip("tensorrt_rtx", reason="needs the tensorrt-rtx extra")
pytestmark = [pytest.mark.training, pytest.mark.slow]

from calibration import int8 as calibration  # noqa: E402
from engine_build import export, int8, precision, rewrite  # noqa: E402
from engine_build.backends import tensorrt_rtx  # noqa: E402
from pose.bundle import InputSize, Manifest, Provenance  # noqa: E402
from training.models.build import build_metamodel  # noqa: E402

MODELS = [
    ("sbl", "paper"),
    ("efficientnet_b0", "paper"),
    ("efficientnet_b6", "paper"),
    ("mspn_2_stage", "paper"),
    ("movenet_lightning", "light"),
    ("movenet_thunder", "light"),
]
HEIGHT, WIDTH = 128, 128


def manifest():
    provenance = Provenance(recipe="fresh", commit="none", data=[], licences=[])
    size = InputSize(height=HEIGHT, width=WIDTH)
    return Manifest(name="fresh", task="pose", input=size, files={}, provenance=provenance)


@pytest.fixture(scope="module", params=MODELS, ids=lambda model: model[0])
def fp32(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param[0])
    export.export_pose(build_metamodel(*request.param, HEIGHT, WIDTH), HEIGHT, WIDTH, folder / "model.onnx")
    precision.pruned_fp32(folder / "model.onnx", folder / "fp32.onnx")
    return folder / "fp32.onnx"


CROPS = np.random.default_rng(0).integers(0, 256, (2, HEIGHT, WIDTH, 3), dtype=np.uint8)


@pytest.fixture(scope="module")
def ranges(fp32):
    return calibration.calibrate(fp32, CROPS)


@pytest.mark.parametrize("sm", [75, 86, 89, 120])
def test_fp16_builds_for_every_generation(fp32, tmp_path, sm):
    precision.typed_fp16(fp32, tmp_path / "fp16.onnx")
    assert len(tensorrt_rtx.build(tmp_path / "fp16.onnx", manifest(), (sm,))) > 1_000_000


@pytest.mark.parametrize("sm", [86, 89, 120])
def test_int8_builds_for_every_generation_that_has_it(fp32, ranges, tmp_path, sm):
    onnx.save(int8.int8_graph(onnx.load(fp32), ranges, "tensorrt"), tmp_path / "int8.onnx")
    assert len(tensorrt_rtx.build(tmp_path / "int8.onnx", manifest(), (sm,))) > 1_000_000


def test_int8_runs_on_the_cpu(fp32, tmp_path):
    onnx.save(rewrite.deconvolutions_as_convolutions(onnx.load(fp32)), tmp_path / "rewritten.onnx")
    ranges = calibration.calibrate(tmp_path / "rewritten.onnx", CROPS)
    graph = int8.int8_graph(onnx.load(tmp_path / "rewritten.onnx"), ranges, "cpu")
    onnx.save(graph, tmp_path / "int8.onnx")
    session = onnxruntime.InferenceSession(tmp_path / "int8.onnx", providers=["CPUExecutionProvider"])
    keypoints, logits = session.run(None, {"crop": CROPS[:1]})
    assert np.isfinite(keypoints).all() and np.isfinite(logits).all()
