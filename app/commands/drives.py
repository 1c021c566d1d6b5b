"""`cabinsight drives`: what was recorded; repair, judge anew, export, import, protect, delete."""

import argparse
import sqlite3
import sys
from pathlib import Path

from app.commands import export, import_drives, replay
from app.drives import folder, lock
from app.drives.folder import StoredDrive
from app.drives.reading import Drive, read_drive
from app.drives.repair import repair
from app.drives.salvage import DAMAGED, is_damaged, salvage
from app.settings import drives_folder
from pose.errors import UserError


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `drives` to the command line."""
    parser = commands.add_parser("drives", help="list, repair, judge anew, export, import, protect and delete drives")
    actions = parser.add_subparsers(metavar="ACTION", required=True)

    def action(name: str, text: str, names: str | None) -> argparse.ArgumentParser:
        added = actions.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
        added.add_argument("--drives", type=Path, metavar="FOLDER", help="where drives are (default: %(default)s)")
        if names is not None:
            added.add_argument("names", nargs=names, metavar="DRIVE", help="a drive's name, or its folder")
        runs = {
            "list": _list,
            "repair": _repair,
            "replay": replay.run,
            "export": export.run,
            "import": import_drives.run,
        }
        added.set_defaults(run=runs.get(name, _act), act=name)
        added.set_defaults(drives=drives_folder())
        return added

    action("list", "list all drives, the oldest first", None)
    action("repair", "repair drives that were cut off or damaged; all, if none is named", "*")
    replay.add_options(
        action("replay", "judge drives anew, by other rules or through other networks, and print what differs", "+")
    )
    export.add_options(action("export", "write drives for others: tables, video, MCAP, COCO, a report", "+"))
    import_drives.add_options(action("import", "make drives of videos and folders of pictures", None))
    action("protect", "keep drives from being deleted, by quota, age or hand", "+")
    action("unprotect", "let drives be deleted again", "+")
    action("delete", "delete drives for good", "+")


def _list(options: argparse.Namespace) -> int:
    drives = folder.stored_drives(options.drives)
    if not drives:
        print(f"no drives in {options.drives}")
        return 0
    print(f"{'drive':<23}{'minutes':>8}{'video':>7}{'events':>8}{'MB':>8}  ")
    for stored in drives:
        print(_line(stored))
    print(f"{len(drives)} drives, {sum(drive.size for drive in drives) / 1e9:.1f} GB in {options.drives}")
    return 0


def _line(stored: StoredDrive) -> str:
    marks = ["protected"] if stored.protected else []
    columns = f"{'':>8}{'':>7}{'':>8}"
    try:
        drive = read_drive(stored.path)
        start, end = drive.time_span()
        columns = f"{(end - start) / 6e10:>8.1f}{_video_minutes(drive):>7.1f}{len(drive.events):>8}"
        if lock.goes_on(stored.path):
            marks.append("goes on")
        elif drive.ended_unexpectedly:
            marks.append("ended unexpectedly")
    except UserError as error:
        marks.append(str(error))
    return f"{stored.path.name:<23}{columns}{stored.size / 1e6:>8.0f}  {', '.join(marks)}".rstrip()


def _video_minutes(drive: Drive) -> float:
    # Rows come in order: the last of a segment is its length.
    lengths = {frame.segment: frame.pts for frame in drive.frames()}
    return sum(lengths.values()) / 60_000


def _repair(options: argparse.Namespace) -> int:
    paths = [folder.find(options.drives, name) for name in options.names] or [
        stored.path for stored in folder.stored_drives(options.drives)
    ]
    problems = 0
    for path in paths:
        try:
            print(f"{path.name}: {_repaired(path)}")
        except (UserError, sqlite3.Error) as error:
            problems += 1
            print(f"cabinsight: {error}", file=sys.stderr)
    return 1 if problems else 0


def _repaired(path: Path) -> str:
    """Repair one drive; say what was found."""
    said = []
    if not lock.goes_on(path) and is_damaged(path):
        saved = salvage(path)
        said.append(
            f"its database was damaged or gone: saved {saved.events} events, {saved.observations} observations and "
            f"{saved.frames} frames; what was there is kept as {DAMAGED}"
        )
    done = repair(path)
    drive = read_drive(path)
    if lock.goes_on(path):
        return "goes on"
    if not drive.ended_unexpectedly:
        return "is whole"
    said.append(f"ended unexpectedly; {len(drive.events)} events, {len(drive.frames())} frames")
    if done is not None:
        said.append(
            f"{done.found} frames found in the videos, {done.missing} missing there, "
            f"{done.rewritten} videos given their end"
        )
        said += [f"{name} cannot be read to its end and stays as it is" for name in done.unreadable]
    return "; ".join(said)


def _act(options: argparse.Namespace) -> int:
    act = {"protect": folder.protect, "unprotect": folder.unprotect, "delete": folder.delete}[options.act]
    # All are looked up before the first is touched: a name mistyped deletes nothing.
    for path in [folder.find(options.drives, name) for name in options.names]:
        act(path)
        print(f"{path.name}: {options.act.removesuffix('e')}ed")
    return 0
