"""A checkpoint becomes a bundle beside it: an engine runs with its bundle (sizes, decision, hashes), so one stays."""

import tempfile
from pathlib import Path

from engine_build import install, make_bundle
from pose import bundle
from pose.bundle import Bundle
from pose.errors import UserError

FOLDER = "bundle"


def make(checkpoint: Path, crops: Path | None) -> Bundle:
    """Write `bundle/` beside a checkpoint, named as the training's folder; a former one is replaced.

    Parameters
    ----------
    crops : what its verification crops are cut from: see `engine_build.pictures`.

    Raises
    ------
    UserError : no crops were named, torch is not installed, or the file is no checkpoint of ours.
    """
    if crops is None:
        raise UserError(f"{checkpoint}: a checkpoint brings no crops to verify on; name pictures by --crops")
    folder = checkpoint.resolve().parent
    print(f"{checkpoint}: becomes a bundle in {folder / FOLDER}", flush=True)
    try:
        with tempfile.TemporaryDirectory(prefix=install.BUILDING, dir=folder) as name:
            made = make_bundle.make(checkpoint, folder.name, Path(name), crops, [], "--crops")
            install.replace(made, folder / FOLDER)
    except ImportError as error:
        raise UserError(
            f"{checkpoint}: needs torch to be read ({error}); pip install 'cabinsight[training]'"
        ) from error
    except OSError as error:
        raise UserError(f"{folder}: cannot be written ({error.strerror or error}); make room there") from error
    return bundle.read(folder / FOLDER)
