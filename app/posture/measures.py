"""From an observation to posture figures: each with its evidence, or *not observable*.

Every measure rises with what it warns of, so that one kind of rule serves them all.
"""

import math
from dataclasses import dataclass
from itertools import pairwise

from app.perception.observation import Observation
from app.posture.body import HEAD, SHOULDERS, Body, Point
from app.posture.event import EventKind
from app.posture.neutral import Neutral, turn
from pose.keypoints import INDEX, KEYPOINT_NAMES

Polygon = tuple[tuple[float, float], ...]
"""Corners in order, pixels of the picture; () where no zone is known."""

NOSE, LEFT_EYE, RIGHT_EYE = INDEX["nose"], INDEX["left_eye"], INDEX["right_eye"]
WRISTS = (INDEX["left_wrist"], INDEX["right_wrist"])


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure and the names of the keypoints that it rests on."""

    value: float
    evidence: tuple[str, ...]


def measures(observation: Observation, neutral: Neutral | None, wheel: Polygon) -> dict[EventKind, Measure | None]:
    """Return every rule's measure, None where it is not observable. The units are told in `rules.toml`."""
    body = None if observation.pose is None else Body.of(observation.pose)
    absent = driver_absent(observation, body)
    if body is None:
        return {kind: absent if kind == EventKind.DRIVER_ABSENT else None for kind in EventKind}
    shoulders = body.shoulders()
    unit = neutral.width if neutral is not None else shoulders.width if shoulders is not None else None
    return {
        EventKind.DRIVER_ABSENT: absent,
        EventKind.HAND_AT_HEAD: None if unit is None else hand_at_head(body, unit),
        EventKind.LEANING: None if neutral is None else leaning(body, neutral),
        EventKind.HANDS_OFF_WHEEL: None if unit is None else hands_off_wheel(body, unit, wheel),
    }


def driver_absent(observation: Observation, body: Body | None) -> Measure:
    """1 if there is nobody, or neither nose nor shoulders have a place in the picture; else 0."""
    keypoints = (NOSE, *SHOULDERS)
    if observation.box is None:
        return Measure(1.0, ())
    nobody = body is not None and not body.shown(keypoints)
    return Measure(1.0 if nobody else 0.0, _names(*keypoints))


def hand_at_head(body: Body, unit: float) -> Measure | None:
    """Nearness of the nearest visible wrist to ears, nose or mouth: 1 touching, 0 from one `unit` (pixels) on.

    Of a wrist that is hidden nothing is said: one hand seen on the wheel gives 0, wherever the other is.
    """
    wrists = body.visible(WRISTS)
    # Hidden ones count: a hand at the ear hides the ear.
    places = [(keypoint, body.places[keypoint]) for keypoint in body.shown(HEAD)]
    if len(body.shown((NOSE, LEFT_EYE, RIGHT_EYE))) == 3:
        # The mouth is about as far below the nose as the nose is below the eyes.
        (x, y), left, right = (body.places[keypoint] for keypoint in (NOSE, LEFT_EYE, RIGHT_EYE))
        places.append((NOSE, (2 * x - (left[0] + right[0]) / 2, 2 * y - (left[1] + right[1]) / 2)))
    if not wrists or not places:
        return None
    apart, wrist, keypoint = min(
        (math.dist(body.places[wrist], place), wrist, keypoint) for wrist in wrists for keypoint, place in places
    )
    return Measure(max(0.0, 1.0 - apart / unit), _names(wrist, keypoint))


def leaning(body: Body, neutral: Neutral) -> Measure | None:
    """How far the shoulders have moved from neutral, their tilt counted as sideways; shoulder widths.

    Seen from the front a leaning driver shifts and tilts; seen from the side, where the lean is towards the camera or
    away from it, the shoulders sink in the picture.
    """
    now = body.shoulders()
    if now is None:
        return None
    sideways = (now.middle[0] - neutral.middle[0]) / neutral.width
    down = (now.middle[1] - neutral.middle[1]) / neutral.width
    # The sine of the tilt is what the shoulders differ in height, in shoulder widths.
    tilt = 0.0 if now.angle is None or neutral.angle is None else math.sin(turn(now.angle, neutral.angle))
    # Signed: who leans to the right of the picture sinks there too; a shift against the tilt is a turn of the body.
    return Measure(math.hypot(sideways + tilt, down), _names(*SHOULDERS))


def hands_off_wheel(body: Body, unit: float, wheel: Polygon) -> Measure | None:
    """How far the nearer wrist is outside the wheel zone, in `unit` (pixels); negative inside.

    A hidden or absent wrist is never off the wheel. It leaves the measure unobservable, unless the other one is seen in
    the zone: then the hands are not both off, wherever the second is.
    """
    visible = body.visible(WRISTS)
    if len(wheel) < 3 or not visible:
        return None
    outside, nearest = min((distance_outside(body.places[wrist], wheel) / unit, wrist) for wrist in visible)
    if len(visible) == len(WRISTS):
        return Measure(outside, _names(*WRISTS))
    return Measure(outside, _names(nearest)) if outside <= 0 else None


def distance_outside(point: Point, polygon: Polygon) -> float:
    """Return how far `point` is outside the polygon's edge, pixels; negative inside."""
    x, y = point
    inside = False
    nearest = math.inf
    for (ax, ay), (bx, by) in pairwise((*polygon, polygon[0])):
        dx, dy = bx - ax, by - ay
        length = dx * dx + dy * dy
        along = min(max(((x - ax) * dx + (y - ay) * dy) / length, 0.0), 1.0) if length else 0.0
        nearest = min(nearest, math.hypot(x - ax - along * dx, y - ay - along * dy))
        # Inside if a ray to the right crosses an odd number of edges.
        if (ay > y) != (by > y) and x < ax + (y - ay) / dy * dx:
            inside = not inside
    return -nearest if inside else nearest


def _names(*keypoints: int) -> tuple[str, ...]:
    return tuple(KEYPOINT_NAMES[keypoint] for keypoint in keypoints)
