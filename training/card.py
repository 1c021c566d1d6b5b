"""Figures go from the measurement into the bundle and its model card without a hand in between."""

import dataclasses
import math
from pathlib import Path

from pose import bundle
from pose.bundle import Bundle
from pose.errors import UserError
from training.markdown_table import markdown_table

BEGIN, END = "<!-- figures: written by training/evaluate.py --record -->", "<!-- end of figures -->"

COUNTS = ("people", "pictures")
"""Figures that are whole numbers."""

NO_FIGURE = "-"
"""Stands where nothing was measured: a row of an older evaluation, or a class that nobody has."""

Rows = dict[str, dict[str, float]]


def as_table(rows: Rows) -> str:
    """Return a Markdown table: one row per name, one column per figure that any of them has."""
    columns = list(dict.fromkeys(column for figures in rows.values() for column in figures))
    cells = [[name, *(cell(c, figures.get(c, math.nan)) for c in columns)] for name, figures in rows.items()]
    return markdown_table(["", *columns], cells)


def cell(column: str, value: float) -> str:
    """Return one figure as text."""
    if math.isnan(value):
        return NO_FIGURE
    return f"{value:.0f}" if column in COUNTS else f"{value:.3f}"


def record(measured: Bundle, data: str, rows: Rows) -> None:
    """Write figures into `bundle.toml` and between the marks of the model card.

    Parameters
    ----------
    measured : the bundle.
    data : what was measured on, such as "coco_sample test".
    rows : network -> figure -> value; the bundle's own row and its peers'.

    Raises
    ------
    UserError : the model card has no marks.
    """
    own = measured.manifest.name
    results = dict(measured.manifest.provenance.results)
    for name, figures in rows.items():
        results[data if name == own else f"{data}, {name}"] = {
            k: round(v, 4) for k, v in figures.items() if not math.isnan(v)
        }
    provenance = dataclasses.replace(measured.manifest.provenance, results=results)
    bundle.write_manifest(measured.folder, dataclasses.replace(measured.manifest, provenance=provenance))
    card = measured.folder / bundle.CARD
    if card.is_file():
        _rewrite(card, as_table(results))


def _rewrite(card: Path, table: str) -> None:
    text = card.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise UserError(f"{card}: has no place for figures; put '{BEGIN}' and '{END}' where the table belongs")
    card.write_text(f"{before}{BEGIN}\n\n{table}\n\n{END}{after}", encoding="utf-8")
