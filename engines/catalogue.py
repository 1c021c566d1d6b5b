"""What there is to run: the bundles that ship and the engines that were built."""

from pathlib import Path

import platformdirs

from engines.cpu import CpuEngine
from engines.engine import Engine
from engines.record import RECORD
from pose import bundle
from pose.bundle import Bundle
from pose.errors import UserError

MODELS = Path(__file__).resolve().parents[1] / "models"
"""The bundles that ship with the product."""


def shipped_bundles() -> list[str]:
    """Return the names of the bundles that ship."""
    return sorted(manifest.parent.name for manifest in MODELS.glob(f"*/{bundle.MANIFEST}"))


def find_bundle(name_or_path: str) -> Bundle:
    """Open a shipped bundle by its name, or any bundle by its folder.

    Raises
    ------
    UserError : no such bundle, or one that is broken.
    """
    shipped = shipped_bundles()
    if name_or_path in shipped:
        return bundle.read(MODELS / name_or_path)
    folder = Path(name_or_path)
    if folder.is_dir():
        return bundle.read(folder)
    raise UserError(
        f"no bundle '{name_or_path}': shipped are {', '.join(shipped) or 'none'}; name one of them or a bundle's folder"
    )


def engines_folder() -> Path:
    """Return where engines are kept: `<bundle>/<engine>/` in the user's cache directory."""
    return platformdirs.user_cache_path("cabinsight") / "engines"


def built_engines(root: Path) -> list[Path]:
    """Return the folders of all engines under `root`, the rejected ones (`.rejected`) among them."""
    return sorted(record.parent for record in root.glob(f"*/*/{RECORD}") if not record.parent.name.startswith("."))


def open_engine(bundle: Bundle, *, threads: int = 1, heatmaps: bool = False) -> Engine:
    """Open the bundle's own graph, fp32 on the CPU: the reference, whose answers evaluation and benchmarks tell of.

    What runs fastest on a machine, and is not quite the same network, is chosen by `engines.selection.choose`.

    Raises
    ------
    UserError : the bundle's graph cannot be run.
    """
    return CpuEngine(bundle, threads=threads, heatmaps=heatmaps)
