"""From a recipe's sources to lists of people."""

import numpy as np

from pose.errors import UserError
from training.data.coco import LabelRule, read_document, read_people
from training.data.detected_boxes import boxes_from_detections
from training.data.layout import DataSetFiles, read_splits
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
        except (OSError, ValueError, KeyError) as error:
            raise UserError(f"{path}: no pseudo-labels there; make them with training/data/pseudo_labels.py") from error
        unknown = [person.annotation_id for person in people if person.annotation_id not in answers]
        if unknown:
            raise UserError(f"{path}: says nothing of annotation {unknown[0]} ({len(unknown)} such); make it anew")
        merged = [complete(person, answers[person.annotation_id]) for person in people]
        people = [person for person in merged if person is not None]
    if source.detections:
        labelled = len(people)
        people = boxes_from_detections(people, expand(source.detections))
        print(
            f"source '{source.name}': boxes from {source.detections}; "
            f"for {labelled - len(people)} of {labelled} people there is none, they are left out"
        )
    if not people:
        raise UserError(f"source '{source.name}': no labelled person in {source.annotations}")
    return people


def source_of(files: DataSetFiles, rule: LabelRule = LabelRule.COCO) -> DataSource:
    """Describe a data set's files as a recipe would."""
    return DataSource(
        name=files.annotations.stem,
        weight=1.0,
        annotations=str(files.annotations),
        pictures=str(files.pictures),
        rule=rule,
        split_file=files.split_file,
        split=files.split,
    )


def image_ids(source: DataSource) -> set[int] | None:
    """Return the ids of the source's split, or None for all pictures."""
    if not source.split:
        return None
    path = expand(source.split_file)
    splits = read_splits(path)
    if source.split == "unlisted":
        pictures = {image["id"] for image in read_document(expand(source.annotations))["images"]}
        return pictures.difference(*splits.values())
    if source.split not in splits:
        raise UserError(f"{path}: has no split '{source.split}'; there are: {', '.join(splits)}")
    return splits[source.split]
