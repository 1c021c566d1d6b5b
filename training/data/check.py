"""Look through a data set before anything is trained on it: what would stop a training, and what looks odd."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pose.crop import PADDING
from pose.keypoints import FACE, NUM_KEYPOINTS
from pose.visibility import Visibility
from training.data.coco import LabelRule, file_names, read_document
from training.data.faults import fault, is_labelled, missing_files, repeated
from training.data.layout import SPLIT_FILE, DataSetFiles, every_data_set, read_splits
from training.data.pictures import looks_cut_off, picture_size
from training.data.sources import image_ids, source_of
from training.data.suspicions import swapped

OUT = 1.0
"""Pixels; labels are rounded, and boxes of a whole picture end at its last pixel or behind it."""

FAR = (PADDING - 1) / 2
"""Share of the box's longer side: what lies farther out is not in the crop that the network is given."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that isn't as it should be. `stops`: a training would refuse it. `who`: ids or names, all of them."""

    what: str
    who: list[Any]
    stops: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Report:
    """What a split holds.

    Attributes
    ----------
    pictures, with_people : listed pictures, and those with a labelled person.
    people, unlabelled, crowds : persons with a keypoint, without any, and groups.
    flags : (17, 3) int64, how often each keypoint has flag 0, 1, 2.
    findings : those that stop a training first.
    """

    pictures: int
    with_people: int
    people: int
    unlabelled: int
    crowds: int
    flags: NDArray[np.int64]
    findings: list[Finding]


def check(files: DataSetFiles, rule: LabelRule) -> Report:
    """Look through one split.

    Raises
    ------
    UserError : the annotations can't be read at all, or there is no such split.
    """
    document = read_document(files.annotations)
    names = file_names(document, files.annotations)
    everybody = document["annotations"]
    listed = image_ids(source_of(files, rule))
    if listed is not None:
        elsewhere = set(names) - listed
        names = {image: name for image, name in names.items() if image in listed}
        everybody = [one for one in everybody if one.get("image_id") not in elsewhere]
    labelled = [one for one in everybody if is_labelled(one)]
    faults = [(fault(one, names), one) for one in labelled]
    sound = [one for problem, one in faults if not problem]
    sizes, findings = _pictures(document, {image: files.pictures / name for image, name in names.items()})
    findings += _grouped([(f"annotation {problem}", one) for problem, one in faults if problem], stops=True)
    if twice := repeated(one.get("id") for one in labelled):
        findings.append(Finding("annotation id is there more than once", twice, stops=True))
    if not sound:
        findings.append(Finding("nobody has a keypoint that could be taught", [], stops=True))
    tables = [np.array(one["keypoints"], dtype=float).reshape(NUM_KEYPOINTS, 3) for one in sound]
    findings += _grouped(
        [
            (what, one)
            for one, table in zip(sound, tables, strict=True)
            for what in _oddities(one, table, sizes.get(one["image_id"]))
        ]
    )
    flags = np.array([table[:, 2] for table in tables]).reshape(-1, NUM_KEYPOINTS)
    if rule is LabelRule.LSPET and flags[:, list(FACE)].any():
        findings.append(Finding("faces are labelled, but the rule 'lspet' takes every face for unknown", []))
    if rule is LabelRule.COCO and len(flags) and not (flags == Visibility.OCCLUDED).any():
        findings.append(Finding("flag 1, occluded, is never used: do 0 and 2 mean what COCO means?", []))
    return Report(
        pictures=len(names),
        with_people=len({one["image_id"] for one in sound}),
        people=len(labelled),
        unlabelled=sum(not one.get("iscrowd") and not is_labelled(one) for one in everybody),
        crowds=sum(bool(one.get("iscrowd")) for one in everybody),
        flags=np.stack([(flags == flag).sum(axis=0) for flag in Visibility], axis=1),
        findings=sorted(findings, key=lambda finding: not finding.stops),
    )


def _grouped(named: list[tuple[str, dict[str, Any]]], stops: bool = False) -> list[Finding]:
    """Turn pairs of what is found and the annotation into one finding of each kind, the annotations' ids with it."""
    kinds = dict.fromkeys(what for what, _ in named)
    return [Finding(kind, [one.get("id") for what, one in named if what == kind], stops) for kind in kinds]


def _pictures(document: dict[str, Any], paths: dict[int, Path]) -> tuple[dict[int, tuple[int, int]], list[Finding]]:
    """Look at the files; return image id -> width, height of those that can be read, and what is wrong."""
    missing = set(missing_files(paths.values()))
    found = {image: picture_size(path) for image, path in paths.items() if path not in missing}
    sizes = {image: size for image, size in found.items() if size is not None}
    said = {one["id"]: (one.get("width"), one.get("height")) for one in document["images"]}
    other = [image for image, size in sizes.items() if None not in said[image] and said[image] != size]
    findings = [
        Finding("picture is missing", sorted(str(path) for path in missing), stops=True),
        Finding("picture can't be read", [str(paths[image]) for image in found if image not in sizes], stops=True),
        Finding("picture has another size than its entry says", other),
        Finding(
            "picture looks cut off: its end mark is missing", [str(paths[i]) for i in sizes if looks_cut_off(paths[i])]
        ),
    ]
    return sizes, [finding for finding in findings if finding.who]


def _oddities(annotation: dict[str, Any], table: NDArray[np.float64], size: tuple[int, int] | None) -> Iterator[str]:
    """Say what a training would take, but a person should look at.

    Parameters
    ----------
    table : (17, 3), x, y, flag.
    size : the picture's width and height, or None where it can't be read.
    """
    placed = table[:, 2] > 0
    xy = table[placed, :2]
    corners = _corners(annotation)
    if annotation.get("num_keypoints", placed.sum()) != placed.sum():
        yield "'num_keypoints' differs from the flags, which are what counts"
    if size is not None and _outside(corners, size).any():
        yield "box reaches out of the picture"
    if size is not None and _outside(xy, size).any():
        yield "labelled keypoint lies out of the picture"
    if np.maximum(corners[0] - xy, xy - corners[1]).max() > FAR * np.ptp(corners, axis=0).max():
        yield f"labelled keypoint lies out of the box by {FAR:.1%} of its longer side or more: not in the crop"
    if table[~placed, :2].any():
        yield "flag 0 with a place: is it absent, or was the flag forgotten?"
    if not xy.any(axis=1).all():
        yield "labelled keypoint at exactly (0, 0)"
    if suspicion := swapped(table):
        yield f"left and right may be swapped: {suspicion}"


def _corners(annotation: dict[str, Any]) -> NDArray[np.float64]:
    x, y, width, height = annotation["bbox"]
    return np.array([[x, y], [x + width, y + height]], dtype=float)


def _outside(xy: NDArray[np.float64], size: tuple[int, int]) -> NDArray[np.bool_]:
    return np.asarray(((xy < -OUT) | (xy > np.array(size) + OUT)).any(axis=1))


def shared_pictures(folder: Path) -> Finding | None:
    """Look for pictures that are in two splits of a data set: figures on them would flatter."""
    found = every_data_set(folder)
    if "" in found:
        path = folder / SPLIT_FILE
        splits = list(read_splits(path).values()) if path.is_file() else []
        again = repeated(image for ids in splits for image in ids)
    else:
        documents = (read_document(files.annotations) for files in found.values())
        again = repeated(name for one in documents for name in {image["file_name"] for image in one["images"]})
    return Finding("picture is in two splits", sorted(again)) if again else None
