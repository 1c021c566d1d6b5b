"""Measures of the head, against the neutral posture. Its keypoints may be hidden: who turns away hides an ear."""

import math

from app.posture.body import HEAD, NOSE, SHOULDERS, Body
from app.posture.measure import Measure, names
from app.posture.neutral import Neutral, turn


def head_turned(body: Body, neutral: Neutral) -> Measure | None:
    """How far the head is turned to either side from neutral, degrees; see `Head.yaw`."""
    now = body.head()
    if now is None or neutral.head is None:
        return None
    return Measure(math.degrees(abs(turn(now.yaw, neutral.head.yaw))), names(*HEAD))


def head_down(body: Body, neutral: Neutral) -> Measure | None:
    """How much nearer the nose is to the height of the shoulders than in the neutral posture, shoulder widths.

    Against the shoulders: who sinks or leans with the whole body does not hang the head.
    """
    head, shoulders = body.head(), body.shoulders()
    if head is None or shoulders is None or neutral.head is None:
        return None
    drop = (head.nose[1] - shoulders.middle[1]) - (neutral.head.nose[1] - neutral.middle[1])
    return Measure(drop / neutral.width, names(NOSE, *SHOULDERS))
