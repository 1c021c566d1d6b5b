from engines.fingerprint import Gpu, find_gpu
from tests.engines.fake_cuda import FakeCuda


def test_the_gpu_is_named_with_its_generation_and_driver():
    assert find_gpu(FakeCuda(sm=120, name=b"RTX")) == Gpu(name="RTX", sm=120, driver="13.0")


def test_a_missing_driver_is_told_with_what_helps():
    assert find_gpu(FakeCuda(sm=None)) == (
        "cudaError 35: CUDA driver version is insufficient for CUDA runtime version; install NVIDIA's driver"
    )


def test_missing_cuda_bindings_are_told_with_what_helps():
    assert find_gpu(None) == "cuda-bindings is not installed; pip install cuda-bindings"
