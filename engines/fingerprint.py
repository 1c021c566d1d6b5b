"""What an engine needs against what is here: found out before it is loaded."""

from dataclasses import dataclass
from typing import Any

from engines.record import Fingerprint

CPU = "cpu"

ON_CPU = (CPU, "openvino")
"""Backends whose engine is the graph itself, run by the processor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gpu:
    """The first GPU of this machine.

    Attributes
    ----------
    name : as the driver calls it.
    sm : compute capability without its dot: 86, 120.
    driver : newest CUDA that the driver runs: "13.0".
    """

    name: str
    sm: int
    driver: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """What one backend finds on this machine.

    Attributes
    ----------
    version : of the backend's runtime; "" where it is not installed.
    gpu : None where none can be used, or none is needed.
    no_gpu : why not, in words.
    """

    version: str
    gpu: Gpu | None = None
    no_gpu: str = ""


def mismatch(engine: Fingerprint, here: Here, *, bundle_sha256: str) -> str:
    """Say in one line what keeps an engine from running here, and what helps; "" where nothing does.

    Parameters
    ----------
    engine : what it was built from, by and for.
    here : what its backend finds.
    bundle_sha256 : of the fp32 graph that is to be run.
    """
    rebuild = f"rebuild it: build.py --{engine.precision} --backend {engine.backend}"
    if engine.bundle_sha256 != bundle_sha256:
        return f"built from another network than the bundle's; {rebuild}"
    if not here.version:
        return f"{engine.backend} is not installed; pip install 'cabinsight[{engine.backend.replace('_', '-')}]'"
    if engine.version != here.version:
        return f"built by {engine.backend} {engine.version}, here is {here.version}; {rebuild}"
    if engine.backend in ON_CPU:
        return "" if engine.target == CPU else f"an engine of the processor's for '{engine.target}'; {rebuild}"
    if here.gpu is None:
        return f"needs a GPU ({here.no_gpu})"
    if f"sm{here.gpu.sm}" not in engine.target.split("+"):
        return f"built for {engine.target}, here is {here.gpu.name}, sm{here.gpu.sm}; {rebuild} --sm {here.gpu.sm}"
    return ""


def find_gpu(cuda: Any) -> Gpu | str:  # noqa: ANN401 - a lazy module
    """Return the first GPU, or why there is none.

    Parameters
    ----------
    cuda : cuda-bindings' `cuda.bindings.runtime`, or None where it is not installed.
    """
    if cuda is None:
        return "cuda-bindings is not installed; pip install cuda-bindings"
    error, count = cuda.cudaGetDeviceCount()
    if int(error):
        return f"cudaError {int(error)}: {cuda.cudaGetErrorString(error)[1].decode()}; install NVIDIA's driver"
    if not count:
        return "no NVIDIA GPU found"
    error, properties = cuda.cudaGetDeviceProperties(0)
    driver_error, driver = cuda.cudaDriverGetVersion()
    if int(error) or int(driver_error):
        return f"the GPU does not answer (cudaError {int(error) or int(driver_error)}); restart the machine"
    # 13000 is 13.0.
    version = f"{driver // 1000}.{driver % 1000 // 10}"
    # major 8, minor 6 is sm86.
    sm = 10 * int(properties.major) + int(properties.minor)
    return Gpu(name=properties.name.decode(), sm=sm, driver=version)
