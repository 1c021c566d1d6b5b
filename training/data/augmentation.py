"""How one person becomes many: one warp, light, occluders; labels follow."""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pose.boxes import Box
from pose.crop import BORDER, MAX_SHRINK, Crop
from pose.keypoints import FLIP_ORDER, INDEX, NUM_KEYPOINTS, neighbours
from pose.visibility import Visibility
from training.data import upright
from training.data.augmentation_settings import DRIVERS, AugmentationSettings
from training.data.coco import ABSENT_ONLY, HIDDEN, OCCLUDED_ONLY
from training.data.person import Person

UPPER_BODY = tuple(range(INDEX["left_hip"]))
"""Face, shoulders, elbows, wrists: what a cabin camera mostly sees."""

LOWER_BODY = tuple(range(INDEX["left_hip"], NUM_KEYPOINTS))
"""Hips, knees, ankles."""

MIN_HALF = 5
"""Labelled joints that a half of the body needs, so that a crop isn't about a single limb."""

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
    person: Person, size: tuple[int, int], turn_upright: bool, settings: AugmentationSettings, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Draw the matrix (2, 3) from picture to crop: the monitor's own crop, then rotation, scale and shift.

    Parameters
    ----------
    size : width, height of the crop, pixels.
    turn_upright : turn the torso upright first.
    """
    width, height = size
    points = _focus(person, turn_upright, settings, rng)
    centre = (points.min(axis=0) + points.max(axis=0)) / 2
    lean = upright.lean(person.xy, person.located) if turn_upright else 0.0
    turn = upright.rotation(lean, (float(centre[0]), float(centre[1])))
    turned = upright.apply(turn, points)
    (x1, y1), (x2, y2) = turned.min(axis=0).tolist(), turned.max(axis=0).tolist()
    cut = _matrix(Crop.around(Box(x1, y1, x2, y2), width, height))
    middle = ((width - 1) / 2, (height - 1) / 2)
    scale = math.exp(settings.scale * _bell(rng))
    vary = upright.rotation(_angle(settings, rng), middle) * scale
    vary[:, 2] += (1 - scale) * np.array(middle) + rng.normal(0.0, settings.shift, 2) * (width, height)
    return _after(vary, _after(cut, turn))


def _angle(settings: AugmentationSettings, rng: np.random.Generator) -> float:
    """Draw by how much the person is turned, radians."""
    spread = math.radians(settings.rotation) * (3.0 if rng.random() < settings.wide_share else 1.0)
    turned = rng.random() < settings.rotation_share
    return spread * _bell(rng) * turned


def _bell(rng: np.random.Generator) -> float:
    """Draw from a normal distribution that is cut at two standard deviations."""
    return float(np.clip(rng.normal(), -2.0, 2.0))


def _matrix(crop: Crop) -> NDArray[np.float64]:
    """Return a crop's `to_crop` as a matrix (2, 3)."""
    x, y = crop.out_width / crop.width, crop.out_height / crop.height
    return np.array([[x, 0.0, (0.5 - crop.x) * x - 0.5], [0.0, y, (0.5 - crop.y) * y - 0.5]])


def _after(second: NDArray[np.floating], first: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return the matrix (2, 3) that maps by `first`, then by `second`."""
    return np.asarray(second @ np.vstack([first, [0.0, 0.0, 1.0]]), dtype=np.float64)


def _focus(
    person: Person, by_joints: bool, settings: AugmentationSettings, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Choose what the crop is about, as (N, 2) points: the whole person or a half of the body.

    Whole pixels decide where a crop begins (`Crop.around`), so the box is handed on as exactly as it came.

    A box that turns with the person would be too large, so people who are turned upright are measured by their joints.
    """
    if rng.random() < settings.half_body:
        half = list(LOWER_BODY if rng.random() < settings.lower_share else UPPER_BODY)
        joints = person.xy[half][person.located[half]]
        if len(joints) >= MIN_HALF:
            return _grown(joints, rng.uniform(1.1, 1.6))
    if by_joints:
        return _grown(person.xy[person.located], 1.15)
    box = person.box
    return np.array([[box.x1, box.y1], [box.x2, box.y1], [box.x2, box.y2], [box.x1, box.y2]])


def _grown(points: NDArray[np.float32], factor: float) -> NDArray[np.float64]:
    """Flesh, hair and hands reach beyond the joints; a single joint gets an extent."""
    middle = points.mean(axis=0)
    cross = np.array([[1, 0], [-1, 0], [0, 1], [0, -1]]) * (MIN_EXTENT / 2)
    return np.concatenate([(points - middle) * factor + middle, cross + middle])


def warp(person: Person, picture: NDArray[np.uint8], matrix: NDArray[np.floating], size: tuple[int, int]) -> Sample:
    """Cut the crop, sampled as the monitor samples; what leaves it becomes absent.

    Parameters
    ----------
    picture : (H, W, 3) uint8 RGB.
    matrix : (2, 3), picture to crop.
    size : width, height of the crop, pixels.
    """
    xy = upright.apply(matrix, person.xy).astype(np.float32)
    inside = ((xy >= 0) & (xy <= np.array(size) - 1)).all(axis=1)
    gone = person.located & ~inside
    classes = person.classes.copy()
    classes[gone] = ABSENT_ONLY
    return Sample(_sampled(picture, matrix, size), xy, person.located & inside, classes)


def _sampled(picture: NDArray[np.uint8], matrix: NDArray[np.floating], size: tuple[int, int]) -> NDArray[np.uint8]:
    """Do what `Crop.cut` does, by any matrix: a crop that shrinks much is sampled finer, then averaged."""
    width, height = size
    to_picture = np.asarray(cv2.invertAffineTransform(np.asarray(matrix, dtype=np.float64)), dtype=np.float64)
    shrinks = float(np.hypot(*to_picture[:, 0]))
    # A millionth: a matrix that was inverted is not as round as the crop that it came from.
    finer = max(math.ceil(shrinks / MAX_SHRINK - 1e-6), 1)
    from_finer = np.array([[1 / finer, 0, (1 / finer - 1) / 2], [0, 1 / finer, (1 / finer - 1) / 2]])
    image = cv2.warpAffine(
        picture,
        _after(to_picture, from_finer),
        (width * finer, height * finer),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderValue=BORDER,
    )
    if finer > 1:
        image = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    return np.asarray(image, dtype=np.uint8)


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


def photometric(
    image: NDArray[np.uint8], rng: np.random.Generator, settings: AugmentationSettings = DRIVERS
) -> NDArray[np.uint8]:
    """Vary light, colour, sharpness and noise of a (h, w, 3) uint8 RGB picture, or give it a near-infrared look.

    Near-infrared: one channel, three times the same, as the monitor hands on such a camera's pictures.
    """
    x = image.astype(np.float32) / 255
    light = settings.light
    if rng.random() < settings.near_infrared:
        # Which wavelengths are bright is another matter there: skin, hair and cloth mix at random.
        x = x @ rng.dirichlet([4, 4, 2]).astype(np.float32)[:, None]
    else:
        x = x * np.exp(rng.normal(0, 0.08 * light, 3)).astype(np.float32)
    x = np.clip(x * np.exp(rng.normal(0, 0.15 * light)), 1e-4, 1) ** np.exp(rng.normal(0, 0.3 * light))
    x = (x - 0.5) * np.exp(rng.normal(0, 0.15 * light)) + 0.5
    if rng.random() < settings.blur:
        x = cv2.GaussianBlur(x, (0, 0), rng.uniform(0.4, 1.4)).reshape(x.shape)
    if rng.random() < settings.noise:
        x = x + rng.normal(0, rng.uniform(0.005, 0.05), x.shape).astype(np.float32)
    lit = np.rint(np.clip(x, 0, 1) * 255).astype(np.uint8)
    return np.ascontiguousarray(np.broadcast_to(lit, image.shape))
