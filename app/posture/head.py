"""Measures of the head, against the neutral posture. Its keypoints may be hidden: who turns away hides an ear."""

import math

from app.posture.body import HEAD, Body
from app.posture.measure import Measure, names
from app.posture.neutral import Neutral, turn


def head_turned(body: Body, neutral: Neutral) -> Measure | None:
    """How far the head is turned to either side from neutral, degrees; see `Head.yaw`."""
    now = body.head()
    if now is None or neutral.head is None:
        return None
    return Measure(math.degrees(abs(turn(now.yaw, neutral.head.yaw))), names(*HEAD))


def head_down(body: Body, neutral: Neutral) -> Measure | None:
    """How far the nose has sunk against the ears since the neutral posture, shoulder widths; 45 degrees are about 0.2.

    Against the ears: who sinks or leans with the whole body does not hang the head.
    """
    now = body.head()
    if now is None or neutral.head is None:
        return None
    drop = (now.nose[1] - now.ears[1]) - (neutral.head.nose[1] - neutral.head.ears[1])
    return Measure(drop / neutral.width, names(*HEAD))
