"""Verification before installation: the same pictures through the reference and the candidate.

Engines that build and are wrong are a known plague (keypoints at random places after conversion); so a candidate that
is over tolerance is not installed.
"""

import time
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from engine_build import drift
from engines.engine import Engine
from engines.record import Latency, VerificationReport
from pose.bundle import Bundle
from pose.detection import letterbox
from pose.errors import UserError

WARM_UP = 3
"""Runs before the clock counts: the first ones allocate."""

PICTURE_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".webp"})


def load_pictures(bundle: Bundle, folder: Path | None) -> NDArray[np.uint8]:
    """Return (N, height, width, 3) uint8 RGB: the bundle's own verification crops, or a folder's pictures.

    Raises
    ------
    UserError : no crops in the bundle or of another size, no such folder, nothing in it that is a picture.
    """
    if folder is None:
        return _bundled(bundle)
    if not folder.is_dir():
        raise UserError(f"{folder}: no such folder; --crops takes a folder of pictures")
    paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in PICTURE_SUFFIXES)
    if not paths:
        raise UserError(f"{folder}: no picture there; --crops takes a folder of .jpg or .png files")
    return np.stack([_whole_picture(bundle, path) for path in paths])


def _bundled(bundle: Bundle) -> NDArray[np.uint8]:
    path, size = bundle.verification, bundle.manifest.input
    if path.name not in bundle.manifest.files:
        raise UserError(f"{path}: the bundle has no verification crops; give a folder of pictures by --crops")
    try:
        with np.load(path, allow_pickle=False) as archive:
            crops = np.asarray(archive["crops"])
    # numpy and zipfile raise what they like on a broken archive.
    except Exception as error:
        raise UserError(f"{path}: holds no verification crops ({error}); restore or rebuild the bundle") from error
    if crops.dtype != np.uint8 or crops.shape[1:] != (size.height, size.width, 3) or not len(crops):
        raise UserError(
            f"{path}: crops are {crops.shape} {crops.dtype}, the network takes "
            f"(N, {size.height}, {size.width}, 3) uint8; rebuild the bundle"
        )
    return crops


def _whole_picture(bundle: Bundle, path: Path) -> NDArray[np.uint8]:
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if picture is None:
        raise UserError(f"{path}: is not a picture that can be read; take it out of the folder")
    whole = np.asarray(picture, dtype=np.uint8)
    crop = letterbox(whole, bundle.manifest.input.width, bundle.manifest.input.height)
    return np.ascontiguousarray(crop.cut(whole)[..., ::-1])


def verify(reference: Engine, candidate: Engine, pictures: NDArray[np.uint8], source: str) -> VerificationReport:
    """Compare two engines of one bundle, a picture at a time.

    Parameters
    ----------
    reference : the fp32 graph on the CPU.
    candidate : what is to be installed, or its typed graph where nothing can run it.
    pictures : (N, height, width, 3) uint8 RGB.
    source : where they came from, for the report.
    """
    bundle = reference.bundle
    expected, reference_latency = _run(reference, pictures)
    got, candidate_latency = _run(candidate, pictures)
    pose = detection = None
    if bundle.manifest.task == "pose":
        pose = drift.pose_drift(bundle.decision, expected, got)
        faults = drift.pose_faults(pose)
    else:
        detection = drift.detection_drift(bundle.detection, expected, got)
        faults = drift.detection_faults(detection)
    return VerificationReport(
        pictures=len(pictures),
        source=source,
        runtime=f"{candidate.identity.backend} {candidate.identity.version}",
        reference=reference_latency,
        candidate=candidate_latency,
        pose=pose,
        detection=detection,
        over_tolerance=faults,
    )


def _run(engine: Engine, pictures: NDArray[np.uint8]) -> tuple[drift.Outputs, Latency]:
    for _ in range(WARM_UP):
        engine.run(pictures[:1])
    answers, milliseconds = [], []
    for i in range(len(pictures)):
        started = time.perf_counter_ns()
        answers.append(engine.run(pictures[i : i + 1]))
        milliseconds.append((time.perf_counter_ns() - started) / 1e6)
    outputs = {name: np.concatenate([answer[name] for answer in answers]) for name in answers[0]}
    p50, p95 = np.percentile(milliseconds, [50, 95])
    return outputs, Latency(p50=float(p50), p95=float(p95))


def table(report: VerificationReport) -> str:
    """Return the report as lines of text."""
    rows = [("pictures", f"{report.pictures} from {report.source}"), ("run by", report.runtime)]
    if report.pose is not None:
        rows += [
            ("keypoint shift, px", _figures(report.pose.shift_median, report.pose.shift_p95, report.pose.shift_max)),
            ("  over keypoints shown", str(report.pose.shown)),
            ("visibility flips", f"{report.pose.visibility_flips:.2%}"),
            ("probability drift", f"{report.pose.probability_drift:.4f}"),
        ]
    if report.detection is not None:
        rows += [
            ("box shift, px", f"p95 {report.detection.shift_p95:.2f}  max {report.detection.shift_max:.2f}"),
            ("  over boxes found", str(report.detection.found)),
            ("boxes lost or invented", f"{report.detection.boxes_changed:.2%}"),
            ("score drift", f"{report.detection.score_drift:.4f}"),
        ]
    rows += [
        ("reference, ms", f"p50 {report.reference.p50:.2f}  p95 {report.reference.p95:.2f}"),
        ("candidate, ms", f"p50 {report.candidate.p50:.2f}  p95 {report.candidate.p95:.2f}"),
    ]
    rows += [("over tolerance", fault) for fault in report.over_tolerance] or [("within tolerance", "yes")]
    return "\n".join(f"  {name:<24}{value}" for name, value in rows)


def _figures(median: float, p95: float, largest: float) -> str:
    return f"median {median:.2f}  p95 {p95:.2f}  max {largest:.2f}"
