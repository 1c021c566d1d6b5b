"""A small file that is there as a whole or not at all, whenever the power goes."""

import os
from pathlib import Path

from pose.errors import UserError


def write_whole(path: Path, text: str) -> None:
    """Write `text` to `path` and its folders, in the place of what was there.

    Raises
    ------
    UserError : it cannot be written; what was there stays.
    """
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise UserError(f"{path}: cannot be written ({error.strerror}); free some space or check the rights") from error
