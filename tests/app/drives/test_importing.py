import shutil

import numpy as np
import pytest

from app.drives.importing import Recipe, import_media
from app.drives.media import Media
from app.drives.pictures import seen_frames
from app.drives.reading import read_drive
from app.perception.detector import DriverDetector
from app.perception.perception import Perception
from app.perception.pose_estimator import PoseEstimator
from app.posture.event import EventKind
from app.posture.rules import load_rules
from app.review.outcome import outcome_of
from app.review.reanalysis import reanalyse
from app.review.replay import replay
from engines.cpu import CpuEngine
from pose.errors import UserError
from tests.tiny_scenes import DRIVER, scene, write_pictures, write_video

PLACES = [DRIVER] * 20 + [(150 + 4 * i, 90) for i in range(15)] + [None] * 40 + [DRIVER] * 25


class Counting:
    """A real network that counts how often it is run."""

    def __init__(self, network):
        self.network, self.runs = network, 0

    def detect(self, picture):
        self.runs += 1
        return self.network.detect(picture)

    def estimate(self, picture, box):
        self.runs += 1
        return self.network.estimate(picture, box)


@pytest.fixture
def recipe(pose_bundle, detection_bundle):
    def make(**changes):
        parts = {
            "detector": Counting(DriverDetector(CpuEngine(detection_bundle))),
            "estimator": Counting(PoseEstimator(CpuEngine(pose_bundle))),
            "bundles": {"tiny-pose": "ab" * 32},
            "rules": load_rules(),
        }
        return Recipe(**(parts | changes))

    return make


@pytest.fixture
def video(tmp_path):
    return write_video(tmp_path / "in.mp4", PLACES, fps=10)


def run(media, drives, recipe, frames=None):
    """Import all of it, or leave after so many frames; return the drive's folder."""
    steps = import_media(media, drives, recipe)
    for step in steps:
        if step.done == frames:
            steps.close()
    return step.drive


def stored(path):
    """Everything that is kept of what was seen and told, but for what the clock said."""
    drive = read_drive(path)
    seen = [
        (o.index, o.captured_at, o.box, o.detected, *(None if p is None else p.xy.tobytes() for p in (o.raw, o.pose)))
        for o in drive.observations()
    ]
    return seen, drive.events, drive.observability, drive.end


def test_a_video_becomes_a_drive_that_refers_to_it(video, tmp_path, recipe):
    drive = read_drive(run(Media.of(video), tmp_path / "drives", recipe()))
    assert not drive.ended_unexpectedly and drive.complete and drive.count() == len(PLACES)
    assert EventKind.DRIVER_ABSENT in {event.kind for event in drive.events}
    assert drive.info.media.path == video and drive.info.source == "in.mp4"
    assert [path.name for path in drive.path.parent.iterdir()] == ["drive.sqlite"]
    assert outcome_of(replay(drive)).events == drive.events


def test_its_pictures_are_found_and_the_same_networks_see_the_very_same(video, tmp_path, recipe):
    parts = recipe()
    drive = read_drive(run(Media.of(video), tmp_path / "drives", parts))
    frames = list(seen_frames(drive))
    assert [frame.index for frame, _ in frames] == [seen.index for _, seen in frames] == list(range(len(PLACES)))
    assert np.abs(frames[5][0].image.astype(int) - scene(DRIVER)).mean() < 3
    assert outcome_of(reanalyse(drive, Perception(parts.detector, parts.estimator))).events == drive.events


@pytest.mark.parametrize("left_after", [1, 33, 60, 99])
def test_an_import_that_was_left_goes_on_and_comes_to_the_very_same(video, tmp_path, recipe, left_after):
    whole = run(Media.of(video), tmp_path / "whole", recipe())
    first, second = recipe(), recipe()
    left = run(Media.of(video), tmp_path / "drives", first, frames=left_after)
    assert read_drive(left).ended_unexpectedly and read_drive(left).count() == left_after
    assert run(Media.of(video), tmp_path / "drives", second) == left
    assert stored(left) == stored(whole)
    # What was seen the first time is not looked at again.
    alone = recipe()
    run(Media.of(video), tmp_path / "again", alone)
    assert first.estimator.runs + second.estimator.runs == alone.estimator.runs
    assert first.detector.runs + second.detector.runs == alone.detector.runs


def test_an_import_that_was_killed_looks_at_the_last_batch_again_and_comes_to_the_very_same(video, tmp_path, recipe):
    whole = run(Media.of(video), tmp_path / "whole", recipe())
    steps = import_media(Media.of(video), tmp_path / "drives", recipe())
    for step in steps:
        if step.done == 90:
            # What is on the disk at this moment is what a kill leaves.
            shutil.copytree(tmp_path / "drives", tmp_path / "killed")
    copy = tmp_path / "killed" / step.drive.name
    assert 0 < read_drive(copy).count() < 90
    assert run(Media.of(video), tmp_path / "killed", recipe()) == copy
    assert stored(copy) == stored(whole)


def test_what_was_imported_is_not_imported_again_unless_otherwise(video, tmp_path, recipe):
    drive = run(Media.of(video), tmp_path / "drives", recipe())
    again = recipe()
    renamed = video.rename(tmp_path / "renamed.mp4")
    assert run(Media.of(renamed), tmp_path / "drives", again) == drive and again.detector.runs == 0
    other = recipe(bundles={"tiny-pose": "cd" * 32})
    assert run(Media.of(renamed), tmp_path / "drives", other) != drive


def test_two_at_a_time_do_not_write_the_same_drive(video, tmp_path, recipe):
    steps = import_media(Media.of(video), tmp_path / "drives", recipe())
    next(steps)
    with pytest.raises(UserError, match="is being written just now"):
        run(Media.of(video), tmp_path / "drives", recipe())
    steps.close()


def test_a_video_that_breaks_in_the_middle_is_kept_as_far_as_it_goes(tmp_path, recipe):
    whole = write_video(tmp_path / "whole.mkv", PLACES, fps=10)
    cut = tmp_path / "cut.mkv"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size * 2 // 3])
    with pytest.raises(UserError, match="broke after"):
        run(Media.of(cut), tmp_path / "drives", recipe())
    (path,) = (tmp_path / "drives").iterdir()
    drive = read_drive(path)
    assert not drive.ended_unexpectedly and 10 < drive.count() < len(PLACES)


def test_pictures_that_are_gone_or_others_are_told_and_the_drive_is_judged_without_them(video, tmp_path, recipe):
    parts = recipe()
    drive = read_drive(run(Media.of(video), tmp_path / "drives", parts))
    perception = Perception(parts.detector, parts.estimator)
    write_video(video, PLACES[:50], fps=10)
    with pytest.raises(UserError, match="is not what was imported"):
        outcome_of(reanalyse(drive, perception))
    video.unlink()
    with pytest.raises(UserError, match="the pictures are gone"):
        outcome_of(reanalyse(drive, perception))
    assert outcome_of(replay(drive)).events == drive.events


def test_a_video_that_was_touched_or_copied_back_is_known_by_its_content(video, tmp_path, recipe):
    drive = read_drive(run(Media.of(video), tmp_path / "drives", recipe()))
    content = video.read_bytes()
    video.unlink()
    video.write_bytes(content)
    drive.info.media.check()


def test_a_folder_of_pictures_becomes_a_drive_at_its_rate(tmp_path, recipe):
    folder = write_pictures(tmp_path / "in", {f"{i}.png": DRIVER for i in range(12)})
    drive = read_drive(run(Media.of(folder, 4.0), tmp_path / "drives", recipe()))
    assert drive.time_span() == (0, 11 * 250_000_000) and drive.info.media.fps == 4.0
    assert [frame.name for frame, _ in seen_frames(drive)] == [f"{i}.png" for i in range(12)]
    (folder / "3.png").unlink()
    with pytest.raises(UserError, match="is not what was imported"):
        list(seen_frames(drive))
