"""Bring the translations up to date with the texts in use: `python -m app.ui.translate`, at the bench.

Qt's lupdate knows the calls of its own examples, not ours; so the texts are gathered here and handed to it. New
ones are then translated with Qt's Linguist in the `.ts` files, and this is run again: lrelease makes what is loaded.
"""

import ast
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import PySide6

from app.ui.language import FOLDER

CONTEXT = "Cabinsight"


def texts(source: str) -> Iterator[str]:
    """Yield what a module's source hands to `tr`.

    Raises
    ------
    ValueError : a text that is put together while the program runs can't be translated.
    """
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        called = node.func
        name = called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""
        if name != "tr":
            continue
        text = node.args[0]
        if not (isinstance(text, ast.Constant) and isinstance(text.value, str)):
            raise ValueError(f"line {node.lineno}: tr() of what is no plain text")
        yield text.value


def texts_in_use(folder: Path = FOLDER.parent) -> list[str]:
    """Return the texts of all modules below `folder`, each once."""
    found: dict[str, None] = {}
    for path in sorted(folder.rglob("*.py")):
        found |= dict.fromkeys(texts(path.read_text(encoding="utf-8")))
    return list(found)


def update(file: Path) -> None:
    """Write the texts in use into a `.ts` file, keeping what is translated, and release it beside as `.qm`."""
    lines = (f"QCoreApplication.translate({CONTEXT!r}, {text!r})\n" for text in texts_in_use())
    with tempfile.TemporaryDirectory() as folder:
        gathered = Path(folder) / "texts.py"
        gathered.write_text("from PySide6.QtCore import QCoreApplication\n" + "".join(lines), encoding="utf-8")
        _tool("lupdate", str(gathered), "-no-obsolete", "-locations", "none", "-ts", str(file))
    release(file, file.with_suffix(".qm"))


def release(file: Path, compiled: Path) -> None:
    """Make of a `.ts` file what the window loads."""
    _tool("lrelease", str(file), "-qm", str(compiled))


def _tool(name: str, *arguments: str) -> None:
    subprocess.run([str(Path(PySide6.__file__).parent / name), *arguments, "-silent"], check=True)


if __name__ == "__main__":
    for language in sys.argv[1:] or ["de"]:
        update(FOLDER / f"cabinsight_{language}.ts")
