"""From a recipe's sources to lists of people."""

import json

import numpy as np

from pose.errors import UserError
from training.data.coco import read_document, read_people
from training.data.person import Person
from training.data.pseudo_labels import complete
from training.recipe import DataSource, expand


def people_of(source: DataSource) -> list[Person]:
    """Read one source's people, completed by its teacher where it names one.

    Raises
    ------
    UserError : a file is missing or odd, or nobody is left.
    """
    people = read_people(expand(source.annotations), expand(source.pictures), source.rule, image_ids(source))
    if source.pseudo_labels:
        path = expand(source.pseudo_labels)
        try:
            with np.load(path, allow_pickle=False) as said:
                answers = dict(zip(said["annotation_id"].tolist(), said["keypoints"], strict=True))
        except OSError as error:
            raise UserError(f"{path}: no pseudo-labels there; make them with training/data/pseudo_labels.py") from error
        merged = [complete(person, answers[person.annotation_id]) for person in people]
        people = [person for person in merged if person is not None]
    if not people:
        raise UserError(f"source '{source.name}': no labelled person in {source.annotations}")
    return people


def image_ids(source: DataSource) -> set[int] | None:
    """Return the ids of the source's split, or None for all pictures."""
    if not source.split:
        return None
    path = expand(source.split_file)
    try:
        splits = json.loads(path.read_text(encoding="utf-8"))
        if source.split == "unlisted":
            listed = {i for ids in splits.values() if isinstance(ids, list) for i in ids}
            images = read_document(expand(source.annotations))["images"]
            return {image["id"] for image in images} - listed
        return set(splits[source.split])
    except (OSError, ValueError, KeyError) as error:
        raise UserError(f"{path}: has no split '{source.split}' ({error!r})") from error
