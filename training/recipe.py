"""A recipe: everything that decides a training, in one TOML file."""

import os
import tomllib
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from pose import toml_file
from pose.errors import UserError
from training.data.augmentation_settings import DRIVERS, AugmentationSettings
from training.data.coco import LabelRule

PRETRAINED = "pretrained"


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
    detections : COCO detection results whose boxes replace the labelled ones, or "".
    upright : turn every person upright before the random rotation.
    anchored : here a phase's `anchor` holds the network to what it answered before.
    """

    name: str
    weight: float
    annotations: str
    pictures: str
    rule: LabelRule = LabelRule.COCO
    split_file: str = ""
    split: str = ""
    pseudo_labels: str = ""
    detections: str = ""
    upright: bool = False
    anchored: bool = False


class Schedule(StrEnum):
    """How the learning rate falls."""

    COSINE = "cosine"
    """Along a cosine to a hundredth, after a short warm-up."""
    STEPS = "steps"
    """To a tenth at every milestone (the paper: epochs 90 and 120 of 140)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """A stretch of training at one input size.

    Attributes
    ----------
    height, width : pixels of the input; 32 divides both.
    epochs : stretches between two checkpoints.
    steps_per_epoch : batches an epoch; 0 for as many as there are people in the sources, once over.
    batch : samples a step and process.
    learning_rate : at the start.
    schedule, milestones : how it falls; `milestones` are epochs, for steps only.
    optimiser : "adamw" or "adam".
    alpha : share of the visibility loss, a in (1 - a) L_H + a L_V, in the first epoch.
    alpha_rise, alpha_every : added to it every so many epochs, up to 1; 0 for never.
    anchor : weight of staying, on anchored sources, with what the network answered at the phase's start; 0 for free.
        What is learnt of drivers must not be paid for with people at large (Li and Hoiem 2016, learning without
        forgetting).
    learnt : share of what the phase changed that is kept in the end, 0 to 1; the rest is what it began with. Half way
        between two trainings of the same network often knows what both know (WiSE-FT, Wortsman et al. 2022).
    frozen : parts of the network that keep their weights and batch-norm statistics, by name ("features",
        "features.stem"); the paper's S3 freezes "features" and "coordinates".
    cached_copies : with everything but the visibility branch frozen, what the branch sees is computed once, for so many
        augmented copies of every person; 0 for no cache. The epochs then take as good as no time.
    sources : names of the sources that are drawn; none means all.
    validate_every : epochs.
    """

    height: int
    width: int
    epochs: int
    batch: int
    learning_rate: float
    steps_per_epoch: int = 0
    schedule: Schedule = Schedule.COSINE
    milestones: list[int] = field(default_factory=list)
    optimiser: str = "adamw"
    alpha: float = 0.25
    alpha_rise: float = 0.0
    alpha_every: int = 0
    anchor: float = 0.0
    learnt: float = 1.0
    frozen: list[str] = field(default_factory=list)
    cached_copies: int = 0
    sources: list[str] = field(default_factory=list)
    validate_every: int = 1

    def alpha_at(self, epoch: int) -> float:
        """Return a in the given epoch, counted from 0."""
        rises = epoch // self.alpha_every if self.alpha_every else 0
        return min(self.alpha + rises * self.alpha_rise, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """The whole recipe.

    Attributes
    ----------
    task : "pose" or "detection".
    base_model, visibility_branch : names in `training.models.build`; for poses only.
    start : "pretrained" (the base model's published weights) or the `network.pt` of an earlier training.
    class_weights : weights of absent, occluded, visible in L_V; none means the paper's: size of the largest class over
        size of the class, counted in the sources by their share of the draws.
    augmentation : how samples are varied.
    seed : decides draws, augmentation and initial weights.
    validation : sources that are looked at after every epoch, drawn never.
    """

    name: str
    task: str
    sources: list[DataSource]
    validation: list[DataSource]
    phases: list[Phase]
    base_model: str = "light"
    visibility_branch: str = "light"
    start: str = PRETRAINED
    class_weights: list[float] = field(default_factory=list)
    augmentation: AugmentationSettings = DRIVERS
    weight_decay: float = 0.01
    seed: int = 1


def load(path: Path, base_model: str = "") -> Recipe:
    """Read and check a recipe.

    A key `data` names a TOML file beside it that holds the tables `sources`, `validation` and `augmentation`:
    strategies and data sets are combined freely. In `name` and `start`, `{base_model}` stands for the base model.

    Parameters
    ----------
    base_model : takes the place of the recipe's, where given.

    Raises
    ------
    UserError : anything odd.
    """
    table = toml_file.read_table(path)
    if "data" in table:
        table |= toml_file.read_table(path.parent / table.pop("data"))
    recipe = toml_file.structure(table, Recipe, str(path))
    chosen = base_model or recipe.base_model
    recipe = replace(
        recipe,
        base_model=chosen,
        name=recipe.name.replace("{base_model}", chosen),
        start=recipe.start.replace("{base_model}", chosen),
    )
    _check(recipe, path)
    return recipe


def loads(text: str, where: str) -> Recipe:
    """Read a recipe that `dumps` wrote; anything odd is a `UserError` or, where it is no TOML, a `ValueError`."""
    return toml_file.structure(tomllib.loads(text), Recipe, where)


def dumps(recipe: Recipe) -> str:
    """Return the whole recipe as one TOML text."""
    return toml_file.dumps(recipe)


def _check(recipe: Recipe, path: Path) -> None:
    if recipe.task not in ("pose", "detection"):
        raise UserError(f"{path}: task is '{recipe.task}', it must be 'pose' or 'detection'")
    if not recipe.phases:
        raise UserError(f"{path}: has no phase; a phase says input size, epochs, batch and learning rate")
    names = {source.name for source in recipe.sources}
    for phase in recipe.phases:
        if problem := _odd(phase, names):
            raise UserError(f"{path}: {problem}")
    if recipe.visibility_branch != "light" and len({(p.height, p.width) for p in recipe.phases}) > 1:
        raise UserError(f"{path}: the paper's visibility branch is made for one input size; the phases have several")
    if len(recipe.class_weights) not in (0, 3):
        raise UserError(f"{path}: class_weights are three numbers, for absent, occluded and visible, or none")


def _odd(phase: Phase, names: set[str]) -> str:
    """Return what is wrong with a phase, "" for nothing; `names` are the recipe's sources."""
    if phase.height % 32 or phase.width % 32:
        return f"input {phase.height} x {phase.width}; 32 must divide both sides"
    if unknown := set(phase.sources) - names:
        return f"a phase names unknown sources {sorted(unknown)}"
    if phase.optimiser not in ("adam", "adamw"):
        return f"optimiser '{phase.optimiser}'; it must be 'adam' or 'adamw'"
    if not 0.0 < phase.learnt <= 1.0:
        return f"learnt = {phase.learnt}; it must be above 0 and 1 at most"
    if phase.cached_copies and not {"features", "coordinates"} <= set(phase.frozen):
        return "cached_copies needs frozen = ['features', 'coordinates']"
    return ""


def expand(text: str) -> Path:
    """Replace `${NAME}` by environment variables; one that is not set is a `UserError`."""
    expanded = os.path.expandvars(text)
    if "$" in expanded:
        raise UserError(f"{text}: the environment variable is not set; CABINSIGHT_DATA names the folder of data sets")
    return Path(expanded)
