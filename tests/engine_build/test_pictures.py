import dataclasses
import json
import shutil

import av
import cv2
import numpy as np
import pytest

from app.drives import schema
from engine_build import pictures
from engine_build.pictures import Wanted
from pose import bundle
from pose.bundle import InputSize
from pose.errors import UserError

CROP = Wanted("pose", InputSize(height=64, width=48))
FRAME = Wanted("detection", InputSize(height=64, width=96))


def load(place, wanted=CROP, **options):
    return pictures.load(wanted, place, "--crops", **options)


def with_crops(source, folder, **arrays):
    """A copy of a bundle with other verification crops."""
    shutil.copytree(source.folder, folder)
    np.savez(folder / bundle.VERIFICATION, **arrays)
    files = dict(source.manifest.files) | {bundle.VERIFICATION: bundle.sha256(folder / bundle.VERIFICATION)}
    bundle.write_manifest(folder, dataclasses.replace(source.manifest, files=files))
    return bundle.read(folder)


def video(path, shades):
    path.parent.mkdir(parents=True, exist_ok=True)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mjpeg", rate=10, width=96, height=64, pix_fmt="yuvj420p")
        for shade in shades:
            picture = np.full((64, 96, 3), shade, dtype=np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        container.mux(stream.encode(None))
    return path


def shades_of(crops):
    return [round(float(crop.mean()), -1) for crop in crops]


def test_the_bundles_own_crops_are_used(pose_bundle):
    assert pictures.crops_for(pose_bundle, None).shape == (6, 64, 48, 3)


def test_a_folders_pictures_are_fitted_to_the_network_as_rgb(tmp_path, capsys):
    picture = np.zeros((640, 480, 3), dtype=np.uint8)
    picture[..., 0] = 200
    cv2.imwrite(str(tmp_path / "blue.png"), picture)
    (tmp_path / "notes.txt").write_text("no picture")
    crops = load(tmp_path)
    assert crops.shape == (1, 64, 48, 3)
    assert crops[0, 32, 24].tolist() == [0, 0, 200]
    assert "1 of 1 pictures show nobody to driver-detect: taken whole" in capsys.readouterr().out


def test_of_a_picture_without_labels_the_driver_is_cut_as_the_monitor_cuts_it(data_folder, tmp_path, capsys):
    source = cv2.imread(str(data_folder / "astronaut.png"))
    height, width = source.shape[:2]
    # A person in the left third of a wide, otherwise grey picture.
    wide = np.full((height, 3 * width, 3), 120, dtype=np.uint8)
    wide[:, :width] = source
    cv2.imwrite(str(tmp_path / "wide.png"), wide)
    (crop,) = load(tmp_path)
    (whole,) = load(tmp_path, FRAME)
    # Whole, more than two thirds are flat; cut around the person less than half is.
    flat = [float((np.abs(np.diff(part.astype(int), axis=1)).sum(axis=2) == 0).mean()) for part in (crop, whole)]
    assert flat[0] < 0.6 < flat[1]
    assert "nobody" not in capsys.readouterr().out


def test_of_a_labelled_folder_people_are_cut_for_a_pose_and_whole_pictures_for_a_detector(tmp_path):
    picture = np.zeros((64, 96, 3), dtype=np.uint8)
    picture[10:30, 60:75] = 255
    (tmp_path / "images").mkdir()
    cv2.imwrite(str(tmp_path / "images" / "a.png"), picture)
    labels = {"images": [{"id": 1, "file_name": "a.png"}], "annotations": [{"image_id": 1, "bbox": [60, 10, 15, 20]}]}
    (tmp_path / pictures.LABELS).write_text(json.dumps(labels))
    (crop,), (frame,) = load(tmp_path), load(tmp_path, FRAME)
    # A quarter of padding: the person fills 1 / 1.25 of each side.
    assert (crop > 128).mean() == pytest.approx(0.64, abs=0.05)
    assert np.array_equal(frame, picture)


def test_labels_that_are_none_are_refused_in_one_line(tmp_path):
    (tmp_path / pictures.LABELS).write_text("{}")
    with pytest.raises(UserError, match="is not a COCO-format json file"):
        load(tmp_path)


def test_a_video_gives_frames_evenly_apart(tmp_path):
    crops = load(video(tmp_path / "clip.avi", range(0, 200, 20)), FRAME, most=3)
    assert shades_of(crops) == [0, 80, 160]


def test_a_recorded_drive_gives_frames_of_all_its_segments(tmp_path):
    for number, shades in enumerate([(0, 40), (80, 120)], 1):
        video(tmp_path / "video" / f"{number:04}.mkv", shades)
    assert shades_of(load(tmp_path, FRAME)) == [0, 40, 80, 120]


def test_a_drive_that_was_not_recorded_says_so(tmp_path):
    (tmp_path / schema.FILE).write_bytes(b"")
    with pytest.raises(UserError, match="the drive was not recorded, so it has no pictures"):
        load(tmp_path)


def test_a_folder_without_pictures_is_refused(tmp_path):
    with pytest.raises(UserError, match="no picture there; --crops takes a folder of pictures"):
        load(tmp_path)


def test_a_missing_place_is_refused(tmp_path):
    with pytest.raises(UserError, match="no such file or folder"):
        load(tmp_path / "gone")


def test_a_picture_that_is_none_is_refused(tmp_path):
    (tmp_path / "broken.jpg").write_bytes(b"not a picture")
    with pytest.raises(UserError, match=r"broken\.jpg: cannot be read as a picture"):
        load(tmp_path)


def test_of_a_folder_of_thousands_some_are_chosen_evenly(tmp_path):
    for shade in range(7):
        cv2.imwrite(str(tmp_path / f"{shade}.png"), np.full((64, 96, 3), shade * 30, np.uint8))
    assert shades_of(load(tmp_path, FRAME, most=3)) == [0, 90, 180]


@pytest.mark.parametrize("count", [1, 2, 7, 8, 9, 100])
def test_thinning_holds_few_and_keeps_them_even(count):
    kept = pictures.thinned([np.array([i]) for i in range(count)], 4, lambda picture: picture)
    places = [int(picture[0]) for picture in kept]
    assert min(count, 2) <= len(places) <= 4
    assert places[0] == 0
    assert len(set(np.diff(places))) <= 1
    assert count - places[-1] <= (places[1] if len(places) > 1 else 1)


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"crops": np.zeros((2, 32, 32, 3), dtype=np.uint8)}, r"crops are \(2, 32, 32, 3\) uint8"),
        ({"crops": np.zeros((0, 64, 48, 3), dtype=np.uint8)}, r"crops are \(0, "),
        ({"pictures": np.zeros((2, 64, 48, 3), dtype=np.uint8)}, "holds no verification crops"),
        ({"crops": np.array([None, "pickled"], dtype=object)}, "holds no verification crops"),
    ],
    ids=["other size", "none", "other key", "pickled"],
)
def test_crops_that_do_not_fit_are_refused(pose_bundle, tmp_path, arrays, message):
    with pytest.raises(UserError, match=message):
        pictures.of_bundle(with_crops(pose_bundle, tmp_path / "copy", **arrays))
