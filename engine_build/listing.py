"""The engines that were built: list them, look into one, remove one."""

from pathlib import Path

from engine_build import verify
from engines import catalogue, record
from engines.record import EngineRecord
from engines.selection import JIT_CACHE
from pose.errors import UserError

OURS = frozenset({record.RECORD, record.GRAPH, record.PLAN, JIT_CACHE})
"""All files that an engine's folder may hold; with any other it is more than an engine, and not removed."""


def listing(root: Path) -> str:
    """Return a line for every engine under `root`."""
    engines = catalogue.built_engines(root)
    return "\n".join(_described(folder) for folder in engines) or f"no engine in {root}"


def _described(folder: Path) -> str:
    title = f"{folder.parent.name}/{folder.name}"
    try:
        found = record.read(folder)
    except UserError as error:
        return f"{title}: broken ({error})"
    if found.report.over_tolerance:
        return f"{title}: rejected ({'; '.join(found.report.over_tolerance)})"
    return f"{title}: verified on {found.report.pictures} pictures; {_ran(found)}"


def _ran(found: EngineRecord) -> str:
    return "built, not run here" if _waits(found) else f"ran on {found.executed_on}"


def _waits(found: EngineRecord) -> bool:
    """Tell whether an engine waits for its first start on a device, which verifies it."""
    return found.executed_on == record.NOT_RUN


def inspect(root: Path, name: str) -> str:
    """Return an engine's record as a table.

    Raises
    ------
    UserError : no such engine, or its record cannot be read.
    """
    folder = find(root, name)
    found = record.read(folder)
    what = found.fingerprint
    rows = [
        ("folder", str(folder)),
        ("bundle", f"{what.bundle} (network {what.bundle_sha256[:12]})"),
        ("backend", f"{what.backend} {what.version}"),
        ("precision", what.precision),
        ("target", what.target),
        ("executed on", found.executed_on + (" (below: its graph on the CPU)" if _waits(found) else "")),
    ]
    if (plan := found.settings) is not None:
        workspace = "builder's default" if plan.workspace_mib is None else f"{plan.workspace_mib} MiB"
        level = "builder's default" if plan.optimisation is None else str(plan.optimisation)
        rows += [
            ("batch", f"{plan.batch_min} to {plan.batch_max}, tuned for {plan.batch_opt}"),
            ("workspace", workspace),
            ("optimisation", level),
        ]
    rows += [(file, sha256) for file, sha256 in what.files.items()]
    facts = "\n".join(f"  {title:<24}{value}" for title, value in rows)
    return f"{facts}\n{verify.table(found.report)}"


def remove(root: Path, name: str) -> str:
    """Remove an engine; return a line that says so.

    Raises
    ------
    UserError : no such engine under `root`, something in its folder that is not ours, or no right to remove it.
    """
    folder = find(root, name)
    strangers = sorted(path.name for path in folder.iterdir() if path.name not in OURS or path.is_dir())
    if strangers:
        raise UserError(f"{folder}: not removed, it holds '{strangers[0]}', which is no engine's; move that away first")
    try:
        # The record last: what is left after a failure is still listed, and can be removed.
        for path in sorted(folder.iterdir(), key=lambda path: path.name == record.RECORD):
            path.unlink()
        folder.rmdir()
    except OSError as error:
        raise UserError(f"{folder}: cannot be removed ({error.strerror}); check the folder's rights") from error
    return f"removed {folder}"


def find(root: Path, name: str) -> Path:
    """Return the folder of an engine under `root`.

    Parameters
    ----------
    name : `<bundle>/<engine>` as in the list, or the folder's path.

    Raises
    ------
    UserError : no engine of that name under `root`.
    """
    base = root.resolve()
    # Resolved: no link and no ".." leads to a folder elsewhere.
    wanted = {(base / name).resolve(), Path(name).resolve()}
    for folder in catalogue.built_engines(root):
        place = folder.resolve()
        if place in wanted and place.parent.parent == base:
            return place
    raise UserError(f"no engine '{name}' in {root}; --list names those that are there")
