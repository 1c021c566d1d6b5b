import pytest

torch = pytest.importorskip("torch", reason="needs the training extra")
pytestmark = pytest.mark.training

from pathlib import Path  # noqa: E402

from pose.errors import UserError  # noqa: E402
from tests.training.recipes import write_recipe  # noqa: E402
from training import recipe  # noqa: E402

RECIPES = Path(recipe.__file__).parent / "recipes"
STRATEGIES = ("pose", "s1", "s2", "s3", "s3_alpha_1", "finetune")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "set").mkdir()
    return tmp_path / "set"


def phase(kind, strategy):
    return recipe.load(RECIPES / kind / f"{strategy}.toml").phases[0]


@pytest.mark.parametrize("kind", ["paper", "short"])
@pytest.mark.parametrize("strategy", STRATEGIES)
def test_every_strategy_stands_in_full_and_in_short(kind, strategy):
    read = recipe.load(RECIPES / kind / f"{strategy}.toml", base_model="mspn_2_stage")
    assert read.base_model == "mspn_2_stage" and "mspn_2_stage" in read.name
    assert read.visibility_branch == "paper"


def test_the_paper_trains_the_pose_for_140_epochs_and_divides_the_rate_at_90_and_120():
    pose = phase("paper", "pose")
    assert (pose.epochs, pose.learning_rate, pose.milestones) == (140, 1e-3, [90, 120])


def test_s1_shares_a_quarter_with_visibility_from_the_start():
    assert {phase("paper", "s1").alpha_at(epoch) for epoch in range(140)} == {0.25}


@pytest.mark.parametrize("strategy", ["s2", "s3"])
def test_s2_and_s3_raise_a_by_a_tenth_every_20_epochs(strategy):
    schedule = phase("paper", strategy)
    assert schedule.epochs == 80
    alphas = [schedule.alpha_at(epoch) for epoch in (0, 19, 20, 40, 79)]
    assert alphas == pytest.approx([0.0, 0.0, 0.1, 0.2, 0.3])


def test_only_s3_freezes_the_pose_network():
    assert not phase("paper", "s1").frozen and not phase("paper", "s2").frozen
    assert phase("paper", "s3").frozen == ["features", "coordinates"]


def test_finetuning_takes_10_epochs_at_a_ten_thousandth():
    tuning = phase("paper", "finetune")
    assert (tuning.epochs, tuning.learning_rate) == (10, 1e-4)


def test_each_strategy_starts_where_the_one_before_it_ended():
    pose, s3 = (recipe.load(RECIPES / "paper" / f"{name}.toml") for name in ("pose", "s3"))
    assert s3.start == f"runs/{pose.name}/network.pt"
    assert recipe.load(RECIPES / "paper" / "finetune.toml").start == f"runs/{s3.name}/network.pt"


def test_a_recipe_that_was_written_whole_is_read_the_same():
    read = recipe.load(RECIPES / "paper" / "s3.toml")
    assert recipe.loads(recipe.dumps(read), "memory") == read


def test_an_input_that_32_does_not_divide_is_refused(folder):
    path = write_recipe(folder)
    path.write_text(path.read_text().replace("height = 64", "height = 144"))
    with pytest.raises(UserError, match="32 must divide"):
        recipe.load(path)


def test_a_cache_needs_a_frozen_pose_network(folder):
    with pytest.raises(UserError, match="cached_copies needs frozen"):
        recipe.load(write_recipe(folder, phase='cached_copies = 1\nfrozen = ["features"]'))


def test_an_unknown_key_is_answered_with_the_nearest_one(folder):
    with pytest.raises(UserError, match="did you mean 'alpha'"):
        recipe.load(write_recipe(folder, phase="alfa = 1.0"))


def test_a_data_file_that_is_not_there_is_named(folder):
    with pytest.raises(UserError, match=r"nowhere\.toml"):
        recipe.load(write_recipe(folder, more='data = "nowhere.toml"'))
