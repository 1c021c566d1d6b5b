"""A bundle: how a trained network travels. A folder with `bundle.toml`, `model.onnx` and what proves them right.

models/<name>/bundle.toml        this module's `Manifest`
              model.onnx         fp32, the reference
              verification.npz   `crops`, uint8 (N, H, W, 3) RGB
              MODEL_CARD.md
"""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from pose import toml_file
from pose.decision import Decision
from pose.detection import DetectionSettings
from pose.errors import UserError
from pose.keypoints import KEYPOINT_NAMES

MANIFEST = "bundle.toml"
MODEL = "model.onnx"
VERIFICATION = "verification.npz"
CARD = "MODEL_CARD.md"
FORMAT = 1
"""Raised when an older reader would misread a newer bundle."""

TASKS = ("pose", "detection")


@dataclass(frozen=True, slots=True, kw_only=True)
class InputSize:
    """What the graph takes: uint8 (N, height, width, 3) RGB; pixels."""

    height: int
    width: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where the network came from. `results` holds measured figures only: data set -> figure -> value."""

    recipe: str
    commit: str
    data: list[str]
    licences: list[str]
    results: dict[str, dict[str, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """`bundle.toml`. `decision` and `keypoints` belong to pose bundles, `detection` to detectors."""

    name: str
    task: str
    input: InputSize
    files: dict[str, str]
    provenance: Provenance
    format: int = FORMAT
    keypoints: list[str] = field(default_factory=list)
    decision: Decision | None = None
    detection: DetectionSettings | None = None


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle on disk whose files were found to be the ones that its manifest names."""

    folder: Path
    manifest: Manifest

    @property
    def model(self) -> Path:
        """The fp32 ONNX graph, the reference."""
        return self.folder / MODEL

    @property
    def verification(self) -> Path:
        """The crops that engines are verified on."""
        return self.folder / VERIFICATION

    @property
    def decision(self) -> Decision:
        """Settings of a pose bundle's decision."""
        assert self.manifest.decision is not None, "read() refuses a pose bundle without a decision"
        return self.manifest.decision

    @property
    def detection(self) -> DetectionSettings:
        """Settings of a detection bundle."""
        assert self.manifest.detection is not None, "read() refuses a detection bundle without its settings"
        return self.manifest.detection


def read(folder: Path) -> Bundle:
    """Open a bundle and check every file's hash.

    Raises
    ------
    UserError : no bundle, a manifest that does not fit, a file that is missing or is not the one that was shipped.
    """
    manifest_path = folder / MANIFEST
    if not manifest_path.is_file():
        raise UserError(f"{folder}: no {MANIFEST} there; name the folder of a bundle, such as models/driver-pose")
    manifest = toml_file.read(manifest_path, Manifest)
    _check(manifest, manifest_path)
    for name, expected in manifest.files.items():
        path = folder / name
        if Path(name).name != name:
            raise UserError(f"{manifest_path}: file '{name}' is not inside the bundle; rebuild the bundle")
        if not path.is_file():
            raise UserError(f"{path}: missing from the bundle; restore it from git or rebuild the bundle")
        if sha256(path) != expected:
            raise UserError(
                f"{path}: is not the file the bundle was built with (sha256 differs); restore or rebuild it"
            )
    return Bundle(folder, manifest)


def _check(manifest: Manifest, path: Path) -> None:
    if manifest.format != FORMAT:
        raise UserError(f"{path}: format {manifest.format}, this version reads {FORMAT}; update Cabinsight or rebuild")
    if manifest.task not in TASKS:
        raise UserError(f"{path}: task '{manifest.task}' is unknown; it is one of {', '.join(TASKS)}")
    if MODEL not in manifest.files:
        raise UserError(f"{path}: names no {MODEL}; rebuild the bundle")
    if manifest.task == "pose" and (manifest.decision is None or tuple(manifest.keypoints) != KEYPOINT_NAMES):
        raise UserError(f"{path}: a pose bundle needs [decision] and COCO's 17 keypoints in order; rebuild the bundle")
    if manifest.task == "detection" and manifest.detection is None:
        raise UserError(f"{path}: a detection bundle needs [detection]; rebuild the bundle")


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write `bundle.toml` whole or not at all."""
    part = folder / (MANIFEST + ".part")
    part.write_text(toml_file.dumps(manifest), encoding="utf-8")
    part.replace(folder / MANIFEST)


def sha256(path: Path) -> str:
    """Return the file's SHA-256 as 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
