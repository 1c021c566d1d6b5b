"""COCO keypoints of chosen frames, with their pictures: to be corrected in a labelling tool, and trained on.

    coco/annotations.json
    coco/images/<drive>_000123.jpg

Flags are COCO's: 0 absent (at 0, 0, as COCO has it), 1 occluded, 2 visible. Beyond COCO each annotation has
`visibility`, 17 x 3 probabilities. Poses are the network's own, unsmoothed: each picture is labelled for itself.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from app.drives.pictures import seen_pictures_at
from app.drives.reading import Drive
from app.export.showing import Blur, jpeg, shown
from app.frames.frame import Frame
from app.perception.observation import Observation
from app.whole_file import whole_folder
from pose.keypoints import KEYPOINT_NAMES, LIMBS
from pose.pose import Pose
from pose.visibility import Visibility

PERSON = 1
"""COCO's category id of a person."""

QUALITY = 95
"""JPEG quality of what is trained on."""

Record = dict[str, object]


def write_coco(drive: Drive, times: Sequence[int], folder: Path, *, blur: Blur | None = None) -> int:
    """Write the frames nearest to `times`, ns, into `folder`; return how many pictures were written.

    The folder is there whole or not at all; one of that name is replaced.

    Raises
    ------
    UserError : the drive has no pictures, or they break.
    OSError : it cannot be written.
    """
    name = drive.path.parent.name
    images: list[Record] = []
    annotations: list[Record] = []
    with whole_folder(folder) as part:
        (part / "images").mkdir()
        for frame, seen in shown(_chosen(drive, times), blur=blur):
            file = f"{name}_{frame.index:06d}.jpg"
            (part / "images" / file).write_bytes(jpeg(frame.image, QUALITY))
            height, width = frame.image.shape[:2]
            images.append({"id": frame.index, "file_name": file, "width": width, "height": height})
            if (person := _person(seen, frame.index, width, height)) is not None:
                annotations.append({"id": len(annotations) + 1} | person)
        document = {
            "info": {"description": f"Cabinsight, drive {name}: proposals of a network, to be corrected"},
            "images": images,
            "annotations": annotations,
            "categories": [
                {
                    "id": PERSON,
                    "name": "person",
                    "supercategory": "person",
                    "keypoints": list(KEYPOINT_NAMES),
                    "skeleton": [[a + 1, b + 1] for a, b in LIMBS],
                }
            ],
        }
        (part / "annotations.json").write_text(json.dumps(document), encoding="utf-8")
    return len(images)


def _chosen(drive: Drive, times: Sequence[int]) -> Iterator[tuple[Frame, Observation | None]]:
    for frame, seen in seen_pictures_at(drive, times):
        # Labels of another moment would be wrong ones.
        yield frame, seen if seen is not None and seen.index == frame.index else None


def _person(seen: Observation | None, image_id: int, width: int, height: int) -> Record | None:
    if seen is None or seen.box is None or seen.raw is None or seen.pose is None or not seen.pose.shown().any():
        return None
    box = seen.box.clipped(width, height)
    if box.width <= 0 or box.height <= 0 or not seen.raw.shown().any():
        return None
    return {
        "image_id": image_id,
        "category_id": PERSON,
        "bbox": [round(value, 2) for value in (box.x1, box.y1, box.width, box.height)],
        "area": round(box.area, 2),
        "iscrowd": 0,
        "num_keypoints": int(seen.raw.shown().sum()),
        "keypoints": _keypoints(seen.raw),
        "visibility": seen.raw.visibility.astype(float).round(4).tolist(),
    }


def _keypoints(pose: Pose) -> list[float]:
    numbers: list[float] = []
    for (x, y), state in zip(pose.xy.tolist(), pose.state.tolist(), strict=True):
        numbers += [0, 0, 0] if state == Visibility.ABSENT else [round(x, 2), round(y, 2), state]
    return numbers
