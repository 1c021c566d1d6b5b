"""What is true of a drive: its events, and where the keypoints are in every frame. Neither needs a picture."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from training.synthetic.labels.coco_file import box_of
from training.synthetic.mesh import Array
from training.synthetic.motion.acting import HEIGHT, WIDTH, Actor
from training.synthetic.motion.movement import light, presence, progress
from training.synthetic.motion.script import Event, Phase, borderline, events
from training.synthetic.people.body import FIRST_HELPER

FRAMES_PER_SECOND = 15
BREATH_FRAMES = 6
"""0.4 s: a breath takes four."""


CAMERA = ("ok", "dark")
"""What is the matter with the camera, in the monitor's words: by light, and in the dark."""


def count_frames(phases: tuple[Phase, ...]) -> int:
    """Return how many frames the drive has."""
    return round(phases[-1].end * FRAMES_PER_SECOND)


def summary(actor: Actor, seed: int, name: str) -> dict[str, object]:
    """Return what happens in the drive: the neutral phase, the wheel in the picture, the events, borderline cases."""
    phases = actor.phases
    return {
        "video": name,
        "seed": seed,
        "frames_per_second": FRAMES_PER_SECOND,
        "frames": count_frames(phases),
        "width": WIDTH,
        "height": HEIGHT,
        "neutral": {"start_s": phases[0].start, "end_s": phases[0].end},
        "wheel": {"polygon": actor.wheel_zone},
        "events": _table(events(phases, actor.events)),
        "borderline": _table(borderline(phases, actor.borderline)),
    }


def frames(actor: Actor) -> Iterator[dict[str, object]]:
    """Yield every frame's truth in the words of the monitor's observations.

    Keys: index, time_s, width, height, camera (ok or dark), box ([x1, y1, x2, y2] or null), pose (null, or xy
    (17 x 2, pixels) and state (17: 0 absent, 1 occluded, 2 visible)). Places are exact on the way from pose to pose;
    within a phase only breath moves, and they are drawn straight between every `BREATH_FRAMES`th frame. Visibility is
    judged once a phase and once on the way to the next, in the middle of both: rays are what takes time.
    """
    states: dict[tuple[int, bool], list[int]] = {}
    breath = _Breath(actor)
    for index in range(count_frames(actor.phases)):
        now = index / FRAMES_PER_SECOND
        dark = light(now, actor.phases) < 0.5
        line: dict[str, object] = {"index": index, "time_s": round(now, 6), "width": WIDTH, "height": HEIGHT}
        line["camera"] = CAMERA[dark]
        if dark or presence(now, actor.phases) < 0.5:
            yield line | {"box": None, "pose": None}
            continue
        number, way = progress(now, actor.phases)
        key = (number, way > 0)
        if key not in states:
            middle = _middle(actor.phases, *key)
            states[key] = actor.visibility(actor.dressed(actor.posed(middle), middle)).tolist()
        places, corners = _seen(actor, now) if way else breath.at(index)
        box = None if corners is None else corners.round(2).tolist()
        pose = {"xy": places.round(2).tolist(), "state": states[key]} if any(states[key]) else None
        yield line | {"box": box, "pose": pose}


def write_frames(actor: Actor, path: Path) -> None:
    """Write every frame's truth as a JSON line."""
    with path.open("w", encoding="utf-8") as file:
        for line in frames(actor):
            file.write(json.dumps(line) + "\n")


class _Breath:
    """What is seen of a body at rest: between two frames some way apart, straight."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self._ends: dict[int, tuple[Array, Array | None]] = {}

    def at(self, index: int) -> tuple[Array, Array | None]:
        before = index - index % BREATH_FRAMES
        after = before + BREATH_FRAMES
        number = progress(index / FRAMES_PER_SECOND, self._actor.phases)
        if any(progress(end / FRAMES_PER_SECOND, self._actor.phases) != number for end in (before, after)):
            return _seen(self._actor, index / FRAMES_PER_SECOND)
        self._ends = {
            end: self._ends[end] if end in self._ends else _seen(self._actor, end / FRAMES_PER_SECOND)
            for end in (before, after)
        }
        (places, box), (later, later_box) = self._ends[before], self._ends[after]
        share = (index - before) / BREATH_FRAMES
        between = None if box is None or later_box is None else box + share * (later_box - box)
        return places + share * (later - places), between


def _seen(actor: Actor, seconds: float) -> tuple[Array, Array | None]:
    """Return keypoints `(17, 2)` and the corners of the box, pixels."""
    posed = actor.posed(seconds)
    box = box_of(posed.vertices[:FIRST_HELPER], actor.camera)
    corners = None if box is None else np.array([box[0], box[1], box[0] + box[2], box[1] + box[3]])
    return actor.camera.project(posed.keypoints)[0], corners


def _table(found: list[Event]) -> list[dict[str, object]]:
    return [{"kind": e.kind, "start_s": round(e.start, 3), "end_s": round(e.end, 3)} for e in found]


def _middle(phases: tuple[Phase, ...], number: int, moving: bool) -> float:
    phase = phases[number]
    return (phase.end + phases[number + 1].start) / 2 if moving else (phase.start + phase.end) / 2
