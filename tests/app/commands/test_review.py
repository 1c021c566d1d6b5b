import pytest

from app.command_line import main
from app.commands import review
from app.commands.demo import CLIP
from app.review.judgements import ReviewLog, Verdict
from tests.recorded_drives import USUAL_EVENTS, WALL, make_drive


@pytest.fixture
def drives(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    make_drive(tmp_path / "drives", codec=None)
    make_drive(tmp_path / "drives", codec=None, events=(), wall=WALL + 1000)
    return tmp_path / "drives"


@pytest.fixture
def opened(monkeypatch):
    """What the window would have been opened with."""
    calls = []
    monkeypatch.setattr(review, "run_review_window", lambda *drives, **settings: calls.append(settings))
    return calls


def test_figures_are_printed_without_a_window(drives, capsys):
    log = ReviewLog(sorted(drives.iterdir())[0], "Ada")
    for event, verdict in zip(USUAL_EVENTS, ("true", "true", "unclear", "false"), strict=True):
        log.judge(event, Verdict(verdict))
    assert main(["review", "--figures", "--drives", str(drives)]) == 0
    lines = capsys.readouterr().out.splitlines()
    leaning = next(line.split() for line in lines if line.startswith("leaning"))
    assert leaning[1:5] == ["1", "1", "0", "50%"] and float(leaning[5]) == pytest.approx(3600 / 9.9, abs=0.01)
    assert lines[-1] == "1 of 2 drives are reviewed, 0.0 hours"


def test_a_drive_is_named_as_elsewhere_and_opened_first(drives, opened):
    name = sorted(drives.iterdir())[0].name
    assert main(["review", name, "--drives", str(drives), "--author", "Ada"]) == 0
    assert main(["review", str(drives / name)]) == 0
    assert main(["review", "--drives", str(drives)]) == 0
    assert [call["first"] and call["first"].folder.name for call in opened] == [name, name, None]
    assert opened[0]["author"] == "Ada" and opened[1]["author"]


def test_what_is_no_drive_is_refused_with_one_line(drives, opened, capsys):
    assert main(["review", "yesterday", "--drives", str(drives)]) == 1
    assert main(["review", str(CLIP), "--drives", str(drives)]) == 1
    folder = sorted(drives.iterdir())[0]
    (folder / "drive.sqlite").write_bytes(b"no database" * 99)
    assert main(["review", folder.name, "--drives", str(drives)]) == 1
    errors = capsys.readouterr().err.splitlines()
    assert len(errors) == 3 and opened == []
    assert "no such drive" in errors[0] and "is no drive" in errors[1] and "is damaged" in errors[2]


def test_figures_and_a_drive_together_are_wrong_usage(drives):
    with pytest.raises(SystemExit) as ended:
        main(["review", "x", "--figures", "--drives", str(drives)])
    assert ended.value.code == 2
