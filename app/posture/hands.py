"""Measures of the hands. Of a hand that is not seen nothing is said."""

import math

from app.posture.body import HEAD, NOSE, WRISTS, Body
from app.posture.measure import Measure, names
from pose.keypoints import INDEX
from pose.polygon import Polygon, distance_outside

LEFT_EYE, RIGHT_EYE = INDEX["left_eye"], INDEX["right_eye"]


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
    return Measure(max(0.0, 1.0 - apart / unit), names(wrist, keypoint))


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
        return Measure(outside, names(*WRISTS))
    return Measure(outside, names(nearest)) if outside <= 0 else None
