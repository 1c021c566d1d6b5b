"""Measures of the trunk, against the neutral posture."""

import math

from app.posture.body import HEAD, SHOULDERS, WRISTS, Body
from app.posture.head import head_down
from app.posture.measure import Measure, names
from app.posture.neutral import Neutral, turn
from pose.polygon import Polygon, distance_outside

MOVED_SHARE = 0.65
"""A head that hangs plainly sinks by 0.11 shoulder widths; with it, shoulders that have moved by 0.17 are a slump."""

FRONTAL_SPAN = 0.85
"""Share of the shoulders' width that is seen from a camera nearly in front: up to 30 degrees aside."""

MIN_SIZE = 10.0
"""Pixels: of what is smaller no growth is told."""


def leaning(body: Body, neutral: Neutral) -> Measure | None:
    """How far the shoulders have moved from neutral, their tilt counted as sideways; shoulder widths.

    Seen from the front a leaning driver shifts and tilts, and grows when leaning forward; seen from the side, where a
    lean is towards the camera or away from it, the shoulders sink in the picture.
    """
    now = body.shoulders()
    if now is None:
        return None
    sideways = (now.middle[0] - neutral.middle[0]) / neutral.width
    down = (now.middle[1] - neutral.middle[1]) / neutral.width
    # The sine of the tilt is what the shoulders differ in height, in shoulder widths.
    frontal = now.angle is not None and neutral.angle is not None and neutral.span >= FRONTAL_SPAN * neutral.width
    # Seen more from the side, turning the body tilts the line, too.
    tilt = math.sin(turn(now.angle or 0.0, neutral.angle or 0.0)) if frontal else 0.0
    # Signed: who leans to the right of the picture sinks there too; a shift against the tilt is a turn of the body.
    return Measure(math.hypot(sideways + tilt, down, forward(now.sizes, neutral)), names(*SHOULDERS))


def forward(sizes: tuple[float, float, float], neutral: Neutral) -> float:
    """Return how much larger the driver has become, 0 if not: 0.25 is a fifth of the way to the camera.

    All sizes grow for who comes nearer; of who turns, bends or raises the head only some do.
    """
    grown = [now / before for now, before in zip(sizes, neutral.sizes, strict=True) if min(now, before) > MIN_SIZE]
    return max(0.0, min(grown) - 1.0) if len(grown) > 1 else 0.0


def turned_round(body: Body, neutral: Neutral, wheel: Polygon) -> Measure | None:
    """How far the body is turned or the farther wrist has left its zone, the larger of both; shoulder widths.

    Turned: what the shoulders' extent across the picture has changed by. From the front it collapses (60 degrees halve
    it); from the side, turning towards the camera, it grows. The zone: around the neutral body and the wheel. A
    hidden wrist counts, the picture tells its place (behind the seat, say); an absent one reaches nowhere.
    """
    now = body.shoulders()
    if now is None:
        return None
    turned = Measure(abs(now.span - neutral.span) / neutral.width, names(*SHOULDERS))
    if not neutral.zone:
        return turned
    reaches = [
        Measure(_outside_both(body, wrist, neutral, wheel) / neutral.width, names(wrist))
        for wrist in body.shown(WRISTS)
    ]
    return max(turned, *reaches, key=lambda measure: measure.value) if reaches else turned


def slumped(body: Body, neutral: Neutral) -> Measure | None:
    """How far the head hangs, or a share of how far the shoulders have moved, the lesser of both; shoulder widths.

    Who falls forward or to a side moves the shoulders down, across or towards the camera, wherever that hangs.
    """
    hangs, moved = head_down(body, neutral), leaning(body, neutral)
    if hangs is None or moved is None:
        return None
    return Measure(min(hangs.value, MOVED_SHARE * moved.value), names(*HEAD, *SHOULDERS))


def _outside_both(body: Body, wrist: int, neutral: Neutral, wheel: Polygon) -> float:
    place = body.places[wrist]
    outside = distance_outside(place, neutral.zone)
    return min(outside, distance_outside(place, wheel)) if len(wheel) >= 3 else outside
