import pytest

from app.commands import jetson
from app.commands.jetson import Jetson

LINE = "# R{} (release), REVISION: {}, GCID: 43132366, BOARD: generic, EABI: aarch64, DATE: Wed Jan  7 2026\n"


@pytest.mark.parametrize(
    ("release", "revision", "expected", "has_qt"),
    [
        (36, "4.3", Jetson("36.4.3", 6), False),
        (38, "2.1", Jetson("38.2.1", 7), True),
        (35, "6.0", Jetson("35.6.0", 5), False),
        (52, "1.0", Jetson("52.1.0", 0), True),
    ],
    ids=["JetPack 6", "JetPack 7", "JetPack 5", "one of the future"],
)
def test_a_jetson_is_known_by_its_release(tmp_path, release, revision, expected, has_qt):
    (tmp_path / "release").write_text(LINE.format(release, revision))
    found = jetson.find(tmp_path / "release")
    assert (found, found.has_qt) == (expected, has_qt)


@pytest.mark.parametrize("content", [None, "", "Debian"])
def test_any_other_machine_is_no_jetson(tmp_path, content):
    if content is not None:
        (tmp_path / "release").write_text(content)
    assert jetson.find(tmp_path / "release") is None
