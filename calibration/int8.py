"""Ranges for int8: how large each value inside a network gets on real crops.

Measured once for a graph and a set of crops, kept by their hash: building again needs no second pass.
"""

import contextlib
import hashlib
import io
import json
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import cattrs
import numpy as np
import onnx
from numpy.typing import NDArray

from pose.errors import UserError

METHODS = ("entropy", "percentile")
"""What a range leaves out: as much as costs least information (Migacz 2017), or one value in a million. Entropy moved
the keypoints of driver-pose and the boxes of driver-detect the least."""

PERCENTILE = 99.9999
"""Of all values of a tensor over all crops; 64 crops give a tensor of this network 10 to 100 million."""

OPERATORS = ("Conv", "ConvTranspose", "BatchNormalization", "Clip", "Relu", "Add", "MaxPool", "Resize")
"""Whatever goes in or out of one of these gets a range: all that `engine_build.int8` may quantise."""

BATCH = 4
"""Crops in one pass: every value inside the network is kept until it is counted, some 40 MB for each crop."""

FORMAT = 1
"""Part of the hash: raised when the same crops would give other ranges."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranges:
    """What was measured.

    Attributes
    ----------
    method : one of `METHODS`.
    crops : how many were measured.
    sha256 : of graph, crops and method together, 64 hexadecimal digits.
    tensors : lowest and highest value to be represented, by the tensor's name in the graph.
    """

    method: str
    crops: int
    sha256: str
    tensors: dict[str, tuple[float, float]]


def calibrate(model: Path, crops: NDArray[np.uint8], method: str = METHODS[0], cache: Path | None = None) -> Ranges:
    """Measure the ranges of a graph's values, or read what was measured before.

    Parameters
    ----------
    model : fp32 graph with one input, uint8 (N, height, width, 3) RGB.
    crops : (N, height, width, 3) uint8 RGB, real ones of where the network will work; never those that it is
        verified on. Some 64 are enough.
    method : one of `METHODS`.
    cache : folder for the ranges, made where it is missing; None keeps nothing.

    Raises
    ------
    UserError : the graph cannot be run on these crops, or the cache cannot be written.
    ValueError : unknown method or no crop: a mistake of the program.
    """
    if method not in METHODS:
        raise ValueError(f"method '{method}' is none of {', '.join(METHODS)}")
    if not len(crops):
        raise ValueError("nothing to calibrate on: needs one crop or more")
    key = _hash(model, crops, method)
    kept = None if cache is None else cache / f"ranges-{key}.json"
    if kept is not None and kept.is_file():
        found = _read(kept)
        # A file that was cut or edited is measured again, not trusted.
        if found is not None and (found.sha256, found.method, found.crops) == (key, method, len(crops)):
            return found
    ranges = Ranges(method=method, crops=len(crops), sha256=key, tensors=_measured(model, crops, method))
    if kept is not None:
        _write(kept, ranges)
    return ranges


def _hash(model: Path, crops: NDArray[np.uint8], method: str) -> str:
    try:
        graph = model.read_bytes()
    except OSError as error:
        raise UserError(f"{model}: cannot be read ({error.strerror}); restore the bundle or export again") from error
    digest = hashlib.sha256(f"{FORMAT} {method} {PERCENTILE} {crops.shape} {crops.dtype} ".encode())
    digest.update(hashlib.sha256(graph).digest())
    digest.update(np.ascontiguousarray(crops).data)
    return digest.hexdigest()


def _measured(model: Path, crops: NDArray[np.uint8], method: str) -> dict[str, tuple[float, float]]:
    with tempfile.TemporaryDirectory(prefix="cabinsight-ranges-") as name:
        folder = Path(name)
        try:
            # The library writes beside the graph that it is given: a bundle's folder may be read-only.
            graph = onnx.load(model)
            onnx.save(graph, folder / "model.onnx")
            calibrator = _calibrator(folder, method)
            # It prints its progress, which would mix with the command's.
            with contextlib.redirect_stdout(io.StringIO()):
                for start in range(0, len(crops), BATCH):
                    calibrator.collect_data(_Reader(graph.graph.input[0].name, crops[start : start + BATCH]))
                found = calibrator.compute_data()
        # As in engines.cpu: neither library has a base class for its errors.
        except Exception as error:
            reason = " ".join(str(error).split())
            raise UserError(f"{model}: cannot be calibrated ({reason}); restore the bundle or export again") from error
    return {tensor: _range(data) for tensor, data in sorted(found.items())}


def _calibrator(folder: Path, method: str) -> Any:  # noqa: ANN401 - a lazy module's class
    # Lazy: only building needs it, the monitor does not.
    from onnxruntime.quantization import CalibrationMethod
    from onnxruntime.quantization.calibrate import create_calibrator

    kind, extra = {
        "percentile": (CalibrationMethod.Percentile, {"percentile": PERCENTILE, "symmetric": False}),
        "entropy": (CalibrationMethod.Entropy, {"symmetric": False}),
    }[method]
    return create_calibrator(
        folder / "model.onnx",
        list(OPERATORS),
        augmented_model_path=str(folder / "measured.onnx"),
        calibrate_method=kind,
        extra_options=extra,
    )


class _Reader:
    """Hand out one crop at a time, as the calibrator asks for them."""

    def __init__(self, name: str, crops: NDArray[np.uint8]) -> None:
        self._feeds = iter([{name: crops[i : i + 1]} for i in range(len(crops))])

    def get_next(self) -> dict[str, NDArray[np.uint8]] | None:
        """Return the next input, None at the end."""
        return next(self._feeds, None)


def _range(data: Any) -> tuple[float, float]:  # noqa: ANN401 - a lazy module's class
    low, high = data.range_value
    return float(np.asarray(low).item()), float(np.asarray(high).item())


def _read(path: Path) -> Ranges | None:
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        return cattrs.structure(stored, Ranges) if isinstance(stored, dict) else None
    except (OSError, ValueError, cattrs.BaseValidationError):
        return None


def _write(path: Path, ranges: Ranges) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Beside its destination and renamed: a reader finds it whole or not at all.
        part = path.with_name(path.name + ".part")
        part.write_text(json.dumps(asdict(ranges), indent=1), encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise UserError(f"{path}: cannot be written ({error.strerror}); choose another folder for the cache") from error
