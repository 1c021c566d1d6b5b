"""Tables that read well in a terminal and on a page alike."""


def markdown_table(heads: list[str], rows: list[list[str]], words: int = 1) -> str:
    """Return a Markdown table whose columns line up; the first `words` columns hold words, the others numbers."""
    widths = [max(len(row[i]) for row in [heads, *rows]) for i in range(len(heads))]
    # Markdown wants three characters under a heading; a colon at their right end aligns to the right.
    rule = ["-" * max(w, 3) if i < words else "-" * max(w - 1, 2) + ":" for i, w in enumerate(widths)]
    lines = [
        [cell.ljust(len(rule[i])) if i < words else cell.rjust(len(rule[i])) for i, cell in enumerate(row)]
        for row in [heads, *rows]
    ]
    return "\n".join("| " + " | ".join(line) + " |" for line in [lines[0], rule, *lines[1:]])
