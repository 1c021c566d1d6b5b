"""What is true of a posture, read from the body in the car and not from a picture.

Every figure has a level that leaves no doubt, and one below which it is not so. Between them a monitor may tell or not.
"""

import numpy as np

from training.synthetic.mesh import Array

NOSE, EARS, SHOULDERS, WRISTS = 0, slice(3, 5), slice(5, 7), slice(9, 11)

# Degrees against the neutral posture, or metres. A hand's nearness to the head is negative: 0.2 m is plainly at it.
PLAIN: dict[str, float] = {
    "head_turned": 40.0,  # degrees of yaw
    "head_down": 25.0,  # degrees of pitch
    "leaning": 0.15,  # that the middle of the shoulders has moved
    "turned_round": 30.0,  # degrees of the shoulders' yaw
    "reaching": 0.50,  # of a wrist from the middle of the seat, sideways: the far half of the console
    "hand_at_head": -0.20,
    "hands_off_wheel": 0.08,  # of the nearer wrist outside the wheel zone, as the picture shows it
    "slumped": 1.0,  # see `figures`
}
DOUBTFUL: dict[str, float] = {
    "head_turned": 20.0,
    "head_down": 10.0,
    "leaning": 0.06,
    "turned_round": 15.0,
    "reaching": 0.40,
    "hand_at_head": -0.34,
    "hands_off_wheel": -0.02,
    "slumped": 0.5,
}
SLUMPED_MOVED, SLUMPED_PITCH = 0.16, 30.0
"""Metres that the shoulders have moved and degrees that the head hangs: both are a slump."""


def figures(now: Array, neutral: Array, off_wheel: float) -> dict[str, float]:
    """Return the figures that `PLAIN` and `DOUBTFUL` judge.

    Parameters
    ----------
    now, neutral : keypoints `(17, 3)` in the car, metres; x to the driver's left, y backwards, z up.
    off_wheel : metres that the nearer wrist is outside the wheel zone.
    """
    turned = {name: abs(_turn(_angles(now)[name], _angles(neutral)[name])) for name in ("head", "body")}
    pitch = _angles(neutral)["pitch"] - _angles(now)["pitch"]
    moved = float(np.linalg.norm(now[SHOULDERS].mean(axis=0) - neutral[SHOULDERS].mean(axis=0)))
    face = np.concatenate([now[[NOSE]], now[EARS]])
    nearest = min(float(np.linalg.norm(face - wrist, axis=1).min()) for wrist in now[WRISTS])
    return {
        "head_turned": turned["head"],
        "head_down": pitch,
        "leaning": moved,
        "turned_round": turned["body"],
        "reaching": float(np.abs(now[WRISTS, 0]).max()),
        "hand_at_head": -nearest,
        "hands_off_wheel": off_wheel,
        "slumped": min(moved / SLUMPED_MOVED, pitch / SLUMPED_PITCH),
    }


def judge(found: dict[str, float], wrists_seen: bool) -> tuple[set[str], set[str]]:
    """Return what is plainly true and what is doubtful.

    A reach counts to `turned_round`; where not both wrists are seen, it is doubtful: no picture tells of it.
    """
    plain = {kind for kind, value in found.items() if value >= PLAIN[kind]}
    doubtful = {kind for kind, value in found.items() if value >= DOUBTFUL[kind]} - plain
    for kinds, into in ((plain, plain if wrists_seen else doubtful), (doubtful, doubtful)):
        if "reaching" in kinds:
            kinds.discard("reaching")
            into.add("turned_round")
    return plain, doubtful - plain


def _angles(keypoints: Array) -> dict[str, float]:
    """Return yaw of head and body (to the driver's left) and pitch of the head (upwards), degrees."""
    forward = keypoints[NOSE] - keypoints[EARS].mean(axis=0)
    across = keypoints[SHOULDERS][0] - keypoints[SHOULDERS][1]
    return {
        "head": float(np.degrees(np.arctan2(forward[0], -forward[1]))),
        "body": float(np.degrees(np.arctan2(across[1], across[0]))),
        "pitch": float(np.degrees(np.arctan2(forward[2], np.hypot(forward[0], forward[1])))),
    }


def _turn(angle: float, reference: float) -> float:
    return (angle - reference + 180.0) % 360.0 - 180.0
