"""Turn a trained network into a bundle.

    python engine_build/make_bundle.py runs/driver_pose/network.pt --name driver-pose --out models \\
        --data runs/virtual_cabin_val --licence "virtual cabin: CC0"

--data is a folder with `person_keypoints.json` (COCO format) and `images/`, a folder of pictures, a video or a recorded
drive; up to 64 crops, evenly chosen, become what engines are verified on, so it must be data that may be shipped.
Measured figures come later, by `training/evaluate.py --record`.
"""

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from engine_build import pictures
from engine_build.export import export_checkpoint
from pose import bundle
from pose.bundle import InputSize, Manifest, Provenance
from pose.decision import Decision
from pose.detection import DetectionSettings
from pose.errors import UserError
from pose.keypoints import KEYPOINT_NAMES

CROPS = 64
"""Enough for a 95th percentile, few enough for git."""

DETECTION = DetectionSettings(score_threshold=0.2, overlap_iou=0.5)
"""Chosen on validation pictures: higher ones miss drivers, lower ones fill empty seats."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(prog="make_bundle.py", description="Turn a trained network into a bundle")
    parser.add_argument("checkpoint", type=Path, help="network.pt of a training")
    parser.add_argument("--name", required=True, help="the bundle's name, such as driver-pose")
    parser.add_argument("--out", type=Path, required=True, help="folder of bundles, such as models")
    parser.add_argument("--data", type=Path, required=True, help="pictures for the verification crops")
    parser.add_argument("--licence", action="append", default=[], help="a line on rights; may be repeated")
    parser.add_argument(
        "--shown-threshold",
        type=float,
        default=Decision().shown_threshold,
        help="of a pose network: a keypoint is shown from this P(shown) on (default: %(default)s); choose it on "
        "validation people",
    )
    options = parser.parse_args(arguments)
    decision = Decision(shown_threshold=options.shown_threshold)
    try:
        folder = make(options.checkpoint, options.name, options.out, options.data, options.licence, decision=decision)
    except UserError as error:
        print(f"make_bundle: {error}", file=sys.stderr)
        return 1
    print(f"{folder}: written; measure it with training/evaluate.py --record")
    return 0


def make(
    checkpoint: Path,
    name: str,
    out: Path,
    data: Path,
    licences: list[str],
    option: str = "--data",
    decision: Decision = Decision(),  # noqa: B008 - frozen
) -> Path:
    """Export, collect the verification crops, write the manifest; return the bundle's folder.

    Parameters
    ----------
    data : what the crops are cut from: see `engine_build.pictures`.
    option : what it was named by, for messages.
    decision : a pose network's.

    Raises
    ------
    UserError : the checkpoint or the data cannot be read.
    """
    folder = out / name
    folder.mkdir(parents=True, exist_ok=True)
    exported = export_checkpoint(checkpoint, folder / bundle.MODEL)
    size = InputSize(height=exported.height, width=exported.width)
    crops = pictures.load(pictures.Wanted(exported.task, size), data, option, CROPS)
    np.savez_compressed(folder / bundle.VERIFICATION, crops=crops)
    files = {file: bundle.sha256(folder / file) for file in (bundle.MODEL, bundle.VERIFICATION)}
    pose = exported.task == "pose"
    manifest = Manifest(
        name=name,
        task=exported.task,
        input=size,
        keypoints=list(KEYPOINT_NAMES) if pose else [],
        decision=decision if pose else None,
        detection=None if pose else DETECTION,
        files=files,
        provenance=Provenance(recipe=exported.recipe, commit=_commit(), data=list(exported.data), licences=licences),
    )
    bundle.write_manifest(folder, manifest)
    return folder


def _commit() -> str:
    """Return the source's commit, marked when files differ from it."""
    described = subprocess.run(
        ["git", "describe", "--always", "--dirty", "--abbrev=12"],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        check=False,
    )
    return described.stdout.strip() or "unknown"


if __name__ == "__main__":
    sys.exit(main())
