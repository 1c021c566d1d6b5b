"""The wrapper around TensorRT and CUDA, against fakes: see `fake_cuda.py` and `fake_tensorrt.py`."""

import numpy as np
import pytest

from engine_build.backends import tensorrt_rtx
from engines.cpu import CpuEngine
from engines.fingerprint import Gpu, find_gpu
from engines.selection import installed_module
from engines.tensorrt import TensorRtEngine
from pose.errors import UserError
from tests.engines.fake_cuda import FakeCuda
from tests.engines.fake_tensorrt import FakeTensorRt, plan_of
from tests.tiny_bundles import pictures_with_a_bright_square

GPU = Gpu(name="Fake GPU", sm=86, driver="13.0")


def opened(bundle, plan=None, cuda=None, jit_cache=None, rtx=False, capturable=True):
    cuda = FakeCuda() if cuda is None else cuda
    plan = plan_of(bundle.model) if plan is None else plan
    trt = FakeTensorRt(cuda, rtx=rtx, capturable=capturable)
    backend = "tensorrt_rtx" if rtx else "tensorrt"
    engine = TensorRtEngine(
        bundle, plan, trt=trt, cuda=cuda, backend=backend, gpu=GPU, precision="fp16", jit_cache=jit_cache
    )
    return engine, cuda, trt


def test_the_second_run_of_a_size_is_captured_and_the_graph_sees_the_new_picture(pose_bundle):
    engine, cuda, _ = opened(pose_bundle)
    reference = CpuEngine(pose_bundle)
    for i, crop in enumerate(pictures_with_a_bright_square(4, 64, 48)):
        assert np.array_equal(engine.run(crop[None])["keypoints"], reference.run(crop[None])["keypoints"])
        assert cuda.launches == i
    assert engine.no_graph == ""


def test_another_batch_drops_the_graph_and_is_right(pose_bundle):
    engine, cuda, _ = opened(pose_bundle)
    crops = pictures_with_a_bright_square(3, 64, 48)
    for _ in range(2):
        engine.run(crops[:1])
    outputs = engine.run(crops)
    assert cuda.launches == 1
    assert np.array_equal(outputs["keypoints"], CpuEngine(pose_bundle).run(crops)["keypoints"])


def test_a_runtime_that_cannot_be_captured_runs_without_and_says_so(pose_bundle):
    engine, cuda, _ = opened(pose_bundle, capturable=False)
    crops = pictures_with_a_bright_square(1, 64, 48)
    for _ in range(3):
        outputs = engine.run(crops)
    assert np.array_equal(outputs["keypoints"], CpuEngine(pose_bundle).run(crops)["keypoints"])
    assert (cuda.launches, "the run failed" in engine.no_graph) == (0, True)


def test_device_and_host_time_are_told_apart(pose_bundle):
    engine, _, _ = opened(pose_bundle)
    engine.run(np.zeros((6, 64, 48, 3), dtype=np.uint8))
    # Two parts, four and two pictures, of 1.5 ms each by the fake's clock.
    assert engine.device_ms == 3.0
    assert engine.host_ms > 0


def test_closing_gives_everything_back(pose_bundle):
    engine, cuda, _ = opened(pose_bundle)
    engine.run(np.zeros((1, 64, 48, 3), dtype=np.uint8))
    engine.close()
    assert (cuda.blocks, cuda.alive) == ({}, set())


def test_a_gpu_without_room_is_one_clear_line_and_nothing_stays(pose_bundle):
    cuda = FakeCuda(memory=100_000)
    with pytest.raises(UserError, match="cudaError 2: out of memory; check the GPU") as error:
        opened(pose_bundle, cuda=cuda)
    assert "\n" not in str(error.value)
    assert (cuda.blocks, cuda.alive) == ({}, set())


def test_what_rtx_compiled_is_kept_for_the_next_start(pose_bundle, tmp_path):
    path = tmp_path / "jit.cache"
    engine, _, trt = opened(pose_bundle, rtx=True, jit_cache=path)
    assert trt.caches[0].read == b""
    engine.run(np.zeros((1, 64, 48, 3), dtype=np.uint8))
    assert path.read_bytes() == b"compiled"
    _, _, trt = opened(pose_bundle, rtx=True, jit_cache=path)
    assert trt.caches[0].read == b"compiled"


def test_a_plan_that_cannot_be_loaded_is_one_clear_line(pose_bundle):
    with pytest.raises(UserError, match=r"plan cannot be loaded \(header.magicTag == kEXPECTED.*build the engine") as e:
        opened(pose_bundle, plan=b"half a plan")
    assert "\n" not in str(e.value)


def test_another_tasks_plan_is_refused(pose_bundle, detection_bundle):
    with pytest.raises(UserError, match="no input 'crop'"):
        opened(pose_bundle, plan=plan_of(detection_bundle.model))


def test_the_real_rtx_refuses_what_is_no_plan_in_one_line(pose_bundle):
    trt = installed_module("tensorrt_rtx")
    if trt is None:
        pytest.skip("needs the tensorrt-rtx extra")
    with pytest.raises(UserError, match=r"tensorrt_rtx \d.*the plan cannot be loaded \(.*magicTag") as error:
        TensorRtEngine(
            pose_bundle, b"no plan" * 99, trt=trt, cuda=None, backend="tensorrt_rtx", gpu=GPU, precision="fp16"
        )
    assert "\n" not in str(error.value)


def test_the_real_rtx_without_a_gpu_refuses_its_own_plan_in_one_line(pose_bundle):
    trt, cuda = installed_module("tensorrt_rtx"), installed_module("cuda.bindings.runtime")
    if trt is None:
        pytest.skip("needs the tensorrt-rtx extra")
    if isinstance(find_gpu(cuda), Gpu):
        pytest.skip("needs a machine without a GPU")
    plan = tensorrt_rtx.build(pose_bundle.model, pose_bundle.manifest, (86,))
    with pytest.raises(UserError, match=r"the plan cannot be loaded \(.*cudaError 35: CUDA driver") as error:
        TensorRtEngine(pose_bundle, plan, trt=trt, cuda=cuda, backend="tensorrt_rtx", gpu=GPU, precision="fp32")
    assert "\n" not in str(error.value)
