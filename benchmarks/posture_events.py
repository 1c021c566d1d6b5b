"""Posture events against scripted drives with known truth, with visibility and with every keypoint taken as seen.

    python training/synthetic/drive.py --script long --seconds 700 --seed S --out runs/drives/S.mp4 --truth-only
    python -m benchmarks.posture_events runs/drives/*.jsonl          the rules alone, fed with true observations
    python -m benchmarks.posture_events runs/drives/S.mp4            the whole pipeline on the rendered video

Beside each input lies the drive's truth as .toml. How events are matched: `event_matching.py`. The camera's state comes
from the truth in both cases: what is judged here is what is seen of the driver.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from app.camera_state import CameraState
from app.commands import networks
from app.frames.video import VideoSource
from app.perception.observation import Observation
from app.perception.perception import Perception
from app.posture.event import EventKind, PostureEvent
from app.posture.inputs import Surroundings
from app.posture.monitor import PostureMonitor
from app.posture.rules import DEFAULT, Rules, load_rules
from benchmarks.event_matching import Said, Score, TrueEvent, score
from pose import toml_file
from pose.boxes import Box
from pose.errors import UserError
from pose.pose import Pose
from pose.visibility import Visibility

Seen = tuple[Observation, CameraState]


@dataclass(frozen=True, slots=True)
class Truth:
    """What is known of a scripted drive, see `training/synthetic/motion/truth.py`."""

    wheel: tuple[tuple[float, float], ...]
    seconds: float
    events: tuple[TrueEvent, ...]
    borderline: tuple[TrueEvent, ...]

    @classmethod
    def read(cls, path: Path) -> "Truth":
        """Read the .toml beside a drive's frames or video."""
        table = toml_file.read_table(path.with_suffix(".toml"))

        def events(key: str) -> tuple[TrueEvent, ...]:
            rows = table.get(key, [])
            return tuple(TrueEvent(EventKind(row["kind"]), row["start_s"], row["end_s"]) for row in rows)

        wheel = tuple((float(x), float(y)) for x, y in table["wheel"]["polygon"])
        seconds = table["frames"] / table["frames_per_second"]
        return cls(wheel, seconds, events("events"), events("borderline"))

    def camera(self, seconds: float) -> CameraState:
        """Return how the camera does at a time of the drive."""
        dark = EventKind.MONITORING_UNAVAILABLE
        off = any(e.kind == dark and e.start <= seconds <= e.end for e in self.events)
        return CameraState.DARK if off else CameraState.OK


def true_observations(path: Path) -> Iterator[Seen]:
    """Yield the truth of every frame as the observation of a perfect network."""
    with path.open(encoding="utf-8") as file:
        for text in file:
            line = json.loads(text)
            pose = None if line["pose"] is None else _true_pose(line["pose"])
            observation = Observation(
                index=line["index"],
                captured_at=round(line["time_s"] * 1e9),
                wall_time=line["time_s"],
                name="",
                width=line["width"],
                height=line["height"],
                box=None if line["box"] is None else Box(*line["box"]),
                raw=pose,
                pose=pose,
            )
            yield observation, CameraState(line["camera"])


def _true_pose(record: dict[str, list[float]]) -> Pose:
    state = np.array(record["state"], np.uint8)
    return Pose(
        xy=np.array(record["xy"], np.float32),
        score=(state != Visibility.ABSENT).astype(np.float32),
        visibility=np.eye(3, dtype=np.float32)[state],
        state=state,
    )


def pipeline_observations(path: Path, opened: networks.Networks, truth: Truth) -> Iterator[Seen]:
    """Yield what the whole pipeline sees in a video."""
    perception = Perception(opened.detector, opened.estimator)
    source = VideoSource(path)
    try:
        while (frame := source.read()) is not None:
            yield perception.observe(frame), truth.camera(frame.captured_at / 1e9)
    finally:
        source.close()


def all_seen(observation: Observation) -> Observation:
    """Return the observation with every keypoint taken as seen, where the network places it: visibility ignored."""
    if observation.pose is None:
        return observation
    return replace(observation, pose=replace(observation.pose, state=np.full(17, Visibility.VISIBLE, np.uint8)))


def judge(seen: list[Seen], truth: Truth, rules: Rules) -> tuple[dict[EventKind, Score], dict[EventKind, float]]:
    """Run the rules over a drive; return every kind's score, and the share of time in which it was observable."""
    monitor = PostureMonitor(rules, truth.wheel)
    told: list[PostureEvent] = []
    said: dict[EventKind, list[Said]] = {kind: [] for kind in EventKind}
    for observation, camera in seen:
        update = monitor.update(observation, Surroundings(camera=camera))
        told += update.ended
        for status in update.statuses:
            said[status.kind].append(Said(observation.captured_at / 1e9, status.state))
    told += monitor.finish(seen[-1][0].captured_at).ended
    scores = {kind: score(kind, rules, truth.events, truth.borderline, told, said[kind]) for kind in EventKind}
    return scores, monitor.observability()


def table(title: str, scores: dict[EventKind, Score], observable: dict[EventKind, float], hours: float) -> str:
    """Return a drive's or many drives' scores as text."""
    lines = [
        title,
        f"{'event':24}{'true':>6}{'told':>6}{'not obs.':>10}{'missed':>8}{'severity':>10}{'false':>7}"
        f"{'observable':>12}",
    ]
    for kind, s in scores.items():
        severity = f"{s.severity_right}/{s.found}"
        lines.append(
            f"{kind.value:24}{s.expected:6}{s.found:6}{s.unobservable:10}{s.missed:8}{severity:>10}{s.false:7}"
            f"{observable[kind]:12.0%}"
        )
    total = sum(scores.values(), Score())
    lines.append(
        f"recall {total.recall:.3f} of {total.expected} events, {total.observable_recall:.3f} of those observable; "
        f"{total.false} false in {hours:.2f} h: {total.false / hours:.1f} an hour, "
        f"{total.false / hours / 6:.2f} in ten minutes"
    )
    return "\n".join(lines)


def main() -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(
        description="Judge posture events against scripted drives, with visibility and with every keypoint as seen."
    )
    parser.add_argument("drives", nargs="+", type=Path, metavar="TRUTH.jsonl|VIDEO", help="the .toml lies beside it")
    parser.add_argument("--rules", type=Path, default=DEFAULT, metavar="FILE", help="(default: %(default)s)")
    networks.add_options(parser)
    options = parser.parse_args()
    try:
        rules = load_rules(options.rules)
        videos = any(path.suffix != ".jsonl" for path in options.drives)
        opened = networks.open_networks(options) if videos else None
        sums = {name: dict.fromkeys(EventKind, Score()) for name in ("visibility", "all seen")}
        shares = {name: dict.fromkeys(EventKind, 0.0) for name in sums}
        seconds = 0.0
        for path in options.drives:
            truth = Truth.read(path)
            if path.suffix == ".jsonl":
                seen = list(true_observations(path))
            else:
                assert opened is not None
                seen = list(pipeline_observations(path, opened, truth))
            seconds += truth.seconds
            for name in sums:
                told = seen if name == "visibility" else [(all_seen(o), camera) for o, camera in seen]
                scores, observable = judge(told, truth, rules)
                for kind in EventKind:
                    sums[name][kind] += scores[kind]
                    shares[name][kind] += observable[kind] * truth.seconds
                total = sum(scores.values(), Score())
                print(f"{path.name}, {name}: {total.found} of {total.expected}, {total.false} false", flush=True)
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    titles = {"visibility": "Visibility as observed", "all seen": "Visibility ignored: every keypoint taken as seen"}
    for name, title in titles.items():
        share = {kind: shares[name][kind] / seconds for kind in EventKind}
        print("\n" + table(title, sums[name], share, seconds / 3600))
    return 0


if __name__ == "__main__":
    sys.exit(main())
