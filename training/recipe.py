"""A recipe: everything that decides a training, in one TOML file."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from pose import toml_file
from pose.errors import UserError
from training.data.coco import LabelRule


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSource:
    """One data set and its share of the draws.

    Attributes
    ----------
    weight : share of the draws, relative to the other sources' weights.
    annotations, pictures : COCO-format json file and its pictures' folder; `${NAME}` takes an environment variable.
    rule : how the flags are to be read.
    split_file, split : json file that lists image ids under names, and the name to use; "" for all pictures,
        "unlisted" for those that no name lists.
    pseudo_labels : what a teacher said (`pseudo_labels.py`), or "".
    upright : turn every person upright before the random rotation.
    """

    name: str
    weight: float
    annotations: str
    pictures: str
    rule: LabelRule = LabelRule.COCO
    split_file: str = ""
    split: str = ""
    pseudo_labels: str = ""
    upright: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """A stretch of training at one input size.

    Attributes
    ----------
    height, width : pixels of the input; 32 divides both.
    epochs, steps_per_epoch, batch : an epoch is a stretch between two checkpoints, not a pass over the data.
    learning_rate : AdamW's at the start, falling to a hundredth along a cosine.
    sources : names of the sources that are drawn; none means all.
    """

    height: int
    width: int
    epochs: int
    steps_per_epoch: int
    batch: int
    learning_rate: float
    sources: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """The whole recipe.

    Attributes
    ----------
    task : "pose" or "detection".
    alpha : share of the visibility loss, a in (1 - a) L_H + a L_V.
    class_weights : weights of absent, occluded, visible in L_V.
    frozen_stages : the stem and so many stages of the features keep their ImageNet weights and statistics.
    seed : decides draws, augmentation and initial weights.
    validation : sources that are looked at after every epoch, drawn never.
    """

    name: str
    task: str
    sources: list[DataSource]
    validation: list[DataSource]
    phases: list[Phase]
    frozen_stages: int = 2
    alpha: float = 0.25
    class_weights: list[float] = field(default_factory=lambda: [1.0, 1.0, 1.0])
    weight_decay: float = 0.01
    seed: int = 1


def load(path: Path) -> Recipe:
    """Read and check a recipe; anything odd is a `UserError`."""
    recipe = toml_file.read(path, Recipe)
    if recipe.task not in ("pose", "detection"):
        raise UserError(f"{path}: task is '{recipe.task}', it must be 'pose' or 'detection'")
    for phase in recipe.phases:
        if phase.height % 32 or phase.width % 32:
            raise UserError(f"{path}: input {phase.height} x {phase.width}; 32 must divide both sides")
        unknown = set(phase.sources) - {source.name for source in recipe.sources}
        if unknown:
            raise UserError(f"{path}: a phase names unknown sources {sorted(unknown)}")
    return recipe


def expand(text: str) -> Path:
    """Replace `${NAME}` by environment variables; one that is not set is a `UserError`."""
    expanded = os.path.expandvars(text)
    if "$" in expanded:
        raise UserError(f"{text}: the environment variable is not set; CABINSIGHT_DATA names the folder of data sets")
    return Path(expanded)
