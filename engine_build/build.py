"""Build, verify and install engines: the command `python engine_build/build.py`."""

import importlib
import sys
from collections.abc import Sequence

from pose.errors import UserError

NEEDED = ("onnx", "onnxruntime")
"""Without these nothing can be built or verified."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    try:
        _check_needed()
        # Only now: these import what was just looked for.
        from engine_build import command_line, work

        print(work.do(command_line.parse(None if arguments is None else list(arguments))))
    except UserError as error:
        print(f"build: {error}", file=sys.stderr)
        return 1
    return 0


def _check_needed() -> None:
    for name in NEEDED:
        try:
            importlib.import_module(name)
        except ImportError as error:
            raise UserError(f"no backend: {name} cannot be imported ({error}); pip install cabinsight") from error


if __name__ == "__main__":
    sys.exit(main())
