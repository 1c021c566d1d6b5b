"""The two networks that every command runs: found, opened, and named by options alike."""

import argparse
from dataclasses import dataclass

from app.perception.detector import DriverDetector
from app.perception.pose_estimator import PoseEstimator
from engines.catalogue import find_bundle, open_engine
from engines.engine import Engine, EngineIdentity
from pose.bundle import MODEL, Bundle
from pose.errors import UserError

POSE = "driver-pose"
DETECTOR = "driver-detect"


@dataclass(frozen=True, slots=True, kw_only=True)
class Networks:
    """A detector and a pose network, ready to run."""

    detector: DriverDetector
    estimator: PoseEstimator
    identity: EngineIdentity
    """Of the engine that runs the pose network."""
    bundles: dict[str, str]
    """Names of both bundles, with the SHA-256 of their networks."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add `--model` and `--detector`."""
    parser.add_argument(
        "--model",
        default=POSE,
        metavar="NAME|FOLDER",
        help="pose bundle, a shipped one or a folder (default: %(default)s)",
    )
    parser.add_argument(
        "--detector", default=DETECTOR, metavar="NAME|FOLDER", help="detection bundle (default: %(default)s)"
    )


def open_networks(options: argparse.Namespace) -> Networks:
    """Open what the options name.

    Raises
    ------
    UserError : no such bundle, a broken one, one for another task.
    """
    detector = _open(options.detector, "detection")
    pose = _open(options.model, "pose")
    manifests = [engine.bundle.manifest for engine in (detector, pose)]
    return Networks(
        detector=DriverDetector(detector),
        estimator=PoseEstimator(pose),
        identity=pose.identity,
        bundles={manifest.name: manifest.files[MODEL] for manifest in manifests},
    )


def bundle_for(name: str, task: str) -> Bundle:
    """Find and check a bundle; UserError if it is for another task than `task`."""
    bundle = find_bundle(name)
    if bundle.manifest.task != task:
        raise UserError(f"{bundle.folder}: is a {bundle.manifest.task} bundle; a {task} bundle is needed here")
    return bundle


def _open(name: str, task: str) -> Engine:
    return open_engine(bundle_for(name, task))
