"""What every engine promises, whatever runs it."""

import numpy as np
import pytest

from engines import openvino
from engines.cpu import CpuEngine
from engines.fingerprint import Gpu
from engines.openvino import OpenVinoEngine
from engines.tensorrt import TensorRtEngine
from pose.heatmap import STRIDE
from tests.engines.fake_cuda import FakeCuda
from tests.engines.fake_tensorrt import FakeTensorRt, plan_of
from tests.tiny_bundles import pictures_with_a_bright_square


def fake_tensorrt(bundle, backend="tensorrt"):
    cuda = FakeCuda()
    return TensorRtEngine(
        bundle,
        plan_of(bundle.model),
        trt=FakeTensorRt(cuda, rtx=backend == "tensorrt_rtx"),
        cuda=cuda,
        backend=backend,
        gpu=Gpu(name="Fake GPU", sm=86, driver="13.0"),
        precision="fp32",
    )


def fake_tensorrt_rtx(bundle):
    return fake_tensorrt(bundle, "tensorrt_rtx")


def real_openvino(bundle):
    ov = openvino.module()
    if ov is None:
        pytest.skip("needs the openvino extra")
    return OpenVinoEngine(bundle, bundle.model, ov=ov)


ENGINES = [CpuEngine, real_openvino, fake_tensorrt, fake_tensorrt_rtx]


@pytest.fixture(params=ENGINES, ids=lambda kind: kind.__name__)
def pose_engine(request, pose_bundle):
    return request.param(pose_bundle)


@pytest.fixture(params=ENGINES, ids=lambda kind: kind.__name__)
def detection_engine(request, detection_bundle):
    return request.param(detection_bundle)


@pytest.mark.parametrize("count", [1, 3, 6])
def test_a_pose_network_finds_the_bright_square(pose_engine, count):
    crops = pictures_with_a_bright_square(count, 64, 48, seed=count)
    outputs = pose_engine.run(crops)
    brightest = crops.astype(int).sum(axis=3).reshape(count, -1).argmax(axis=1)
    y, x = np.divmod(brightest, 48)
    expected = np.stack([x // STRIDE, y // STRIDE], axis=1) * STRIDE + (STRIDE - 1) / 2
    assert outputs["keypoints"].shape == (count, 17, 3)
    assert np.array_equal(outputs["keypoints"][:, :, :2], np.repeat(expected[:, None], 17, axis=1))
    assert outputs["visibility_logits"].shape == (count, 17, 3)
    assert {array.dtype for array in outputs.values()} == {np.dtype(np.float32)}


def test_a_batch_gives_what_its_pictures_give_alone(pose_engine):
    crops = pictures_with_a_bright_square(4, 64, 48)
    together = pose_engine.run(crops)
    alone = [pose_engine.run(crop[None]) for crop in crops]
    for name, values in together.items():
        assert np.allclose(values, np.concatenate([one[name] for one in alone]), atol=1e-6)


def test_a_detector_finds_the_bright_square_and_nothing_in_the_dark(detection_engine):
    frames = np.zeros((2, 64, 96, 3), dtype=np.uint8)
    frames[0, 8:20, 40:60] = 255
    boxes = detection_engine.run(frames)["boxes"]
    assert boxes[0, 0].tolist() == pytest.approx([40, 8, 60, 20, 0.9])
    assert boxes[1, 0, 4] == 0


@pytest.mark.parametrize(
    "pictures",
    [
        np.zeros((1, 64, 48, 3), dtype=np.float32),
        np.zeros((64, 48, 3), dtype=np.uint8),
        np.zeros((1, 48, 64, 3), dtype=np.uint8),
        np.zeros((0, 64, 48, 3), dtype=np.uint8),
    ],
    ids=["floats", "no batch", "turned", "nobody"],
)
def test_pictures_of_another_shape_or_type_are_refused(pose_engine, pictures):
    with pytest.raises(ValueError, match="needs \\(N, 64, 48, 3\\) uint8"):
        pose_engine.run(pictures)


def test_answers_stay_when_the_next_picture_comes(pose_engine):
    bright, dark = (np.full((1, 64, 48, 3), value, dtype=np.uint8) for value in (255, 0))
    first = pose_engine.run(bright)["visibility_logits"]
    kept = first.copy()
    pose_engine.run(dark)
    assert np.array_equal(first, kept)


def test_an_engine_says_what_it_is(pose_engine, pose_bundle):
    identity = pose_engine.identity
    assert pose_engine.bundle is pose_bundle
    assert all([identity.backend, identity.version, identity.precision, identity.device])


def test_a_closed_engine_does_not_run(pose_engine):
    pose_engine.close()
    pose_engine.close()
    with pytest.raises(RuntimeError, match="closed"):
        pose_engine.run(np.zeros((1, 64, 48, 3), dtype=np.uint8))
