"""What is true of a drive: its events, and where the keypoints are in every frame. Neither needs a picture."""

import json
from collections.abc import Iterator
from pathlib import Path

from pose.keypoints import NUM_KEYPOINTS
from training.synthetic.labels.coco_file import box_of
from training.synthetic.motion.acting import HEIGHT, WIDTH, Actor
from training.synthetic.motion.movement import presence, progress
from training.synthetic.motion.script import Phase, events
from training.synthetic.people.body import FIRST_HELPER

FRAMES_PER_SECOND = 15


def count_frames(phases: tuple[Phase, ...]) -> int:
    """Return how many frames the drive has."""
    return round(phases[-1].end * FRAMES_PER_SECOND)


def summary(actor: Actor, seed: int, name: str) -> dict[str, object]:
    """Return what happens in the drive: the neutral phase, the wheel in the picture, the events."""
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
        "events": [
            {"kind": event.kind, "start_s": round(event.start, 3), "end_s": round(event.end, 3)}
            for event in events(phases)
        ],
    }


def frames(actor: Actor) -> Iterator[dict[str, object]]:
    """Yield every frame's truth in the words of the monitor's observations.

    Keys: index, time_s, width, height, box ([x1, y1, x2, y2] or null), pose (null, or xy (17 x 2, pixels) and state
    (17: 0 absent, 1 occluded, 2 visible)). Places are exact. Visibility is judged once a phase and once on the way to
    the next, in the middle of both: rays are what takes time, and within a phase only breath moves.
    """
    states: dict[tuple[int, bool], list[int]] = {}
    for index in range(count_frames(actor.phases)):
        now = index / FRAMES_PER_SECOND
        line: dict[str, object] = {"index": index, "time_s": round(now, 6), "width": WIDTH, "height": HEIGHT}
        if presence(now, actor.phases) < 0.5:
            yield line | {"box": None, "pose": None}
            continue
        posed = actor.posed(now)
        number, way = progress(now, actor.phases)
        key = (number, way > 0)
        if key not in states:
            middle = _middle(actor.phases, *key)
            states[key] = actor.visibility(actor.dressed(actor.posed(middle), middle)).tolist()
        places = actor.camera.project(posed.keypoints)[0].round(2).tolist()
        box = box_of(posed.vertices[:FIRST_HELPER], actor.camera)
        corners = None if box is None else [round(v, 2) for v in (box[0], box[1], box[0] + box[2], box[1] + box[3])]
        shown = any(states[key]) and len(places) == NUM_KEYPOINTS
        yield line | {"box": corners, "pose": {"xy": places, "state": states[key]} if shown else None}


def write_frames(actor: Actor, path: Path) -> None:
    """Write every frame's truth as a JSON line."""
    with path.open("w", encoding="utf-8") as file:
        for line in frames(actor):
            file.write(json.dumps(line) + "\n")


def _middle(phases: tuple[Phase, ...], number: int, moving: bool) -> float:
    phase = phases[number]
    return (phase.end + phases[number + 1].start) / 2 if moving else (phase.start + phase.end) / 2
