from pathlib import Path

import pytest

pytest.importorskip("torch", reason="needs the training extra")
pytestmark = pytest.mark.training

import cv2  # noqa: E402

from engine_build import build, checkpoint_bundle  # noqa: E402
from pose import bundle  # noqa: E402
from pose.errors import UserError  # noqa: E402
from tests.tiny_bundles import pictures_with_a_bright_square  # noqa: E402
from training.checkpoint import save_whole  # noqa: E402
from training.models.build import build as build_network  # noqa: E402
from training.recipe import dumps, load  # noqa: E402

RECIPE = Path("training/recipes/driver_pose.toml")


@pytest.fixture
def checkpoint(tmp_path, data_folder):
    """A checkpoint of the light network with fresh weights."""
    recipe = load(RECIPE)
    path = tmp_path / "my-run" / "network.pt"
    path.parent.mkdir()
    save_whole({"recipe": dumps(recipe), "network": build_network(recipe).state_dict()}, path)
    return path


@pytest.fixture
def cabin(tmp_path):
    folder = tmp_path / "cabin"
    folder.mkdir()
    for number, picture in enumerate(pictures_with_a_bright_square(3, 64, 48)):
        cv2.imwrite(str(folder / f"{number}.png"), picture)
    return folder


def test_a_checkpoint_becomes_a_bundle_beside_it_named_as_its_training(checkpoint, cabin):
    made = checkpoint_bundle.make(checkpoint, cabin)
    assert made.folder == checkpoint.parent / "bundle"
    assert (made.manifest.name, made.manifest.input.height, made.manifest.input.width) == ("my-run", 192, 192)
    # A second time: the former one is replaced, nothing else is left.
    again = checkpoint_bundle.make(checkpoint, cabin)
    assert again.manifest.files == made.manifest.files
    assert sorted(path.name for path in checkpoint.parent.iterdir()) == ["bundle", "network.pt"]


def test_the_command_takes_a_checkpoint(checkpoint, cabin, tmp_path, capsys):
    arguments = ["--model", str(checkpoint), "--crops", str(cabin), "--backend", "cpu", "--out", str(tmp_path / "out")]
    code = build.main(arguments)
    said = capsys.readouterr()
    # Fresh weights may show no keypoint: then nothing was verified, and that is refused. What counts is the way.
    assert "becomes a bundle in" in said.out
    assert "run by                  cpu" in said.out
    assert code == 0 or "over tolerance and not installed" in said.err
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["my-run"]


def test_a_file_that_is_no_checkpoint_is_one_line_and_leaves_nothing(tmp_path, cabin):
    path = tmp_path / "run" / "network.pt"
    path.parent.mkdir()
    path.write_bytes(b"weights")
    with pytest.raises(UserError, match="is not a checkpoint of"):
        checkpoint_bundle.make(path, cabin)
    assert list(path.parent.iterdir()) == [path]


def test_the_bundle_of_before_stays_when_the_new_one_cannot_be_made(checkpoint, cabin, tmp_path):
    made = checkpoint_bundle.make(checkpoint, cabin)
    checkpoint.write_bytes(b"cut off")
    with pytest.raises(UserError):
        checkpoint_bundle.make(checkpoint, cabin)
    assert bundle.read(made.folder).manifest == made.manifest
