"""Verification before installation: the same pictures through the reference and the candidate.

Engines that build and are wrong are a known plague (keypoints at random places after conversion); so a candidate that
is over tolerance is not installed.
"""

import time
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engines import drift
from engines.engine import Engine
from engines.record import Latency, VerificationReport

WARM_UP = 3
"""Runs before the clock counts: the first ones allocate."""


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
    (expected, reference_latency), (got, candidate_latency) = _run_in_turns((reference, candidate), pictures)
    pose = detection = None
    if bundle.manifest.task == "pose":
        pose = drift.pose_drift(bundle.decision, expected, got)
        faults = drift.pose_faults(pose, candidate.identity.precision)
    else:
        detection = drift.detection_drift(bundle.detection, expected, got)
        faults = drift.detection_faults(detection, candidate.identity.precision)
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


def _run_in_turns(engines: Sequence[Engine], pictures: NDArray[np.uint8]) -> list[tuple[drift.Outputs, Latency]]:
    # Picture by picture in turns: a busy moment of the machine meets both, so that their ratio holds.
    for engine in engines:
        for _ in range(WARM_UP):
            engine.run(pictures[:1])
    answers: list[list[drift.Outputs]] = [[] for _ in engines]
    milliseconds: list[list[float]] = [[] for _ in engines]
    for i in range(len(pictures)):
        for engine, answered, took in zip(engines, answers, milliseconds, strict=True):
            started = time.perf_counter_ns()
            answered.append(engine.run(pictures[i : i + 1]))
            took.append((time.perf_counter_ns() - started) / 1e6)
    return [(_joined(answered), _latency(took)) for answered, took in zip(answers, milliseconds, strict=True)]


def _joined(answers: list[drift.Outputs]) -> drift.Outputs:
    return {name: np.concatenate([answer[name] for answer in answers]) for name in answers[0]}


def _latency(milliseconds: list[float]) -> Latency:
    p50, p95, p99 = np.percentile(milliseconds, [50, 95, 99])
    return Latency(p50=float(p50), p95=float(p95), p99=float(p99))


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
        ("reference, ms", _milliseconds(report.reference)),
        ("candidate, ms", _milliseconds(report.candidate)),
    ]
    rows += [("over tolerance", fault) for fault in report.over_tolerance] or [("within tolerance", "yes")]
    return "\n".join(f"  {name:<24}{value}" for name, value in rows)


def _milliseconds(latency: Latency) -> str:
    p99 = "" if latency.p99 is None else f"  p99 {latency.p99:.2f}"
    return f"p50 {latency.p50:.2f}  p95 {latency.p95:.2f}{p99}"


def _figures(median: float, p95: float, largest: float) -> str:
    return f"median {median:.2f}  p95 {p95:.2f}  max {largest:.2f}"
