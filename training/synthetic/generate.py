"""Fill a folder with rendered drivers: `python training/synthetic/generate.py --frames N --seed S --out DIR`."""

import argparse
import sys
from pathlib import Path

import cv2
import numpy as np
import torch
from tqdm import tqdm

from pose.errors import UserError
from training.synthetic.assembly import Person, seat_driver, set_stage
from training.synthetic.cameras.camera import Camera
from training.synthetic.cameras.mounts import field_of_view, mount
from training.synthetic.contact_sheet import write_sheet
from training.synthetic.labels.coco_file import CocoFile, Label, box_of, mirrored
from training.synthetic.labels.visibility import LabelRays
from training.synthetic.people.body import AnnyBody
from training.synthetic.picture.illumination import BY_NIGHT, MONOCHROME, illuminate
from training.synthetic.picture.lens import photograph
from training.synthetic.picture.light_field import light_field
from training.synthetic.picture.renderer import Renderer
from training.synthetic.picture.windows import by_night, load_panoramas
from training.synthetic.scene.scene import VIEWS_PER_SCENE, Scene, describe_scene, random_stream

WIDTH, HEIGHT = 384, 288
LENS_STREAM = 3
SCENES_PER_SAVE = 20
"""100 frames: a minute's work is lost at most, and a training can start on what is there."""


class Studio:
    """What every scene needs: body, renderer, panoramas."""

    def __init__(self) -> None:
        self.body = AnnyBody()
        self.renderer = Renderer(WIDTH, HEIGHT)
        self.panoramas = load_panoramas()


def make_scene(studio: Studio, scene: Scene, folder: Path, labels: CocoFile, last_frame: int) -> None:
    """Render the views of one scene up to `last_frame` and add their labels."""
    body = studio.body
    stage = set_stage(body, scene)
    person = None if scene.activity == "empty_seat" else seat_driver(body, scene, stage)
    meshes = stage.cabin + (person.meshes if person else [])
    rays = LabelRays(meshes, list(body.bone_index))
    panorama = studio.panoramas[int(scene.light.panorama * len(studio.panoramas))]
    mode = scene.light.mode
    if mode in BY_NIGHT:
        panorama = by_night(panorama, scene.index)
    light, heading = illuminate(scene.light), scene.light.heading / (2 * np.pi)
    field = light_field(stage.cabin, panorama, heading, light)
    studio.renderer.load(meshes, light, field, panorama, seed=10 * scene.light.panorama)
    for number, view in enumerate(scene.views):
        frame = scene.index * VIEWS_PER_SCENE + number
        if frame >= last_frame:
            return
        camera = mount(view, stage.wheel, stage.measures, WIDTH, HEIGHT)
        rng = random_stream(scene.seed, LENS_STREAM, scene.index, number)
        seen = studio.renderer.render(camera, heading)
        picture = photograph(
            seen, view.exposure, rng, monochrome=mode in MONOCHROME, lamp=mode in MONOCHROME and mode in BY_NIGHT
        )
        label = label_person(rays, camera, person) if person else None
        if scene.mirrored:
            picture = picture[:, ::-1]
            label = mirrored(label, WIDTH) if label else None
        name = f"{frame:06d}.jpg"
        quality = int(rng.integers(45, 95))
        cv2.imwrite(str(folder / "images" / name), picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
        labels.add_image(
            id=frame,
            file_name=name,
            width=WIDTH,
            height=HEIGHT,
            activity=scene.activity,
            camera=view.camera,
            light=mode,
            car=scene.car.kind,
            lens=view.lens,
            lens_curve=round(view.lens_curve, 3),
            field_of_view=round(field_of_view(view), 1),
            seed=scene.seed,
            scene=scene.index,
            mirrored=scene.mirrored,
        )
        if label:
            labels.add_annotation(frame, label)


def label_person(rays: LabelRays, camera: Camera, person: Person) -> Label | None:
    """Return the driver's label in a camera's picture, or none where the driver is outside of it."""
    box = box_of(person.outline, camera)
    if box is None:
        return None
    states = rays.visibility(camera, person.keypoints, person.extremities)
    return Label(pixels=camera.project(person.keypoints)[0], states=states, box=box)


def generate(frames: int, seed: int, folder: Path, *, empty: bool = False) -> CocoFile:
    """Make frames 0 to `frames` - 1, continuing after those that the label file already holds; return all labels.

    `empty`: all of them with nobody on the driver's seat.
    """
    (folder / "images").mkdir(parents=True, exist_ok=True)
    labels = CocoFile(folder, seed)
    done = len(labels.images)
    first_scene, scenes = done // VIEWS_PER_SCENE, -(-frames // VIEWS_PER_SCENE)
    if done % VIEWS_PER_SCENE:  # an earlier run ended within a scene: its views are made again
        labels.drop_from(first_scene * VIEWS_PER_SCENE)
    if first_scene < scenes and done < frames:
        studio = Studio()
        with tqdm(total=frames, initial=len(labels.images), unit="frame") as progress:
            for index in range(first_scene, scenes):
                before = len(labels.images)
                make_scene(studio, describe_scene(seed, index, empty=empty), folder, labels, frames)
                progress.update(len(labels.images) - before)
                if (index + 1) % SCENES_PER_SAVE == 0:
                    labels.write()
        labels.write()
    return labels


def main() -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(description="Render drivers with exact keypoints and visibility.")
    parser.add_argument("--frames", type=int, required=True, help="frames in the folder when done")
    parser.add_argument("--seed", type=int, required=True, help="equal seeds give equal labels and pictures")
    parser.add_argument("--out", type=Path, required=True, help="folder to fill, or to continue")
    parser.add_argument("--empty", action="store_true", help="nobody on the driver's seat, mostly somebody on others")
    parser.add_argument("--report", action="store_true", help="print how often each keypoint has which class")
    parser.add_argument("--sheet", type=Path, help="write 40 of the pictures with skeletons as one .png")
    arguments = parser.parse_args()
    # One process is one core: several folders can be filled side by side.
    torch.set_num_threads(1)
    try:
        labels = generate(arguments.frames, arguments.seed, arguments.out, empty=arguments.empty)
        if arguments.report:
            print(labels.class_rates())
        if arguments.sheet:
            write_sheet(labels.images, labels.annotations, arguments.out / "images", arguments.sheet)
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
