"""`cabinsight drives import`: videos and folders of pictures become drives."""

import argparse
import sys
from pathlib import Path

from tqdm import tqdm

from app.cabin_files import USUAL_PROFILE, cabin_path, load_cabin
from app.commands import networks
from app.commands.networks import Networks
from app.drives.importing import Imported, Recipe, import_media
from app.drives.media import Media
from app.posture.rules import DEFAULT as DEFAULT_RULES
from app.posture.rules import load_rules
from pose.errors import UserError


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what `import` knows."""
    parser.epilog = "Stopped in the middle, the same command goes on where it was. The video stays where it is."
    parser.add_argument("media", nargs="+", type=Path, metavar="VIDEO", help="a video, or a folder with --fps")
    parser.add_argument("--fps", type=float, help="frames a second of folders")
    parser.add_argument(
        "--rules", type=Path, default=DEFAULT_RULES, metavar="FILE", help="posture rules (TOML; default: %(default)s)"
    )
    parser.add_argument(
        "--profile", default=USUAL_PROFILE, metavar="NAME", help="whose calibration (default: %(default)s)"
    )
    networks.add_options(parser)
    parser.set_defaults(usage_error=parser.error)


def run(options: argparse.Namespace) -> int:
    """Import everything and return the exit code; what cannot be imported does not stop the rest."""
    if options.fps is not None and not 0 < options.fps <= 1000:
        options.usage_error("--fps: frames a second, more than 0 and up to 1000")
    opened = networks.open_networks(options)
    problems = 0
    for path in options.media:
        try:
            _import(path, opened, options)
        except UserError as error:
            problems += 1
            print(f"cabinsight: {error}", file=sys.stderr)
    return 1 if problems else 0


def _import(path: Path, opened: Networks, options: argparse.Namespace) -> None:
    if path.is_dir() and options.fps is None:
        raise UserError(f"{path}: is a folder; say with --fps how many pictures a second it has")
    media = Media.of(path, options.fps if path.is_dir() else None)
    recipe = Recipe(
        detector=opened.detector,
        estimator=opened.estimator,
        bundles=opened.bundles,
        rules=load_rules(options.rules),
        # As the monitor looks for a file's calibration.
        cabin=load_cabin(cabin_path(str(media.path), options.profile)),
    )
    last: Imported | None = None
    steps = 0
    with tqdm(desc=path.name, unit=" frames", disable=None, leave=False) as bar:
        for last in import_media(media, options.drives, recipe):
            bar.total = last.total or None
            bar.update(last.done - bar.n)
            steps += 1
    if last is None:
        raise UserError(f"{path}: holds no pictures that can be read")
    already = "imported before, " if steps == 1 < last.done else ""
    print(f"{path.name}: {already}{last.done} frames in {last.drive}")
