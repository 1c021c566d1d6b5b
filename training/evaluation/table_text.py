"""Tables as text for people and as plain values for JSON."""

import math
from typing import Any

from training.card import NO_FIGURE, Rows, cell
from training.evaluation.tables import F1_COLUMNS, MAPK_COLUMNS, OKS_COLUMNS, Kind, Occasion, Table
from training.markdown_table import markdown_table

COLUMNS = {Kind.F1: F1_COLUMNS, Kind.MAPK: MAPK_COLUMNS, Kind.OKS: OKS_COLUMNS}

EXTRA = {Kind.F1: [], Kind.MAPK: ["measure"], Kind.OKS: ["parameters"]}
"""Columns between a row's name and what it was measured on."""


def as_text(table: Table, occasion: Occasion) -> str:
    """Return the table in Markdown, under a heading that says what was measured on."""
    columns = COLUMNS[table.kind]
    heads = ["", *EXTRA[table.kind], "measured on", *columns]
    rows = []
    for line in table.lines:
        extra = {Kind.F1: [], Kind.MAPK: [line.measure], Kind.OKS: [_millions(line.parameters)]}[table.kind]
        cells = [_figure(line.cells.get(column, math.nan), table.kind) for column in columns]
        rows.append([line.name, *extra, line.measured_on, *cells])
    return "\n".join(
        [
            f"Table {table.number}. {table.title}",
            f"Measured on {occasion}.",
            f"Rows of 'paper, {table.paper_data}' are as Guesdon et al. (VISAPP 2022) print them, not measured here.",
            "",
            markdown_table(heads, rows, words=heads.index("measured on") + 1),
            "",
            *table.notes,
        ]
    )


def as_values(table: Table) -> dict[str, Any]:
    """Return the table for JSON: shares of 1, null where there is no figure."""
    return {
        "title": table.title,
        "lines": [
            {
                "name": line.name,
                "measured_on": line.measured_on,
                **({"measure": line.measure} if line.measure else {}),
                **({} if line.parameters is None else {"parameters": round(line.parameters)}),
                "figures": without_nan(line.cells),
            }
            for line in table.lines
        ],
        "notes": table.notes,
    }


def summary_text(rows: Rows) -> str:
    """Return figures as Markdown, a column per network: there are more figures than fit beside each other."""
    figures = list(dict.fromkeys(figure for row in rows.values() for figure in row))
    lines = [[figure, *(cell(figure, row.get(figure, math.nan)) for row in rows.values())] for figure in figures]
    return markdown_table(["", *rows], lines)


def without_nan(figures: dict[str, float]) -> dict[str, float | None]:
    """Put None where there is no figure: JSON knows no NaN."""
    return {name: None if math.isnan(value) else value for name, value in figures.items()}


def _figure(value: float, kind: Kind) -> str:
    """As the paper prints: OKS in percent with one decimal, the others as shares with two."""
    if math.isnan(value):
        return NO_FIGURE
    return f"{100 * value:.1f}" if kind is Kind.OKS else f"{value:.2f}"


def _millions(parameters: float | None) -> str:
    return NO_FIGURE if parameters is None else f"{parameters / 1e6:.1f}M"
