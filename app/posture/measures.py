"""From an observation to every rule's posture figure: each with its evidence, or *not observable*.

Every measure rises with what it warns of, so that one kind of rule serves them all.
"""

from app.camera_state import CameraState
from app.perception.observation import Observation
from app.posture.body import HEAD, NOSE, SHOULDERS, WRISTS, Body
from app.posture.event import EventKind
from app.posture.hands import hand_at_head, hands_off_wheel
from app.posture.head import head_down, head_turned
from app.posture.measure import Measure, names
from app.posture.neutral import Neutral
from app.posture.trunk import leaning, slumped, turned_round
from pose.polygon import Polygon

NEEDED = (*HEAD, *SHOULDERS, *WRISTS)
"""What the rules live on. With few of them in the picture nothing much can be told."""

Measures = dict[EventKind, Measure | None]
"""Every rule's measure, None where it is not observable."""


def measures(observation: Observation, neutral: Neutral | None, wheel: Polygon, camera: CameraState) -> Measures:
    """Return every rule's measure. The units are told in `rules.toml`."""
    if camera != CameraState.OK:
        return unseen(camera)
    body = None if observation.pose is None else Body.of(observation.pose)
    found: Measures = dict.fromkeys(EventKind)
    found[EventKind.DRIVER_ABSENT] = driver_absent(observation, body)
    found[EventKind.MONITORING_UNAVAILABLE] = too_little_seen(observation, body)
    if body is None:
        return found
    shoulders = body.shoulders()
    unit = neutral.width if neutral is not None else shoulders.width if shoulders is not None else None
    if unit is not None:
        found[EventKind.HAND_AT_HEAD] = hand_at_head(body, unit)
        found[EventKind.HANDS_OFF_WHEEL] = hands_off_wheel(body, unit, wheel)
    if neutral is not None:
        found[EventKind.HEAD_TURNED] = head_turned(body, neutral)
        found[EventKind.HEAD_DOWN] = head_down(body, neutral)
        found[EventKind.LEANING] = leaning(body, neutral)
        found[EventKind.TURNED_ROUND] = turned_round(body, neutral, wheel)
        found[EventKind.SLUMPED] = slumped(body, neutral)
    return found


def unseen(camera: CameraState) -> Measures:
    """Return the measures of a moment whose picture shows nothing: monitoring is unavailable, the rest unknown."""
    found: Measures = dict.fromkeys(EventKind)
    found[EventKind.MONITORING_UNAVAILABLE] = Measure(1.0, (f"camera_{camera.value}",))
    return found


def driver_absent(observation: Observation, body: Body | None) -> Measure:
    """1 if there is nobody, or neither nose nor shoulders have a place in the picture; else 0."""
    keypoints = (NOSE, *SHOULDERS)
    if observation.box is None:
        return Measure(1.0, ())
    nobody = body is not None and not body.shown(keypoints)
    return Measure(1.0 if nobody else 0.0, names(*keypoints))


def too_little_seen(observation: Observation, body: Body | None) -> Measure:
    """Share of `NEEDED` that have no place in the picture; 0 with an empty seat, where there is nothing to be seen."""
    if observation.box is None:
        return Measure(0.0, ())
    shown = 0 if body is None else len(body.shown(NEEDED))
    return Measure(1.0 - shown / len(NEEDED), names(*NEEDED))
