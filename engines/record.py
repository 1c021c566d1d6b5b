"""`engine.toml`: what an engine is, how far it is from the reference, and where that was measured."""

from dataclasses import dataclass, field
from pathlib import Path

from pose import toml_file

RECORD = "engine.toml"
GRAPH = "model.onnx"
"""The typed graph that the engine was built from; on the CPU it is the engine."""
PLAN = "model.plan"
"""A serialised TensorRT engine."""
FORMAT = 1
NOT_RUN = "none"
"""`executed_on` of an engine that was built where nothing can run it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """What must match before an engine may run.

    Attributes
    ----------
    bundle : name of the bundle.
    bundle_sha256 : of the bundle's fp32 graph.
    backend, version : the runtime that it was built by.
    precision : "fp32", "fp16", "int8".
    target : "cpu", or the GPU generations such as "sm86+sm89".
    graph_sha256 : of `model.onnx` beside the record.
    files : sha256 by name of all files beside the record.
    """

    bundle: str
    bundle_sha256: str
    backend: str
    version: str
    precision: str
    target: str
    graph_sha256: str
    files: dict[str, str]

    @property
    def folder_name(self) -> str:
        """Name of the engine's folder; what differs in a way that matters gets a folder of its own."""
        return f"{self.backend}-{self.version}-{self.target}-{self.precision}-{self.graph_sha256[:12]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """Milliseconds for one picture; records written before p99 was measured have none."""

    p50: float
    p95: float
    p99: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PoseDrift:
    """How far a pose network's answers moved.

    Attributes
    ----------
    shift_median, shift_p95, shift_max : crop pixels, over the keypoints that the reference shows.
    shown : how many those are.
    visibility_flips : share of all keypoints whose decided state changed.
    probability_drift : largest change of a visibility probability.
    """

    shift_median: float
    shift_p95: float
    shift_max: float
    shown: int
    visibility_flips: float
    probability_drift: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectionDrift:
    """How far a detector's answers moved.

    Attributes
    ----------
    shift_p95, shift_max : input pixels, largest move of a side, over the boxes that both found.
    found : how many boxes the reference found.
    boxes_changed : share of boxes that only one of both found.
    score_drift : largest change of a score over the boxes that both found.
    """

    shift_p95: float
    shift_max: float
    found: int
    boxes_changed: float
    score_drift: float


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationReport:
    """The same pictures through the reference and the candidate.

    Attributes
    ----------
    pictures : how many.
    source : where they came from: "bundle" or a folder's name.
    runtime : what ran the candidate's graph, such as "cpu 1.22.0".
    over_tolerance : what was too far off, in words; empty means that it may be installed.
    """

    pictures: int
    source: str
    runtime: str
    reference: Latency
    candidate: Latency
    pose: PoseDrift | None = None
    detection: DetectionDrift | None = None
    over_tolerance: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildSettings:
    """What a TensorRT plan was asked to be.

    Attributes
    ----------
    batch_min, batch_opt, batch_max : pictures in one run: the fewest, those it is tuned for, the most.
    workspace_mib : memory that one layer may use for its work, MiB; None leaves the builder's default (all there is).
    optimisation : builder level 0 (built fast) to 5 (runs fast); None leaves the builder's default.
    """

    batch_min: int = 1
    batch_opt: int = 1
    batch_max: int = 8
    workspace_mib: int | None = None
    optimisation: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineRecord:
    """The whole of `engine.toml`.

    Attributes
    ----------
    settings : of a plan; None on the CPU, whose graph takes any number of pictures.
    executed_on : the processor that ran the engine itself for the report, or "none": then the report tells of its
        typed graph, and the engine was built but never run.
    """

    executed_on: str
    fingerprint: Fingerprint
    report: VerificationReport
    settings: BuildSettings | None = None
    format: int = FORMAT


def read(folder: Path) -> EngineRecord:
    """Read an engine's record.

    Raises
    ------
    UserError : no record there, or one that does not fit.
    """
    return toml_file.read(folder / RECORD, EngineRecord)
