"""How one person becomes many: one warp, light, occluders; labels follow."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pose.crop import BORDER, PADDING
from pose.keypoints import FLIP_ORDER, INDEX, neighbours
from pose.visibility import Visibility
from training.data import upright
from training.data.coco import ABSENT_ONLY, HIDDEN, OCCLUDED_ONLY
from training.data.person import Person

UPPER_BODY = tuple(range(INDEX["left_hip"]))
"""Face, shoulders, elbows, wrists: what a cabin camera mostly sees."""

MIN_EXTENT = 10.0
"""Picture pixels; a person with one labelled joint has no extent."""


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """A crop with its targets.

    Attributes
    ----------
    image : (h, w, 3) uint8 RGB.
    xy : (17, 2) float32, crop pixels.
    located : (17,) bool, which teach a place.
    classes : (17, 3) float32, as `Person.classes`.
    """

    image: NDArray[np.uint8]
    xy: NDArray[np.float32]
    located: NDArray[np.bool_]
    classes: NDArray[np.float32]


def random_warp(
    person: Person, size: tuple[int, int], turn_upright: bool, rng: np.random.Generator
) -> NDArray[np.float32]:
    """Draw the matrix (2, 3) from picture to crop: rotation, scale, shift, and at times only the upper body."""
    width, height = size
    angle = upright.lean(person.xy, person.located) if turn_upright else 0.0
    # Drivers lean and cameras tilt by some 20 degrees; a tenth of the draws goes further.
    angle += rng.normal(0.0, np.radians(15 if rng.random() < 0.9 else 45))
    points = _focus(person, turn_upright, rng)
    centre = (points.min(axis=0) + points.max(axis=0)) / 2
    turn = upright.rotation(angle, (float(centre[0]), float(centre[1])))
    turned = upright.apply(turn, points)
    extent, middle = np.ptp(turned, axis=0), (turned.min(axis=0) + turned.max(axis=0)) / 2
    side = max(extent[0], extent[1] * width / height, MIN_EXTENT) * PADDING
    scale = width / side * float(np.exp(rng.normal(0.0, 0.18)))
    shift = rng.normal(0.0, 0.08, 2) * (width, height)
    matrix = turn * scale
    matrix[:, 2] += np.array([width / 2, height / 2]) + shift - middle * scale
    return matrix.astype(np.float32)


def _focus(person: Person, by_joints: bool, rng: np.random.Generator) -> NDArray[np.float32]:
    """Choose what the crop is about, as (N, 2) points: the whole person or, in two of five draws, the upper body.

    A box that turns with the person would be too large, so people who are turned upright are measured by their joints.
    """
    upper = person.xy[list(UPPER_BODY)][person.located[list(UPPER_BODY)]]
    if len(upper) >= 5 and rng.random() < 0.4:
        return _grown(upper, rng.uniform(1.1, 1.6))
    if by_joints:
        return _grown(person.xy[person.located], 1.15)
    box = person.box
    return np.array([[box.x1, box.y1], [box.x2, box.y1], [box.x2, box.y2], [box.x1, box.y2]], dtype=np.float32)


def _grown(points: NDArray[np.float32], factor: float) -> NDArray[np.float32]:
    """Flesh, hair and hands reach beyond the joints."""
    return ((points - points.mean(axis=0)) * factor + points.mean(axis=0)).astype(np.float32)


def warp(person: Person, picture: NDArray[np.uint8], matrix: NDArray[np.float32], size: tuple[int, int]) -> Sample:
    """Cut the crop; what leaves it becomes absent.

    Parameters
    ----------
    picture : (H, W, 3) uint8 RGB.
    matrix : (2, 3), picture to crop.
    size : width, height of the crop, pixels.
    """
    image = cv2.warpAffine(picture, matrix, size, flags=cv2.INTER_LINEAR, borderValue=BORDER)
    xy = upright.apply(matrix, person.xy)
    inside = ((xy >= 0) & (xy <= np.array(size) - 1)).all(axis=1)
    gone = person.located & ~inside
    classes = person.classes.copy()
    classes[gone] = ABSENT_ONLY
    return Sample(np.asarray(image, dtype=np.uint8), xy, person.located & inside, classes)


def flip(sample: Sample) -> Sample:
    """Mirror the crop: left becomes right."""
    order = list(FLIP_ORDER)
    xy = sample.xy[order]
    xy[:, 0] = sample.image.shape[1] - 1 - xy[:, 0]
    image = np.ascontiguousarray(sample.image[:, ::-1])
    return Sample(image, xy, sample.located[order], sample.classes[order])


def occlude(sample: Sample, texture: NDArray[np.uint8], rng: np.random.Generator) -> Sample:
    """Paste a thing before the person: a blob, a bar or a ring like a wheel's, with another picture's texture.

    A keypoint under it is occluded if a neighbouring joint stays visible, else occluded or absent.
    """
    height, width = sample.image.shape[:2]
    mask = _random_shape(width, height, rng)
    pasted = cv2.resize(texture, (width, height), interpolation=cv2.INTER_LINEAR)
    if rng.random() < 0.5:
        pasted = np.broadcast_to(rng.integers(0, 256, 3, dtype=np.uint8), pasted.shape)
    image = np.where(mask[..., None] > 0, pasted, sample.image)
    classes = sample.classes.copy()
    column, row = np.round(sample.xy).astype(int).clip(0, [width - 1, height - 1]).T
    covered = sample.located & (mask[row, column] > 0)
    for keypoint in np.flatnonzero(covered):
        seen = any(
            sample.located[n] and not covered[n] and sample.classes[n, Visibility.VISIBLE]
            for n in neighbours(int(keypoint))
        )
        classes[keypoint] = OCCLUDED_ONLY if seen else HIDDEN
    return Sample(np.ascontiguousarray(image, dtype=np.uint8), sample.xy, sample.located, classes)


def _random_shape(width: int, height: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    mask = np.zeros((height, width), dtype=np.uint8)
    centre = (int(rng.uniform(0, width)), int(rng.uniform(0, height)))
    long = rng.uniform(0.12, 0.45) * width
    turn = rng.uniform(0, 180)
    kind = rng.integers(4)
    if kind == 0:
        axes = (int(long / 2), int(long * rng.uniform(0.2, 0.5)))
        cv2.ellipse(mask, centre, axes, turn, 0, 360, 255, -1)
    elif kind == 1:
        corners = cv2.boxPoints((centre, (float(long), float(long * rng.uniform(0.3, 1.0))), float(turn)))
        cv2.fillConvexPoly(mask, corners.astype(np.int32), 255)
    elif kind == 2:
        # A bar across: a pillar, an arm rest, a belt.
        corners = cv2.boxPoints((centre, (2.0 * width, float(width * rng.uniform(0.04, 0.14))), float(turn)))
        cv2.fillConvexPoly(mask, corners.astype(np.int32), 255)
    else:
        # A ring: the wheel's rim.
        radius = rng.uniform(0.2, 0.5) * width
        axes = (int(radius), int(radius * rng.uniform(0.4, 1.0)))
        cv2.ellipse(mask, centre, axes, turn, 0, 360, 255, max(3, int(radius * 0.13)))
    return mask


def photometric(image: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Vary light, colour, noise and sharpness; one in four looks like a near-infrared camera's picture."""
    x = image.astype(np.float32) / 255
    if rng.random() < 0.25:
        # Near-infrared: one channel, skin bright, colours gone.
        x = (x @ rng.dirichlet([4, 4, 2]).astype(np.float32))[..., None].repeat(3, axis=2)
    else:
        x = x * np.exp(rng.normal(0, 0.08, 3)).astype(np.float32)
    x = np.clip(x * np.exp(rng.normal(0, 0.15)), 1e-4, 1) ** np.exp(rng.normal(0, 0.3))
    x = (x - 0.5) * np.exp(rng.normal(0, 0.15)) + 0.5
    if rng.random() < 0.3:
        x = cv2.GaussianBlur(x, (0, 0), rng.uniform(0.4, 1.4))
    if rng.random() < 0.5:
        x = x + rng.normal(0, rng.uniform(0.005, 0.05), x.shape).astype(np.float32)
    return (np.clip(x, 0, 1) * 255).astype(np.uint8)
