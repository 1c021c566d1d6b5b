"""Pictures with the skeleton drawn in, to be looked at (`analyse --overlays`)."""

from collections.abc import Sequence
from pathlib import Path

from app.export.showing import drawn, jpeg
from app.frames.frame import Frame
from app.perception.observation import Observation
from pose.errors import UserError


class OverlayFolder:
    """Write every `every`th picture into `folder`, made if need be.

    Raises
    ------
    UserError : the folder cannot be made or written to.
    """

    def __init__(self, folder: Path, every: int) -> None:
        self._folder = folder
        self._every = every
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _unwritable(folder, error) from error

    def add(self, frame: Frame, file_name: str, observations: Sequence[Observation]) -> None:
        """Draw everybody that was observed in the picture and write it as JPEG, named after the picture."""
        if frame.index % self._every:
            return
        image = frame.image
        for seen in observations:
            image = drawn(image, seen)
        path = self._folder / f"{file_name.replace('#', '-')}.jpg"
        try:
            path.write_bytes(jpeg(image))
        except OSError as error:
            raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> UserError:
    return UserError(f"{path}: cannot be written ({error.strerror}); name a folder you may write to")
