"""Look through a data set before training on it: what is there, what would stop a training, what looks odd.

    python training/check_data.py $CABINSIGHT_DATA/coco_sample --split train
    python training/check_data.py $CABINSIGHT_DATA/lspet --rule lspet

Layouts that are understood: see `training/data/layout.py`. Exit code 1 if a training would refuse the data, 0
otherwise; what merely looks odd is printed and left to you.
"""

import argparse
import sys
from pathlib import Path

from pose.errors import UserError
from pose.keypoints import FACE, KEYPOINT_NAMES, NUM_KEYPOINTS
from pose.visibility import Visibility
from training.data.check import Finding, Report, check, shared_pictures
from training.data.class_weights import class_weights
from training.data.coco import LabelRule
from training.data.layout import every_data_set, find_data_set

SHOWN = 5
"""Examples of each finding: enough to look at, few enough to read."""

HEADINGS = {
    LabelRule.COCO: ("absent", "occluded", "visible"),
    LabelRule.LSPET: ("hidden (0)", "(1)", "placed (2)"),
}


def as_text(report: Report, rule: LabelRule) -> str:
    """Return what a split holds, as people read it."""
    rows = [i for i in range(NUM_KEYPOINTS) if rule is LabelRule.COCO or i not in FACE]
    total = report.flags[rows].sum(axis=0)
    lines = [
        f"{report.pictures} pictures, {report.with_people} of them with a labelled person",
        f"{report.people} people with keypoints"
        + (f", {report.people / report.with_people:.2f} a picture" if report.with_people else "")
        + f"; left out: {report.unlabelled} without keypoints, {report.crowds} crowds",
        "",
        f"{'keypoint':16}" + "".join(f"{heading:>12}" for heading in HEADINGS[rule]),
    ]
    for row in rows:
        lines.append(f"{KEYPOINT_NAMES[row]:16}" + "".join(f"{count:12d}" for count in report.flags[row]))
    lines.append(f"{'all':16}" + "".join(f"{count:12d}" for count in total))
    if total.sum():
        lines.append(f"{'share':16}" + "".join(f"{count / total.sum():12.1%}" for count in total))
    lines += ["", _weights(report, rule)]
    stops = [finding for finding in report.findings if finding.stops]
    odd = [finding for finding in report.findings if not finding.stops]
    for title, findings in (("would stop a training", stops), ("looks odd, stops nothing", odd)):
        lines += ["", f"{title}: " + ("nothing" if not findings else ""), *map(_line, findings)]
    return "\n".join(line.rstrip() for line in lines)


def _weights(report: Report, rule: LabelRule) -> str:
    if rule is LabelRule.LSPET:
        return "faces: unknown under this rule; class weights: none, these flags allow several classes each"
    try:
        weights = class_weights(report.flags.sum(axis=0))
    except UserError as error:
        return f"class weights: {error}"
    named = (f"{weight:.2f} {heading.name.lower()}" for weight, heading in zip(weights, Visibility, strict=True))
    return f"class weights (largest class / class): {', '.join(named)}"


def _line(finding: Finding) -> str:
    shown = ", ".join(str(one) for one in finding.who[:SHOWN])
    more = ", ..." if len(finding.who) > SHOWN else ""
    return f"  {finding.what}" + (f" [{len(finding.who)}]: {shown}{more}" if finding.who else "")


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description="Look through a data set before training on it")
    parser.add_argument("folder", type=Path, help="the data set's folder")
    parser.add_argument("--split", default="", help="one split only (default: everything there is)")
    parser.add_argument("--rule", type=LabelRule, choices=list(LabelRule), default=LabelRule.COCO, help="of the flags")
    arguments = parser.parse_args()
    folder, split = arguments.folder, arguments.split
    stops = False
    try:
        parts = {split: find_data_set(folder, split)} if split else every_data_set(folder)
        for name, files in parts.items():
            report = check(files, arguments.rule)
            print(f"== {folder.name} {name}".rstrip() + f": {files.annotations}, {files.pictures}/")
            print(as_text(report, arguments.rule) + "\n")
            stops |= any(finding.stops for finding in report.findings)
        if shared := shared_pictures(folder):
            print(f"between splits:\n{_line(shared)}")
    except UserError as error:
        print(f"check_data: {error}", file=sys.stderr)
        return 1
    print("a training would refuse this" if stops else "fit to be trained on")
    return int(stops)


if __name__ == "__main__":
    sys.exit(main())
