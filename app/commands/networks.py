"""The two networks that every command runs: found, opened, and named by options alike."""

import argparse
from dataclasses import dataclass
from pathlib import Path

from app.perception.detector import DriverDetector
from app.perception.pose_estimator import PoseEstimator
from engines.catalogue import find_bundle
from engines.engine import EngineIdentity
from engines.selection import Choice, choose, open_at
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
    notice: str = ""
    """For the banner: which engines were built and do not run, what runs instead and what helps; "" where all run."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add `--model`, `--detector` and `--engine`. None where they are not given: see `named`."""
    parser.add_argument(
        "--model", metavar="NAME|FOLDER", help=f"pose bundle, a shipped one or a folder (default: {POSE})"
    )
    parser.add_argument("--detector", metavar="NAME|FOLDER", help=f"detection bundle (default: {DETECTOR})")
    parser.add_argument(
        "--engine",
        type=Path,
        metavar="FOLDER",
        help="run the pose bundle by this engine, or not at all (default: best)",
    )


def named(options: argparse.Namespace) -> bool:
    """Tell whether the person named a network or an engine."""
    return any((options.model, options.detector, options.engine))


def open_networks(options: argparse.Namespace) -> Networks:
    """Open what the options name.

    Raises
    ------
    UserError : no such bundle, a broken one, one for another task.
    """
    detector = choose(bundle_for(options.detector or DETECTOR, "detection"))
    pose = choose_pose(options)
    engines = (detector.engine, pose.engine)
    manifests = [engine.bundle.manifest for engine in engines]
    return Networks(
        detector=DriverDetector(detector.engine),
        estimator=PoseEstimator(pose.engine),
        identity=pose.engine.identity,
        bundles={manifest.name: manifest.files[MODEL] for manifest in manifests},
        notice="\n".join(notice(choice) for choice in (detector, pose) if choice.passed_over),
    )


def choose_pose(options: argparse.Namespace) -> Choice:
    """Open the pose network's engine: the one named by `--engine`, or the best that runs here.

    Raises
    ------
    UserError : no such bundle, or the engine that was named does not match; another one is not taken instead.
    """
    bundle = bundle_for(options.model or POSE, "pose")
    if options.engine is None:
        return choose(bundle)
    try:
        return Choice(open_at(bundle, options.engine), "named by --engine")
    except UserError as error:
        raise UserError(f"{options.engine}: {error}") from error


def notice(choice: Choice) -> str:
    """Say what runs instead of an engine that was built, why, and what helps; one line."""
    identity = choice.engine.identity
    name = choice.engine.bundle.manifest.name
    return f"{name} runs on {identity.backend} in {identity.precision}, not on {'; not on '.join(choice.passed_over)}"


def bundle_for(name: str, task: str) -> Bundle:
    """Find and check a bundle; UserError if it is for another task than `task`."""
    bundle = find_bundle(name)
    if bundle.manifest.task != task:
        raise UserError(f"{bundle.folder}: is a {bundle.manifest.task} bundle; a {task} bundle is needed here")
    return bundle
