"""Can a network learn a handful of people by heart? Minutes on a CPU: run by hand with -m slow."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="needs the training extra")
pytest.importorskip("lightning", reason="needs the training extra")
pytestmark = [pytest.mark.training, pytest.mark.slow]

from training.data.coco import LabelRule, read_people  # noqa: E402
from training.data.pictures import read_picture  # noqa: E402
from training.evaluation.networks import open_network  # noqa: E402
from training.evaluation.options import Options  # noqa: E402
from training.metrics.answer import Answer  # noqa: E402
from training.metrics.keypoints import summarise  # noqa: E402

PEOPLE = 32

RECIPE = """
name = "by_heart"
task = "pose"
base_model = "{base_model}"
visibility_branch = "{branch}"

[[sources]]
name = "few"
weight = 1.0
annotations = "{folder}/person_keypoints.json"
pictures = "{pictures}"

[[validation]]
name = "few"
weight = 1.0
annotations = "{folder}/person_keypoints.json"
pictures = "{pictures}"

[[phases]]
height = {height}
width = {width}
epochs = {epochs}
steps_per_epoch = 20
batch = 16
learning_rate = {rate}
alpha = {alpha}
validate_every = 5

# No augmentation: the same crops again and again.
[augmentation]
rotation = 0.0
scale = 0.0
shift = 0.0
half_body = 0.0
flip = 0.0
one_occluder = 0.0
two_occluders = 0.0
light = 0.0
near_infrared = 0.0
blur = 0.0
noise = 0.0
"""

SETTINGS = {
    "light": dict(branch="light", height=192, width=160, epochs=16, rate=1e-3, alpha=0.25, options=[]),
    # From scratch: ImageNet's weights may not be at hand, and 32 people don't need them.
    "sbl": dict(branch="paper", height=128, width=96, epochs=30, rate=1e-3, alpha=0.25, options=["--from-scratch"]),
}


@pytest.fixture
def few(tmp_path):
    """32 labelled people with all classes among them, of the COCO sample."""
    if "CABINSIGHT_DATA" not in os.environ:
        pytest.skip("CABINSIGHT_DATA does not name the data folder")
    sample = Path(os.environ["CABINSIGHT_DATA"]) / "coco_sample"
    document = json.loads((sample / "person_keypoints.json").read_text())
    labelled = [a for a in document["annotations"] if a["num_keypoints"] >= 8 and not a["iscrowd"]]
    largest = sorted(labelled, key=lambda a: -a["area"])[:PEOPLE]
    (tmp_path / "person_keypoints.json").write_text(json.dumps(document | {"annotations": largest}))
    return tmp_path, sample / "images"


@pytest.mark.parametrize("base_model", SETTINGS)
def test_32_people_are_learnt_by_heart(few, base_model):
    folder, pictures = few
    path = folder / "recipe.toml"
    settings = dict(SETTINGS[base_model])
    options = settings.pop("options")
    path.write_text(RECIPE.format(base_model=base_model, folder=folder, pictures=pictures, **settings))
    command = [sys.executable, "training/train.py", str(path), "--out", str(folder / "run"), *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    network = open_network(str(folder / "run" / "network.pt"), Options())
    people = read_people(folder / "person_keypoints.json", pictures, LabelRule.COCO)
    assert len(people) == PEOPLE
    answers = [Answer.to(person, network.estimate(read_picture(person.picture), person.box)) for person in people]
    figures = summarise(answers)
    print(base_model, figures)
    assert figures["oks"] > 0.95
    assert min(figures["f1_absent"], figures["f1_occluded"], figures["f1_visible"]) > 0.95
