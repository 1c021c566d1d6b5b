"""Crops to measure ranges and to verify on, cut as the monitor cuts them.

Of a bundle's own; a labelled folder (`person_keypoints.json` and `images/`, such as the virtual cabin's); a folder of
pictures; a video; a drive that was recorded.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from app.drives import schema
from app.frames.source import FrameSource
from app.frames.video import VideoSource
from engines import catalogue
from engines.engine import Engine
from pose.boxes import Box
from pose.bundle import Bundle, InputSize
from pose.crop import Crop
from pose.detection import detections, letterbox
from pose.errors import UserError

Picture = NDArray[np.uint8]

T = TypeVar("T")

PICTURE_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".webp"})

MOST_PICTURES = 256
"""Ranges and drifts hardly change beyond; a folder of thousands takes minutes."""

LABELS = "person_keypoints.json"
RECORDED = "video"
"""Folder of a drive with what was recorded, in segments."""

DETECTOR = "driver-detect"
"""The bundle that finds the driver in pictures without labels."""

TAKES = "takes a folder of pictures, a labelled folder, a video or a recorded drive"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a network looks at: "pose" crops around a person, "detection" whole pictures, and their size in pixels."""

    task: str
    size: InputSize

    @classmethod
    def by(cls, source: Bundle) -> "Wanted":
        """Return what a bundle's network looks at."""
        return cls(source.manifest.task, source.manifest.input)

    def cut(self, picture: Picture, box: Box | None) -> Picture:
        """Return (height, width, 3) RGB: around the person, or of the whole (H, W, 3) BGR picture."""
        size = (self.size.width, self.size.height)
        crop = letterbox(picture, *size) if box is None or self.task != "pose" else Crop.around(box, *size)
        return np.ascontiguousarray(crop.cut(picture)[..., ::-1])


def load(wanted: Wanted, place: Path, option: str, most: int = MOST_PICTURES) -> Picture:
    """Return (N, height, width, 3) uint8 RGB.

    Parameters
    ----------
    place : see the module.
    option : what it was named by, for the message.
    most : crops of a place that has more, evenly chosen.

    Raises
    ------
    UserError : no such place, nothing in it, or something that cannot be read.
    """
    if (place / LABELS).is_file():
        return labelled(wanted, place, most)
    if (place / schema.FILE).is_file() or (place / RECORDED).is_dir():
        return _framed(wanted, _segments(place), most)
    if place.is_file():
        return _framed(wanted, [place], most)
    if not place.is_dir():
        raise UserError(f"{place}: no such file or folder; {option} {TAKES}")
    paths = sorted(path for path in place.iterdir() if path.suffix.lower() in PICTURE_SUFFIXES)
    if not paths:
        raise UserError(f"{place}: no picture there; {option} {TAKES}")
    cut = _Cutter(wanted)
    crops = np.stack([cut(_read(path)) for path in _evenly(paths, most)])
    cut.tell()
    return crops


def of_bundle(source: Bundle) -> Picture:
    """Return a bundle's own verification crops, (N, height, width, 3) uint8 RGB.

    Raises
    ------
    UserError : it has none, or they are broken or of another size.
    """
    path, size = source.verification, source.manifest.input
    if path.name not in source.manifest.files:
        raise UserError(f"{path}: the bundle has no verification crops; give pictures by --crops")
    try:
        with np.load(path, allow_pickle=False) as archive:
            crops = np.asarray(archive["crops"])
    # numpy and zipfile raise what they like on a broken archive.
    except Exception as error:
        raise UserError(f"{path}: holds no verification crops ({error}); restore or rebuild the bundle") from error
    if crops.dtype != np.uint8 or crops.shape[1:] != (size.height, size.width, 3) or not len(crops):
        raise UserError(
            f"{path}: crops are {crops.shape} {crops.dtype}, the network takes "
            f"(N, {size.height}, {size.width}, 3) uint8; rebuild the bundle"
        )
    return crops


def labelled(wanted: Wanted, data: Path, most: int) -> Picture:
    """Cut crops evenly from labelled pictures: of the people, or whole pictures for a detector.

    Raises
    ------
    UserError : the labels or a picture cannot be read, or nobody is labelled.
    """
    annotations = data / LABELS
    try:
        document = json.loads(annotations.read_text(encoding="utf-8"))
        names = {image["id"]: image["file_name"] for image in document["images"]}
        people = [(names[a["image_id"]], Box.from_xywh(*a["bbox"])) for a in document["annotations"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(f"{annotations}: is not a COCO-format json file that can be read ({error!r})") from error
    if not people:
        raise UserError(f"{annotations}: labels nobody; people are needed")
    return np.stack([wanted.cut(_read(data / "images" / name), box) for name, box in _evenly(people, most)])


def _evenly(found: list[T], most: int) -> list[T]:
    return [found[i] for i in np.linspace(0, len(found) - 1, min(most, len(found))).astype(int)]


def _read(path: Path) -> Picture:
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if picture is None:
        raise UserError(f"{path}: cannot be read as a picture; take it out of the folder")
    return np.asarray(picture, dtype=np.uint8)


def _segments(drive: Path) -> list[Path]:
    folder = drive / RECORDED
    found = sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []
    if not found:
        raise UserError(
            f"{drive}: the drive was not recorded, so it has no pictures; record one, or name another place"
        )
    return found


def _framed(wanted: Wanted, videos: list[Path], most: int) -> Picture:
    cut = _Cutter(wanted)
    kept = thinned(_frames(videos), most, cut)
    if not kept:
        raise UserError(f"{videos[0]}: holds no frame; name another video")
    cut.tell()
    return np.stack(kept)


def _frames(videos: Iterable[Path]) -> Iterator[Picture]:
    for path in videos:
        source: FrameSource = VideoSource(path)
        try:
            while (frame := source.read()) is not None:
                yield frame.image
        finally:
            source.close()


def thinned(frames: Iterable[Picture], most: int, cut: Callable[[Picture], Picture]) -> list[Picture]:
    """Cut every frame, every second, every fourth ... so that at most `most`, evenly apart, are kept.

    How many there are shows at the end only; so that no more than the crops are held.
    """
    kept: list[Picture] = []
    step = 1
    for i, frame in enumerate(frames):
        if i % step:
            continue
        if len(kept) == most:
            kept, step = kept[::2], 2 * step
            if i % step:
                continue
        kept.append(cut(frame))
    return kept


class _Cutter:
    """Cut pictures without labels: for a pose network around the driver, whom the shipped detector finds."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._detector = catalogue.open_engine(catalogue.find_bundle(DETECTOR)) if wanted.task == "pose" else None
        self._seen = self._nobody = 0

    def __call__(self, picture: Picture) -> Picture:
        """Cut one picture; whole for a detector, and where nobody is seen."""
        box = self._driver(picture, self._detector) if self._detector is not None else None
        return self._wanted.cut(picture, box)

    def _driver(self, picture: Picture, detector: Engine) -> Box | None:
        size = detector.bundle.manifest.input
        crop = letterbox(picture, size.width, size.height)
        boxes = detector.run(np.ascontiguousarray(crop.cut(picture)[..., ::-1])[None])["boxes"][0]
        people = detections(boxes, detector.bundle.detection, crop, picture)
        self._seen += 1
        self._nobody += not people
        return people[0].box if people else None

    def tell(self) -> None:
        """Say how many pictures showed nobody."""
        if self._nobody:
            print(f"  {self._nobody} of {self._seen} pictures show nobody to {DETECTOR}: taken whole", flush=True)


def crops_for(source: Bundle, place: Path | None) -> Picture:
    """Return the crops to verify on: the bundle's own, or those of `--crops`."""
    return of_bundle(source) if place is None else load(Wanted.by(source), place, "--crops")
