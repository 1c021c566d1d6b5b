"""The command `cabinsight`.

Exit codes: 0 done, 1 could not do it (one line on stderr says why and what helps), 2 wrong usage.
"""

import argparse
import os
import sys
from collections.abc import Sequence

from app.commands import analyse, autostart, calibrate, doctor, drives, monitor, review
from pose.errors import UserError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code. Without the name of one, the monitor opens."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or (given[0].startswith("-") and given[0] not in ("-h", "--help")):
        given.insert(0, "monitor")
    parsed = _parser().parse_args(given)
    try:
        code: int = parsed.run(parsed)
        sys.stdout.flush()
    except UserError as error:
        print(f"cabinsight: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        # The reader (`head`, a pager) has seen enough. Without this Python complains again when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        print(f"cabinsight: {where}{error.strerror or error}; check free space and rights", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("cabinsight: interrupted", file=sys.stderr)
        return 1
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="cabinsight",
        description="A driver-posture monitor that knows what it does not see. Without a command, the monitor opens.",
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for command in (monitor, review, calibrate, analyse, drives, doctor, autostart):
        command.add_parser(commands)
    return parser
