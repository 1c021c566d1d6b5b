"""A teacher completes and checks what a crowd labelled.

    python training/data/pseudo_labels.py --annotations lspet.json --pictures images --teacher thunder.onnx --out P.npz

Faces that were never labelled get a place (never a visibility: a teacher answers for hidden joints too); people whose
left and right the crowd swapped are mended; people with whom the teacher wholly disagrees are left out. The teacher
sees every person turned upright, since that is how it was taught. Interrupted, it starts again: ten minutes for 10,000.
"""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from pose.boxes import Box
from pose.crop import BORDER
from pose.errors import UserError
from pose.keypoints import FACE, FLIP_ORDER
from training.data import upright
from training.data.coco import LabelRule, read_people
from training.data.person import Person
from training.data.pictures import read_picture
from training.teacher import MoveNet

SURE = 0.4
"""Teacher's score from which its place may teach; at .2 to .4 it is right in about half of the cases."""

AGREES = 0.20
"""Median distance over the box's longer side up to which teacher and crowd mean the same person in the same pose."""

SWAPPED = 0.6
"""Left and right are swapped if that shrinks the median distance to below this share."""


def complete(person: Person, teacher: NDArray[np.float32]) -> Person | None:
    """Merge a teacher's (17, 3) answer, x y score in picture pixels, into a crowd's labels.

    Returns None where the two disagree as a whole.
    """
    swap = list(FLIP_ORDER)
    direct, crossed = (_distance(person, teacher, order) for order in (slice(None), swap))
    if min(direct, crossed) > AGREES:
        return None
    if crossed < SWAPPED * direct:
        person = replace(person, xy=person.xy[swap], located=person.located[swap], classes=person.classes[swap])
    sure = teacher[:, 2] >= SURE
    face = np.isin(np.arange(len(teacher)), FACE)
    filled = face & sure & ~person.located
    # Where both mean the same joint the teacher places it: the crowd's joints lie elsewhere in the limb than COCO's.
    near = np.linalg.norm(person.xy - teacher[:, :2], axis=1) <= AGREES / 2 * max(person.box.width, person.box.height)
    return replace(
        person,
        xy=np.where((filled | (sure & near))[:, None], teacher[:, :2], person.xy).astype(np.float32),
        located=person.located | filled,
    )


def _distance(person: Person, teacher: NDArray[np.float32], order: slice | list[int]) -> float:
    """Return the median distance over the box's longer side, on keypoints that both place."""
    located = person.located[order]
    both = located & (teacher[:, 2] >= SURE)
    if both.sum() < 4:
        return 0.0 if isinstance(order, slice) else float("inf")
    distances = np.linalg.norm(person.xy[order][both] - teacher[both, :2], axis=1)
    return float(np.median(distances)) / max(person.box.width, person.box.height)


def look(person: Person, teacher: MoveNet) -> NDArray[np.float32]:
    """Ask the teacher about one person, turned upright: (17, 3) float32, x y in picture pixels and score."""
    picture = read_picture(person.picture)
    turn = upright.rotation(upright.lean(person.xy, person.located), person.box.centre)
    places = upright.apply(turn, person.xy[person.located])
    low, high = places.min(axis=0), places.max(axis=0)
    # A turned picture may leave its frame: room for it is made by shifting into a larger one.
    side = int(2 * max(picture.shape[:2]))
    shift = side / 2 - (low + high) / 2
    turn[:, 2] += shift
    turned = cv2.warpAffine(picture, turn, (side, side), borderValue=BORDER)
    # The crowd's twelve joints leave the head out: half a head's height of room above and about.
    answer = teacher.keypoints(turned, Box(*(low + shift), *(high + shift)).grown(1.15))  # type: ignore[arg-type]
    back = cv2.invertAffineTransform(turn).astype(np.float32)
    return np.concatenate([upright.apply(back, answer[:, :2]), answer[:, 2:]], axis=1)


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description="Let MoveNet Thunder look at every person of an LSPet-like data set")
    parser.add_argument("--annotations", type=Path, required=True)
    parser.add_argument("--pictures", type=Path, required=True)
    parser.add_argument("--teacher", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    try:
        teacher = MoveNet(arguments.teacher)
        people = read_people(arguments.annotations, arguments.pictures, LabelRule.LSPET)
        answers = np.stack([look(person, teacher) for person in tqdm(people, unit="person")])
    except UserError as error:
        print(f"pseudo_labels: {error}", file=sys.stderr)
        return 1
    merged = [complete(*pair) for pair in zip(people, answers, strict=True)]
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    np.savez(arguments.out, annotation_id=[p.annotation_id for p in people], keypoints=answers)
    dropped = sum(m is None for m in merged)
    added = sum(int(m.located.sum() - p.located.sum()) for m, p in zip(merged, people, strict=True) if m is not None)
    print(f"{len(people)} people, {dropped} left out, {added} face keypoints added -> {arguments.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
