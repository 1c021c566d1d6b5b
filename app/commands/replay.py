"""`cabinsight drives replay`: a drive judged anew, and what differs."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from tqdm import tqdm

from app.commands import networks
from app.drives import folder
from app.drives.reading import Drive, read_drive
from app.perception.perception import Perception
from app.posture.rules import Rules, load_rules
from app.review.comparison import compare
from app.review.difference_table import difference_table
from app.review.outcome import Outcome, Progress
from app.review.reanalysis import reanalyse
from app.review.replay import cabin_of, replay
from pose.errors import UserError


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what `replay` knows."""
    parser.add_argument("--rules", type=Path, metavar="FILE", help="other rules (TOML; default: the drive's own)")
    networks.add_options(parser)


def run(options: argparse.Namespace) -> int:
    """Judge every drive anew and print what differs from what was told then; return the exit code."""
    rules = None if options.rules is None else load_rules(options.rules)
    problems = 0
    for path in [folder.find(options.drives, name) for name in options.names]:
        try:
            _replay(read_drive(path), rules, options)
        except UserError as error:
            problems += 1
            print(f"cabinsight: {error}", file=sys.stderr)
    return 1 if problems else 0


def _replay(drive: Drive, rules: Rules | None, options: argparse.Namespace) -> None:
    name = drive.path.parent.name
    if networks.named(options):
        opened = networks.open_networks(options)
        perception = Perception(opened.detector, opened.estimator, cabin=cabin_of(drive))
        steps, unit = reanalyse(drive, perception, rules), " pictures"
    else:
        steps, unit = replay(drive, rules), " observations"
        if not drive.complete:
            print(f"{name}: not all that the rules were told is kept with it; they may say otherwise for that alone")
    before = Outcome(events=drive.events, observability=drive.observability)
    now = _watched(steps, name, unit)
    found = compare(before, now)
    print(
        f"{name}: {len(before.events)} events then, {len(now.events)} now; {len(found.same)} the same, "
        f"{len(found.changed)} changed, {len(found.only_a)} only then, {len(found.only_b)} only now"
    )
    if found.changed or found.only_a or found.only_b:
        start, _ = drive.time_span()
        print(difference_table(found, start=start, a="then", b=_called(options)))


def _called(options: argparse.Namespace) -> str:
    given = (options.rules, options.model, options.detector, options.engine)
    return ", ".join(Path(name).name for name in given if name is not None) or "now"


def _watched(steps: Iterator[Progress], name: str, unit: str) -> Outcome:
    """Run to the end with a bar on the terminal."""
    with tqdm(desc=name, unit=unit, disable=None, leave=False) as bar:
        for step in steps:
            bar.total = step.total
            bar.update(step.done - bar.n)
    assert step.outcome is not None, "the last step has the outcome"
    return step.outcome
