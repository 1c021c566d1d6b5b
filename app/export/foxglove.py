"""Foxglove's well-known messages as JSON, and their schemas, as far as this exports them.

Names and fields: github.com/foxglove/schemas. The skeleton is drawn as the window draws it: visible a filled dot
and a solid limb, occluded a hollow ring and a dashed limb, absent nothing.
"""

import base64
import math
from typing import Any

from pose.boxes import Box
from pose.keypoints import FACE, KEYPOINT_NAMES, LIMBS
from pose.pose import Pose
from pose.visibility import Visibility

LEFT, RIGHT, CENTRE = (0.5, 0.89, 0.73), (0.8, 0.69, 1.0), (0.96, 0.96, 0.97)
"""Red, green, blue, 0 to 1: the window's tints of the person's left, right and middle. No state hangs on them."""

FILLED, HOLLOW = 1.0, 0.0
"""Opacity of a mark's inside."""

DASH = 6.0
"""Pixels of a dash, and of the gap after it."""

LINE_LIST = 4
"""`foxglove.PointsAnnotationType`: points in pairs."""

Message = dict[str, Any]


def time_of(ns: int) -> Message:
    """Return nanoseconds since 1970 as Foxglove has them."""
    return {"sec": ns // 1_000_000_000, "nsec": ns % 1_000_000_000}


def image(ns: int, data: bytes, format_: str) -> Message:
    """Return a `CompressedImage` ("jpeg") or `CompressedVideo` ("h264", Annex B)."""
    return {
        "timestamp": time_of(ns),
        "frame_id": "camera",
        "data": base64.b64encode(data).decode(),
        "format": format_,
    }


def annotations(ns: int, pose: Pose | None, box: Box | None, radius: float) -> Message:
    """Return `ImageAnnotations` of a pose, marks of `radius` pixels."""
    time = time_of(ns)
    circles, lines = [], []
    if box is not None:
        corners = [(box.x1, box.y1), (box.x2, box.y1), (box.x2, box.y2), (box.x1, box.y2)]
        edges = [point for i in range(4) for point in (corners[i], corners[(i + 1) % 4])]
        lines.append(_lines(time, edges, CENTRE, 1.0))
    if pose is not None:
        places = [(x, y) for x, y in pose.xy.tolist()]
        states = pose.state.tolist()
        for a, b in LIMBS:
            worst = min(states[a], states[b])
            if worst != Visibility.ABSENT:
                points = [places[a], places[b]] if worst == Visibility.VISIBLE else _dashes(places[a], places[b])
                lines.append(_lines(time, points, tint(a) if tint(a) == tint(b) else CENTRE, 0.6 * radius))
        for i, (place, state) in enumerate(zip(places, states, strict=True)):
            if state != Visibility.ABSENT:
                inside = FILLED if state == Visibility.VISIBLE else HOLLOW
                circles.append(_circle(time, place, tint(i), radius * (0.7 if i in FACE else 1.0), inside))
    return {"circles": circles, "points": lines, "texts": []}


def tint(keypoint: int) -> tuple[float, float, float]:
    """Return the colour of the side that `keypoint` belongs to."""
    side = KEYPOINT_NAMES[keypoint].partition("_")[0]
    return {"left": LEFT, "right": RIGHT}.get(side, CENTRE)


def log(ns: int, level: int, message: str) -> Message:
    """Return a `Log`; levels: 2 info, 3 warning, 4 error."""
    return {"timestamp": time_of(ns), "level": level, "message": message, "name": "cabinsight", "file": "", "line": 0}


def _circle(
    time: Message, place: tuple[float, float], colour: tuple[float, float, float], radius: float, inside: float
) -> Message:
    return {
        "timestamp": time,
        "position": _point(place),
        "diameter": 2 * radius,
        "thickness": 0.45 * radius,
        "fill_color": _colour(colour, inside),
        "outline_color": _colour(colour, 1.0),
    }


def _lines(
    time: Message, points: list[tuple[float, float]], colour: tuple[float, float, float], thickness: float
) -> Message:
    return {
        "timestamp": time,
        "type": LINE_LIST,
        "points": [_point(point) for point in points],
        "outline_color": _colour(colour, 1.0),
        "outline_colors": [],
        "fill_color": _colour(colour, 0.0),
        "thickness": thickness,
    }


def _dashes(a: tuple[float, float], b: tuple[float, float]) -> list[tuple[float, float]]:
    length = math.dist(a, b)
    points = []
    for i in range(max(1, round(length / (2 * DASH)))):
        for along in (2 * i * DASH, (2 * i + 1) * DASH):
            share = min(along / length, 1.0) if length else 0.0
            points.append((a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])))
    return points


def _point(place: tuple[float, float]) -> Message:
    # Foxglove's (0, 0) is the corner of the first pixel, the pose's is its centre.
    return {"x": place[0] + 0.5, "y": place[1] + 0.5}


def _colour(colour: tuple[float, float, float], opacity: float) -> Message:
    red, green, blue = colour
    return {"r": red, "g": green, "b": blue, "a": opacity}
