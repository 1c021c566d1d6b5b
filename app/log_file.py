"""What goes wrong unattended, in a log that can't fill the disk: text alone, never a picture."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path

MAX_BYTES = 1_000_000
"""Of one file, some ten thousand lines; then it is put aside."""

KEPT = 4
"""Files put aside; older ones go."""


@contextmanager
def logging_to(path: Path) -> Iterator[None]:
    """Write warnings and errors to `path`, and to standard error as ever, until the block ends.

    Where it can't be written that is said once, and the program goes on.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=MAX_BYTES, backupCount=KEPT, encoding="utf-8")
    except OSError as error:
        print(f"cabinsight: {path}: cannot be written ({error.strerror}); there is no log", file=sys.stderr)
        yield
        return
    handler.setLevel(logging.WARNING)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    screen = logging.StreamHandler()
    screen.setLevel(logging.WARNING)
    root = logging.getLogger()
    for each in (handler, screen):
        root.addHandler(each)
    try:
        yield
    finally:
        for each in (handler, screen):
            root.removeHandler(each)
            each.close()
