"""Render a short drive with known events: `python training/synthetic/drive.py --seconds 20 --seed S --out F.mp4`."""

import argparse
import dataclasses
import sys
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import cv2
import numpy as np
import roma
import tomli_w
import torch
from tqdm import tqdm

from pose.errors import UserError
from training.synthetic.assembly import Stage, clothe, set_stage, solve_activity
from training.synthetic.body import AnnyBody, PosedBody, move
from training.synthetic.cameras import Camera, look
from training.synthetic.illumination import illuminate
from training.synthetic.lens import photograph
from training.synthetic.light_field import light_field
from training.synthetic.mesh import Mesh
from training.synthetic.objects import phone_at_ear
from training.synthetic.renderer import Renderer
from training.synthetic.scene import Scene, describe_scene, random_stream
from training.synthetic.wheel import Wheel
from training.synthetic.windows import load_panoramas

WIDTH, HEIGHT = 640, 480
FRAMES_PER_SECOND = 15
NOMINAL_SECONDS = 20.0
LENS_STREAM = 4
KEY_POSE_ATTEMPTS = 16
PHONE_SHOWN = 0.65
"""Seconds before and after the call: the hand has just left the wheel."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """A stretch of the drive in one pose. Times are seconds in a drive of 20; `event` is what a monitor should say."""

    activity: str
    start: float
    end: float
    event: str | None = None


# Between two phases the body moves. The first is the neutral posture that a calibration takes.
PHASES = (
    Phase(activity="both_hands", start=0.0, end=2.4),
    Phase(activity="phone_at_ear", start=3.2, end=8.2, event="hand_at_head"),
    Phase(activity="both_hands", start=9.0, end=9.6),
    Phase(activity="lean", start=10.4, end=15.4, event="leaning"),
    Phase(activity="both_hands", start=16.2, end=16.4),
    Phase(activity="hands_in_lap", start=17.2, end=20.0, event="hands_off_wheel"),
)


def rotations_at(seconds: float, poses: dict[str, torch.Tensor]) -> torch.Tensor:
    """Return the bone rotations `(104, 3, 3)` at a time: a phase's pose, or on the eased way to the next."""
    for phase, following in pairwise(PHASES):
        if seconds <= phase.end:
            return poses[phase.activity]
        if seconds < following.start:
            t = (seconds - phase.end) / (following.start - phase.end)
            eased = t * t * (3 - 2 * t)
            start, end = poses[phase.activity], poses[following.activity]
            turn = roma.rotmat_to_rotvec(start.transpose(1, 2) @ end)
            return start @ roma.rotvec_to_rotmat(turn * eased)
    return poses[PHASES[-1].activity]


def alive(rotations: torch.Tensor, body: AnnyBody, seconds: float) -> torch.Tensor:
    """Return the rotations with breath and small head movements: nobody sits like a statue."""
    sway = {
        "spine03": (0.012 * np.sin(1.6 * seconds), 0.008 * np.sin(0.7 * seconds), 0.0),
        "neck02": (0.02 * np.sin(0.9 * seconds), 0.015 * np.sin(0.6 * seconds + 1), 0.04 * np.sin(0.5 * seconds)),
        "head": (0.02 * np.sin(1.1 * seconds + 2), 0.0, 0.05 * np.sin(0.8 * seconds + 1)),
    }
    moved = rotations.clone()
    for bone, vector in sway.items():
        index = body.bone_index[bone]
        moved[index] = rotations[index] @ roma.rotvec_to_rotmat(torch.tensor(vector, dtype=torch.float32))
    return moved


def describe_drive(seed: int) -> Scene:
    """Draw who drives: a scene by day, where everything is well seen."""
    scene = describe_scene(seed, 0)
    return dataclasses.replace(
        scene,
        activity="both_hands",
        passengers=(),  # one would sit before the camera
        bag=False,
        light=dataclasses.replace(scene.light, mode="day"),
        driver=dataclasses.replace(scene.driver, belt=True),
        # A wheel far from the lap: that hands have left it shows from the side, too.
        car=dataclasses.replace(scene.car, reach=0.97, wheel_height=0.30),
    )


def place_camera(stage: Stage) -> Camera:
    """Hang the camera high on the passenger's side: face, both arms, lap and wheel are seen."""
    return look(np.array([-1.02, -0.50, stage.measures.roof - 0.08]), np.array([-0.05, -0.20, 0.40]), 60, WIDTH, HEIGHT)


def film(seed: int, seconds: float) -> Iterator[np.ndarray]:
    """Yield the drive's pictures `(480, 640, 3)` uint8 BGR."""
    body, scene = AnnyBody(), describe_drive(seed)
    stage = set_stage(body, scene)
    camera = place_camera(stage)
    renderer = Renderer(WIDTH, HEIGHT)
    panoramas = load_panoramas()
    panorama = panoramas[int(scene.light.panorama * len(panoramas))]
    light = illuminate(scene.light)
    field = light_field(stage.cabin, panorama, scene.light.heading / (2 * np.pi), light)
    solved = {activity: _key_pose(body, scene, stage, camera, activity) for activity in {p.activity for p in PHASES}}
    phone = _Phone(body, stage, solved["phone_at_ear"])
    for frame in range(round(seconds * FRAMES_PER_SECOND)):
        now = frame / FRAMES_PER_SECOND * NOMINAL_SECONDS / seconds
        posed = body.posed(stage.rest, alive(rotations_at(now, solved), body, now))
        person = clothe(body, scene, stage, posed, "R", "both_hands")
        meshes = [*stage.cabin, *person.meshes]
        if any(p.activity == "phone_at_ear" and p.start - PHONE_SHOWN < now < p.end + PHONE_SHOWN for p in PHASES):
            meshes += phone.in_hand(posed)
        renderer.load(meshes, light, field, panorama, seed=1.0)
        # The world outside turns slowly, as on a long bend.
        heading = scene.light.heading / (2 * np.pi) + 0.0007 * frame
        # The same random numbers for every frame: exposure must not flicker.
        yield photograph(renderer.render(camera, heading), 0.0, random_stream(seed, LENS_STREAM))


def write_video(frames: Iterator[np.ndarray], count: int, path: Path) -> None:
    """Encode pictures as H.264."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(
            "libx264", rate=Fraction(FRAMES_PER_SECOND), options={"crf": "27", "preset": "slow"}
        )
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for frame in tqdm(frames, total=count, unit="frame"):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(frame, format="bgr24")))
        container.mux(stream.encode(None))


def truth(seed: int, seconds: float, path: Path) -> dict[str, object]:
    """Return what happens in the drive: the neutral phase, the wheel in the picture, the events."""
    body = AnnyBody()
    stage = set_stage(body, describe_drive(seed))
    scale = seconds / NOMINAL_SECONDS
    return {
        "video": path.name,
        "seed": seed,
        "frames_per_second": FRAMES_PER_SECOND,
        "frames": round(seconds * FRAMES_PER_SECOND),
        "width": WIDTH,
        "height": HEIGHT,
        "neutral": {"start_s": 0.0, "end_s": PHASES[0].end * scale},
        "wheel": {"polygon": _wheel_polygon(place_camera(stage), stage.wheel)},
        "events": [
            {"kind": phase.event, "start_s": round(phase.start * scale, 3), "end_s": round(phase.end * scale, 3)}
            for phase in PHASES
            if phase.event
        ],
    }


class _Phone:
    """The phone as the hand holds it at the ear, carried along on the way there and back."""

    def __init__(self, body: AnnyBody, stage: Stage, at_ear: torch.Tensor) -> None:
        posed = body.posed(stage.rest, at_ear)
        self._wrist = body.bone_index["wrist.R"]
        self._held = phone_at_ear(body, stage.rest, posed, "R")
        self._from_hand = np.linalg.inv(posed.bone_poses[self._wrist])

    def in_hand(self, posed: PosedBody) -> list[Mesh]:
        carry = posed.bone_poses[self._wrist] @ self._from_hand
        return [dataclasses.replace(mesh, vertices=move(carry, mesh.vertices)) for mesh in self._held]


def _key_pose(body: AnnyBody, scene: Scene, stage: Stage, camera: Camera, activity: str) -> torch.Tensor:
    """Solve an activity with the right hand busy: that is the one before the camera.

    Of several draws with hands in the lap, take the one whose wrists are farthest from the wheel in the picture.
    """
    polygon = np.array(_wheel_polygon(camera, stage.wheel), np.float32)
    clearest, chosen = -np.inf, None
    for attempt in range(KEY_POSE_ATTEMPTS):
        intent, rotations = solve_activity(body, scene, stage, activity, attempt)
        if intent.side != "R":
            continue
        if activity != "hands_in_lap":
            return rotations
        wrists = camera.project(body.posed(stage.rest, rotations).keypoints[9:11])[0]
        clear = min(-cv2.pointPolygonTest(polygon, (float(x), float(y)), True) for x, y in wrists)
        if clear > clearest:
            clearest, chosen = clear, rotations
    if chosen is None:
        raise UserError(f"No right-handed {activity} among {KEY_POSE_ATTEMPTS} draws; use another seed.")
    return chosen


def _wheel_polygon(camera: Camera, wheel: Wheel) -> list[list[float]]:
    """Return the wheel zone in pixels: the rim, and before its upper half where the wrists of gripping hands are."""
    points = [wheel.rim(angle)[0] for angle in np.linspace(0, 2 * np.pi, 24, endpoint=False)]
    for angle in np.deg2rad(np.linspace(-20, 200, 23)):
        on_rim, outward, _ = wheel.rim(angle)
        # A gripping wrist is 9 cm off the rim; 4 cm more for a smaller hand or a loose grip.
        points += [on_rim + 0.07 * outward + 0.11 * wheel.normal, on_rim + 0.07 * outward]
    hull = cv2.convexHull(camera.project(np.array(points))[0].astype(np.float32))
    outline = cv2.approxPolyDP(hull, 2.0, True)[:, 0]  # 2 pixels: fewer corners, the same zone
    return [[round(float(x)), round(float(y))] for x, y in outline]


def main() -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(description="Render a drive with known events; the truth goes beside it as TOML.")
    parser.add_argument("--seconds", type=float, default=NOMINAL_SECONDS)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True, help="an .mp4 file; its folder must exist")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    try:
        if not arguments.out.parent.is_dir():
            raise UserError(f"There is no folder {arguments.out.parent}; make it first.")
        count = round(arguments.seconds * FRAMES_PER_SECOND)
        write_video(film(arguments.seed, arguments.seconds), count, arguments.out)
        with arguments.out.with_suffix(".toml").open("wb") as file:
            tomli_w.dump(truth(arguments.seed, arguments.seconds, arguments.out), file)
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
