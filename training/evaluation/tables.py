"""The paper's eight tables, made from answers; the paper's own rows stand under ours and say that they are the paper's.

Sources: Guesdon et al., VISAPP 2022, section 4; its figures are in `paper_figures.toml`.
"""

import math
from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from pose import toml_file
from pose.errors import UserError
from training.evaluation.networks import BASE
from training.metrics.answer import Answer
from training.metrics.keypoints import confusion, f1_per_class, weighted_f1
from training.metrics.mapk import MEAN, PARTS, mapk

PAPER_FIGURES = Path(__file__).with_name("paper_figures.toml")

PREDICTED = 0.2
"""Score from which mAPK counts a keypoint as predicted: SimpleBaseline's `IN_VIS_THRE`, from which its own COCO
evaluation takes a keypoint for found (Xiao et al., ECCV 2018). We know of no cut that the paper names."""

F1_COLUMNS = ("absent", "occluded", "visible", "total", "mean")
OKS_COLUMNS = ("AP", "AP50", "AP75", "APM", "APL", "AR", "AR50", "AR75", "ARM", "ARL")
MAPK_COLUMNS = (*PARTS, MEAN)
MEASURES = ("AP", "AR")
CONFIGURATIONS = (BASE, f"{BASE} + visibility", f"{BASE} + visibility, non-0")


class Kind(StrEnum):
    """What a table shows."""

    F1 = "f1"
    MAPK = "mapk"
    OKS = "oks"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRow:
    """One row as the paper prints it.

    Attributes
    ----------
    figures : in the columns' order; F1 without the mean.
    measure, configuration : for mAPK, AP or AR and one of `CONFIGURATIONS`.
    parameters : millions, for OKS.
    note : what must be known of a figure.
    """

    name: str
    figures: list[float]
    measure: str = ""
    configuration: str = ""
    parameters: float = math.nan
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperTable:
    """One table of the paper; `data` is what the paper measured it on."""

    number: int
    title: str
    data: str
    kind: Kind
    rows: list[PaperRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperFigures:
    """`paper_figures.toml`."""

    tables: list[PaperTable]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A network's answers.

    Attributes
    ----------
    parameters : learned numbers.
    branch : whether it has a trained visibility branch; without one it has no F1 of the classes.
    """

    name: str
    parameters: int
    branch: bool
    answers: list[Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """What was really measured on.

    Attributes
    ----------
    data : the data set's folder and split, such as "coco_sample test".
    people, pictures : how many.
    crops : whose boxes the crops come from, in words.
    reading : how answers were read, in words.
    annotations, images : COCO-format file and the pictures' ids in it, None for all: what AP is counted against.
    """

    data: str
    people: int
    pictures: int
    crops: str
    reading: str
    annotations: Path
    images: Collection[int] | None

    def __str__(self) -> str:
        counted = f"{self.people} people in {self.pictures} pictures"
        return f"{self.data}: {counted}; crops from {self.crops}; {self.reading}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row: `cells` are shares of 1 by column, NaN where there is no figure; `parameters` learned numbers."""

    name: str
    measured_on: str
    cells: dict[str, float]
    measure: str = ""
    parameters: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table ready to be printed or written."""

    number: int
    title: str
    paper_data: str
    kind: Kind
    lines: list[Line]
    notes: list[str] = field(default_factory=list)


def paper_tables() -> dict[int, PaperTable]:
    """Read the paper's figures: number -> table."""
    return {table.number: table for table in toml_file.read(PAPER_FIGURES, PaperFigures).tables}


def build(paper: PaperTable, measured: list[Measured], occasion: Occasion) -> Table:
    """Make one table from answers that were given on one occasion."""
    lines, notes = _BUILDERS[paper.kind](paper, measured, occasion)
    return Table(
        number=paper.number,
        title=paper.title,
        paper_data=paper.data,
        kind=paper.kind,
        lines=lines,
        notes=notes + [row.note for row in paper.rows if row.note],
    )


def _f1(paper: PaperTable, measured: list[Measured], occasion: Occasion) -> tuple[list[Line], list[str]]:
    ours = []
    for network in (m for m in measured if m.branch):
        counts = confusion(network.answers)
        f1 = f1_per_class(counts)
        cells = dict(zip(F1_COLUMNS, [*f1.tolist(), weighted_f1(counts), float(f1.mean())], strict=True))
        ours.append(Line(name=network.name, measured_on=occasion.data, cells=cells))
    theirs = [_paper_line(row, paper.data, F1_COLUMNS[: len(row.figures)]) for row in paper.rows]
    notes = [
        "total: F1 weighted by the size of the classes, as in the paper; mean: of the three (not in the paper).",
        "Classes as a bundle's decision draws the lines; of a checkpoint: absent if P(absent) is above .5.",
    ]
    without = [m.name for m in measured if not m.branch]
    if without:
        notes.append(f"Left out, without a trained visibility branch: {', '.join(without)}.")
    return _paired(ours, theirs), notes


def _oks(paper: PaperTable, measured: list[Measured], occasion: Occasion) -> tuple[list[Line], list[str]]:
    # pycocotools belongs to the training extra; the other tables do without.
    try:
        from training.metrics.average_precision import average_precision
    except ModuleNotFoundError as error:
        raise UserError(f"table {paper.number} needs {error.name}; install the training extra") from error

    ours = []
    for network in measured:
        figures = average_precision(occasion.annotations, network.answers, occasion.images)
        cells = {column: figures[column] for column in OKS_COLUMNS}
        ours.append(
            Line(name=network.name, measured_on=occasion.data, cells=cells, parameters=float(network.parameters))
        )
    theirs = [_paper_line(row, paper.data, OKS_COLUMNS, percent=True) for row in paper.rows]
    return _paired(ours, theirs), [
        "Percent; -: nobody of that size is labelled.",
        "Parameters: of base model and visibility branch, if that was trained; of a bundle, all numbers in its graph.",
    ]


def _mapk(paper: PaperTable, measured: list[Measured], occasion: Occasion) -> tuple[list[Line], list[str]]:
    lines: list[Line] = []
    by_configuration = {
        configuration: [
            (
                _configured_name(network, configuration),
                mapk(network.answers, PREDICTED, configuration == CONFIGURATIONS[2]),
            )
            for network in measured
            if network.branch == (configuration != BASE)
        ]
        for configuration in CONFIGURATIONS
    }
    for measure in MEASURES:
        for configuration, found in by_configuration.items():
            for name, figures in found:
                shares = figures.ap if measure == "AP" else figures.ar
                cells = {column: shares[column] for column in MAPK_COLUMNS}
                lines.append(Line(name=name, measured_on=occasion.data, cells=cells, measure=measure))
            lines += [
                _paper_line(row, paper.data, MAPK_COLUMNS)
                for row in paper.rows
                if (row.measure, row.configuration) == (measure, configuration)
            ]
    notes = [
        f"A keypoint counts as predicted from a score of {PREDICTED} on; non-0: unless it was decided to be absent.",
        "-: nothing of that part was predicted (AP) or labelled (AR).",
    ]
    if not any(m.name.lower() == BASE for m in measured):
        notes.append(f"Without a row '{BASE}': name a network that has no trained branch {BASE}=... to have it.")
    return lines, notes


_BUILDERS = {Kind.F1: _f1, Kind.OKS: _oks, Kind.MAPK: _mapk}


def _configured_name(network: Measured, configuration: str) -> str:
    return network.name + configuration.removeprefix(BASE)


def _paper_line(row: PaperRow, data: str, columns: tuple[str, ...], percent: bool = False) -> Line:
    figures = [figure / 100 if percent else figure for figure in row.figures]
    return Line(
        name=row.name,
        measured_on=f"paper, {data}",
        cells=dict(zip(columns, figures, strict=True)),
        measure=row.measure,
        parameters=None if math.isnan(row.parameters) else row.parameters * 1e6,
    )


def _paired(ours: list[Line], theirs: list[Line]) -> list[Line]:
    """Put the paper's row of the same name under ours, and those of other names last."""
    lines = []
    left = {line.name.lower(): line for line in theirs}
    for line in ours:
        lines.append(line)
        # Two networks of one name but for the case share the paper's row; it stands under the first.
        paper = left.pop(line.name.lower(), None)
        if paper is not None:
            lines.append(paper)
    return lines + list(left.values())
