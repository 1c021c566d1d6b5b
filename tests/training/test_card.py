import pytest

from pose import bundle
from pose.errors import UserError
from training import card

ROWS = {"tiny-pose": {"oks": 0.51234, "people": 12.0}, "MoveNet Thunder": {"oks": 0.7, "people": 12.0}}


@pytest.fixture
def copy(pose_bundle, tmp_path):
    for file in pose_bundle.folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    return bundle.read(tmp_path)


def rows(measured):
    own = measured.manifest.name
    return {own if name == "tiny-pose" else name: figures for name, figures in ROWS.items()}


def write_card(folder, text=f"# Card\n\n{card.BEGIN}\nold\n{card.END}\n\nLimits\n"):
    (folder / bundle.CARD).write_text(text)


def test_figures_are_read_again_from_the_bundle(copy):
    card.record(copy, "coco test", rows(copy))
    results = bundle.read(copy.folder).manifest.provenance.results
    assert results["coco test"]["oks"] == 0.5123
    assert results["coco test, MoveNet Thunder"]["oks"] == 0.7


def test_the_model_card_shows_them_and_keeps_its_words(copy):
    write_card(copy.folder)
    card.record(copy, "coco test", rows(copy))
    text = (copy.folder / bundle.CARD).read_text()
    assert "| coco test                  | 0.512 |     12 |" in text and "old" not in text
    assert text.startswith("# Card") and text.endswith("Limits\n")


def test_a_second_data_set_joins_the_first(copy):
    write_card(copy.folder)
    card.record(copy, "coco test", rows(copy))
    card.record(bundle.read(copy.folder), "cabin", rows(copy))
    text = (copy.folder / bundle.CARD).read_text()
    assert "| coco test " in text and "| cabin " in text


def test_an_older_row_without_a_newer_figure_keeps_its_place(copy):
    write_card(copy.folder)
    card.record(copy, "coco test", rows(copy))
    own = copy.manifest.name
    card.record(bundle.read(copy.folder), "cabin", {own: {"oks": 0.6, "ece_shown": 0.05, "people": 3.0}})
    text = (copy.folder / bundle.CARD).read_text()
    assert "|                            |   oks | people | ece_shown |" in text
    assert "| coco test                  | 0.512 |     12 |         - |" in text


def test_a_figure_that_could_not_be_measured_is_not_recorded(copy):
    card.record(copy, "coco test", {copy.manifest.name: {"oks": 0.6, "ece_shown": float("nan")}})
    assert bundle.read(copy.folder).manifest.provenance.results == {"coco test": {"oks": 0.6}}


def test_a_card_without_a_place_for_figures_is_refused(copy):
    write_card(copy.folder, "# Card\n")
    with pytest.raises(UserError, match="no place for figures"):
        card.record(copy, "coco test", rows(copy))
