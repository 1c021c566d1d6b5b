"""Where a data set's files are: ours, COCO's, and what is expected of DriPE.

| | annotations | pictures | a split is |
| --- | --- | --- | --- |
| ours, LSPet, the virtual cabin | `person_keypoints*.json` | `images/` | a list of image ids in `split.json` |
| COCO 2017 | `annotations/person_keypoints_<split>.json` | `<split>/`, `images/<split>/` | train2017, val2017 |
| DriPE and others | `annotations/[<name>_]<split>.json` | `<split>/`, `images/<split>/`, `images/` | train, val, test |

DriPE's archive was not at hand when this was written: the last row is what we expect, and `training/check_data.py` says
what is different. The annotations must be in COCO's format (17 keypoints in COCO's order, flags 0, 1, 2). Without a
folder `annotations/` its files are looked for beside the pictures' folder.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from pose.errors import UserError

OURS = "person_keypoints*.json"
SPLIT_FILE = "split.json"
NO_PERSON_KEYPOINTS = ("instances_", "captions_", "image_info_", "stuff_", "panoptic_")
"""COCO's other files in the same folder."""


@dataclass(frozen=True, slots=True)
class DataSetFiles:
    """One split of a data set: what a recipe's source names.

    Attributes
    ----------
    annotations, pictures : the COCO-format json file and the folder that its file names start from.
    split_file, split : json file that lists image ids under names, and the name; "" where the annotations are the
        split's own or no split is asked for.
    """

    annotations: Path
    pictures: Path
    split_file: str = ""
    split: str = ""


def find_data_set(folder: Path, split: str = "") -> DataSetFiles:
    """Find one split's files in a data set's folder; "" for the whole of a data set that has one file.

    Raises
    ------
    UserError : there is none; says what was looked for.
    """
    ours = sorted(folder.glob(OURS))
    if ours:
        if len(ours) > 1:
            raise UserError(f"{folder}: has {', '.join(path.name for path in ours)}; keep one of them there")
        if split and not (folder / SPLIT_FILE).is_file():
            raise UserError(f"{folder}: no {SPLIT_FILE}, which should list the image ids of split '{split}'")
        return DataSetFiles(ours[0], _pictures(folder, ""), str(folder / SPLIT_FILE) if split else "", split)
    files = _files_by_split(folder)
    if split in files:
        return DataSetFiles(files[split], _pictures(folder, split))
    if files:
        lacks = f"has no split '{split}'" if split else "has several splits; name one"
        raise UserError(f"{folder}: {lacks}: {', '.join(sorted(files))}")
    raise UserError(
        f"{folder}: no data set; looked for {OURS} with images/, for annotations/person_keypoints_<split>.json with "
        "<split>/ (COCO), and for annotations/<split>.json with images/ (DriPE)"
    )


def every_data_set(folder: Path) -> dict[str, DataSetFiles]:
    """Find all there is in a data set's folder: split -> files; the one name is "" where one file holds all splits.

    Raises
    ------
    UserError : there is none; says what was looked for.
    """
    splits = [] if list(folder.glob(OURS)) else sorted(_files_by_split(folder))
    return {split: find_data_set(folder, split) for split in splits or [""]}


def read_splits(path: Path) -> dict[str, set[int]]:
    """Read a `split.json`: name -> image ids. Entries that are no lists are notes."""
    try:
        listed = json.loads(path.read_text(encoding="utf-8"))
        return {name: set(ids) for name, ids in listed.items() if isinstance(ids, list)}
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror}); it should list image ids by split") from error
    except (ValueError, AttributeError, TypeError) as error:
        raise UserError(f"{path}: is no json file of lists of image ids by split ({error})") from error


def _files_by_split(folder: Path) -> dict[str, Path]:
    """Return split -> annotations; the split is what follows the last underscore of the file's name."""
    inner = folder / "annotations"
    paths = sorted((inner if inner.is_dir() else folder).glob("*.json"))
    found: dict[str, Path] = {}
    for path in paths:
        if path.name.startswith(NO_PERSON_KEYPOINTS) or path.name == SPLIT_FILE:
            continue
        split = path.stem.rsplit("_", 1)[-1]
        if split in found:
            raise UserError(f"{path.parent}: {found[split].name} and {path.name} are both '{split}'; keep one there")
        found[split] = path
    return found


def _pictures(folder: Path, split: str) -> Path:
    tried = [folder / split, folder / "images" / split] if split else []
    tried.append(folder / "images")
    for path in tried:
        if path.is_dir():
            return path
    raise UserError(f"{folder}: no pictures; looked for {', '.join(f'{path.relative_to(folder)}/' for path in tried)}")
