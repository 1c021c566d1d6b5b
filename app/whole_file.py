"""Files and folders that are there whole or not at all."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pose.errors import UserError


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Yield where to write what becomes `path` when the block is left; an exception leaves `path` as it was.

    Raises
    ------
    OSError : it cannot be put there.
    """
    part = path.with_name(path.name + ".part")
    try:
        yield part
        part.replace(path)
    finally:
        # What goes wrong with tidying up must not hide why.
        with suppress(OSError):
            part.unlink(missing_ok=True)


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """The same for a folder, which is made; what was in a folder of that name is replaced.

    Raises
    ------
    OSError : it cannot be put there.
    """
    part = path.with_name(path.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        part.mkdir()
        yield part
        if path.exists():
            shutil.rmtree(path)
        part.rename(path)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def write_whole(path: Path, text: str) -> None:
    """Write a small `text` to `path` and its folders, in the place of what was there, whenever the power goes.

    Raises
    ------
    UserError : it cannot be written; what was there stays.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(path) as part, part.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise UserError(f"{path}: cannot be written ({error.strerror}); free some space or check the rights") from error
