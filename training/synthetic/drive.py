"""Render a drive with known events: `python training/synthetic/drive.py --seed S --out F.mp4`."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import tomli_w
import torch
from tqdm import tqdm

from pose.errors import UserError
from training.synthetic.motion.acting import HEIGHT, WIDTH, Actor
from training.synthetic.motion.movement import light as light_there
from training.synthetic.motion.movement import presence
from training.synthetic.motion.script import DEMO, long_drive
from training.synthetic.motion.truth import FRAMES_PER_SECOND, count_frames, summary, write_frames
from training.synthetic.picture.illumination import illuminate
from training.synthetic.picture.lens import photograph
from training.synthetic.picture.light_field import light_field
from training.synthetic.picture.renderer import Renderer
from training.synthetic.picture.windows import load_panoramas
from training.synthetic.scene.scene import random_stream

LENS_STREAM = 4


def film(actor: Actor, frames: Sequence[int]) -> Iterator[np.ndarray]:
    """Yield the drive's pictures `(480, 640, 3)` uint8 BGR."""
    scene, cabin = actor.scene, actor.stage.cabin
    renderer = Renderer(WIDTH, HEIGHT)
    panoramas = load_panoramas()
    panorama = panoramas[int(scene.light.panorama * len(panoramas))]
    light = illuminate(scene.light)
    field = light_field(cabin, panorama, scene.light.heading / (2 * np.pi), light)
    for frame in frames:
        now = frame / FRAMES_PER_SECOND
        # The world outside turns slowly, as on a long bend.
        heading = scene.light.heading / (2 * np.pi) + 0.0007 * frame
        there = presence(now, actor.phases)
        seen = np.zeros((HEIGHT, WIDTH, 3), np.float32)
        for share, taken in ((there, True), (1 - there, False)):
            if share > 0:
                person = actor.dressed(actor.posed(now), now).meshes if taken else []
                renderer.load([*cabin, *person], light, field, panorama, seed=1.0)
                seen += np.float32(share) * renderer.render(actor.camera, heading)
        seen *= np.float32(light_there(now, actor.phases))
        # The same random numbers for every frame: exposure must not flicker.
        yield photograph(seen, 0.0, random_stream(scene.seed, LENS_STREAM))


def write_video(pictures: Iterator[np.ndarray], count: int, rate: Fraction, path: Path) -> None:
    """Encode pictures as H.264, `rate` a second."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=rate, options={"crf": "27", "preset": "slow"})
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for picture in tqdm(pictures, total=count, unit="frame"):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        container.mux(stream.encode(None))


def main() -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(description="Render a drive with known events; the truth goes beside it as TOML.")
    parser.add_argument("--script", choices=("demo", "long"), default="demo", help="long: drawn from the seed")
    parser.add_argument("--seconds", type=float, default=180.0, help="of a long drive (default: %(default)s)")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True, help="an .mp4 file; its folder must exist")
    parser.add_argument(
        "--every", type=int, default=1, metavar="N", help="film every Nth frame only, as a slower camera does"
    )
    parser.add_argument(
        "--truth-only", action="store_true", help="no video: keypoints and visibility of every frame as .jsonl"
    )
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    try:
        if arguments.every < 1:
            parser.error("--every: a whole number, 1 or more")
        if not arguments.out.parent.is_dir():
            raise UserError(f"There is no folder {arguments.out.parent}; make it first.")
        phases = DEMO if arguments.script == "demo" else long_drive(arguments.seed, arguments.seconds)
        actor = Actor(arguments.seed, phases)
        if arguments.truth_only:
            write_frames(actor, arguments.out.with_suffix(".jsonl"))
        else:
            filmed = range(0, count_frames(phases), arguments.every)
            rate = Fraction(FRAMES_PER_SECOND, arguments.every)
            write_video(film(actor, filmed), len(filmed), rate, arguments.out)
        with arguments.out.with_suffix(".toml").open("wb") as file:
            tomli_w.dump(summary(actor, arguments.seed, arguments.out.name), file)
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
