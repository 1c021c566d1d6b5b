import numpy as np
import pytest

from pose.pose import Pose
from tests.training.people import STANDING, data_set, person
from training.evaluation.table_text import as_text, as_values
from training.evaluation.tables import CONFIGURATIONS, Measured, Occasion, build, paper_tables
from training.metrics.answer import Answer

FLAGS = [2] * 15 + [1, 0]
"""As in `data_set`: one ankle occluded, the other absent."""


def answer(state=FLAGS, xy=STANDING, score=0.9, image_id=0):
    full = np.zeros((17, 3), np.float32)
    pose = Pose(np.asarray(xy, np.float32), np.full(17, score, np.float32), full, np.asarray(state, np.uint8))
    labelled = person(flags=FLAGS)
    return Answer(pose, labelled.xy, labelled.labels(), labelled.area, image_id, image_id + 1)


def network(name, *answers, branch=True):
    return Measured(name=name, parameters=3_300_000, branch=branch, answers=list(answers))


def occasion(folder=None, people=1):
    return Occasion(
        data="drawn test",
        people=people,
        pictures=people,
        crops="the labelled boxes",
        reading="no flip test, quarter-pixel decoding",
        annotations=folder / "person_keypoints.json" if folder else None,
        images=None,
    )


def text(number, *measured, **where):
    when = occasion(**where)
    return as_text(build(paper_tables()[number], list(measured), when), when)


def test_table_1_in_its_whole_form():
    # All called visible: F1 of visible is 2 * 15 / (15 + 17); weighted by size 15 / 17 of it, the mean a third.
    assert text(1, network("s3", answer(state=[2] * 17))) == (
        "Table 1. F1 of the visibility classes by training strategy\n"
        "Measured on drawn test: 1 people in 1 pictures; crops from the labelled boxes; "
        "no flip test, quarter-pixel decoding.\n"
        "Rows of 'paper, COCO val' are as Guesdon et al. (VISAPP 2022) print them, not measured here.\n"
        "\n"
        "|     | measured on     | absent | occluded | visible | total | mean |\n"
        "| --- | --------------- | -----: | -------: | ------: | ----: | ---: |\n"
        "| s3  | drawn test      |   0.00 |     0.00 |    0.94 |  0.83 | 0.31 |\n"
        "| S3  | paper, COCO val |   0.77 |     0.37 |    0.80 |  0.76 |    - |\n"
        "| S1  | paper, COCO val |   0.72 |     0.21 |    0.76 |  0.71 |    - |\n"
        "| S2  | paper, COCO val |   0.75 |     0.34 |    0.79 |  0.74 |    - |\n"
        "\n"
        "total: F1 weighted by the size of the classes, as in the paper; mean: of the three (not in the paper).\n"
        "Classes as a bundle's decision draws the lines; of a checkpoint: absent if P(absent) is above .5."
    )


def test_every_row_says_whose_it_is():
    for number, paper in paper_tables().items():
        if paper.kind == "oks":
            continue
        rows = [line for line in text(number, network("SBl", answer())).splitlines() if line.startswith("| SBl")]
        assert all(("drawn test" in row) != (f"paper, {paper.data}" in row) for row in rows) and rows


def test_a_network_that_the_paper_does_not_know_stands_alone():
    lines = text(7, network("driver-pose", answer())).splitlines()
    first = next(i for i, line in enumerate(lines) if line.startswith("| driver-pose"))
    assert lines[first + 1].startswith("| SBl ") and "paper" in lines[first + 1]
    assert sum("drawn test" in line for line in lines if line.startswith("|")) == 1


def test_before_and_after_finetuning_each_have_the_papers_row_beneath():
    table = build(paper_tables()[2], [network("before", answer()), network("after", answer())], occasion())
    assert [(line.name, line.measured_on) for line in table.lines] == [
        ("before", "drawn test"),
        ("before", "paper, DriPE test"),
        ("after", "drawn test"),
        ("after", "paper, DriPE test"),
    ]


def test_table_3_puts_the_papers_configuration_under_ours():
    measured = [network("base", answer(), branch=False), network("S3", answer())]
    table = build(paper_tables()[3], measured, occasion())
    assert [(line.measure, line.name) for line in table.lines] == [
        (measure, name)
        for measure in ("AP", "AR")
        for name in (
            *("base", "SBl"),
            *("S3 + visibility", "SBl + visibility"),
            *("S3 + visibility, non-0", "SBl + visibility, non-0"),
        )
    ]


def test_without_a_base_its_row_is_left_out_and_that_is_said():
    table = build(paper_tables()[4], [network("S3", answer())], occasion())
    assert not any(line.name == "base" for line in table.lines)
    assert any("Without a row 'base'" in note for note in table.notes)


def test_non_0_takes_the_absent_ankle_back():
    # The absent ankle is predicted at a score of .9: half of the ankles' precision. Its class says absent.
    table = build(paper_tables()[3], [network("S3", answer())], occasion())
    ankles = {line.name: line.cells["Ankle"] for line in table.lines if line.measure == "AP" and "S3" in line.name}
    assert ankles == {"S3 + visibility": 0.5, "S3 + visibility, non-0": 1.0}


def test_a_faint_keypoint_is_not_predicted():
    table = build(paper_tables()[3], [network("S3", answer(score=0.19))], occasion())
    recall = next(line for line in table.lines if line.measure == "AR" and line.name == "S3 + visibility")
    assert recall.cells["Mean"] == 0.0


def test_a_network_without_a_branch_has_no_f1_of_classes():
    table = build(paper_tables()[1], [network("base", answer(), branch=False), network("S1", answer())], occasion())
    assert not any(line.name == "base" for line in table.lines)
    assert table.notes[-1] == "Left out, without a trained visibility branch: base."


def test_table_6_in_percent_with_parameters_and_no_medium_people(tmp_path):
    pytest.importorskip("pycocotools", reason="needs the training or the dev extra")
    folder = data_set(tmp_path / "set", count=2)
    printed = text(6, network("SBl", answer(), answer(image_id=1)), folder=folder, people=2)
    ours, theirs = [line for line in printed.splitlines() if line.startswith("| SBl")]
    assert ours.split("|")[1:8] == [
        *(" SBl             ", " 3.3M       ", " drawn test        "),
        *(" 100.0 ", " 100.0 ", " 100.0 ", "   - "),
    ]
    assert theirs.split("|")[2:8] == [" 71.2M      ", " paper, DriPE test ", "  96.5 ", "  99.9 ", "  99.9 ", "   - "]
    assert "probably 94.4 was meant" in printed


def test_json_has_null_where_nothing_was_measured():
    values = as_values(build(paper_tables()[3], [network("S3", answer(state=[0] * 17))], occasion()))
    line = next(v for v in values["lines"] if v["name"] == "S3 + visibility, non-0" and v["measure"] == "AP")
    assert line["measured_on"] == "drawn test" and line["figures"]["Head"] is None


def test_the_papers_figures_fit_their_tables():
    known = paper_tables()
    assert sorted(known) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert [known[n].data for n in sorted(known)] == ["COCO val", "DriPE test"] * 4
    for table in known.values():
        assert {len(row.figures) for row in table.rows} == {{"f1": 4, "mapk": 8, "oks": 10}[table.kind]}
        assert {row.configuration for row in table.rows} == (set(CONFIGURATIONS) if table.kind == "mapk" else {""})
