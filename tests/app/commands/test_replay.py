import pytest

from app.command_line import main
from app.posture.rules import DEFAULT
from tests.app.review.kept_drives import keep, wandering
from tests.tiny_scenes import DRIVER, write_video


@pytest.fixture
def replay(tmp_path, capsys):
    def run(*arguments):
        code = main(["drives", "replay", *map(str, arguments), "--drives", str(tmp_path / "drives")])
        return code, capsys.readouterr()

    return run


def test_the_drives_own_rules_change_nothing(replay, tmp_path):
    path = keep(tmp_path / "drives", wandering(1, 120))
    code, said = replay(path.name)
    assert code == 0 and said.err == ""
    assert "0 changed, 0 only then, 0 only now" in said.out and said.out.count("\n") == 1


def test_what_other_rules_change_is_told_event_by_event(replay, tmp_path):
    path = keep(tmp_path / "drives", wandering(1, 120))
    rules = tmp_path / "sharp.toml"
    rules.write_text(DEFAULT.read_text().replace("enter = 0.35\nexit = 0.29", "enter = 0.999\nexit = 0.99"))
    code, said = replay(path.name, "--rules", rules)
    assert code == 0
    assert "sharp.toml" in said.out and "only then    hand at head" in said.out


def test_a_bad_drive_does_not_keep_the_others_from_being_judged(replay, tmp_path):
    bad, good = keep(tmp_path / "drives", wandering(1, 20)), keep(tmp_path / "drives", wandering(1, 20))
    (bad / "drive.sqlite").write_bytes(b"no database" * 99)
    code, said = replay(bad.name, good.name)
    assert code == 1 and "is damaged" in said.err and good.name in said.out


def test_rules_with_a_mistake_and_a_missing_drive_are_told_in_one_line(replay, tmp_path):
    path = keep(tmp_path / "drives", wandering(1, 5))
    (tmp_path / "bad.toml").write_text("version = 1")
    for arguments in ((path.name, "--rules", tmp_path / "bad.toml"), ("yesterday",)):
        code, said = replay(*arguments)
        assert code == 1 and said.err.count("\n") == 1


def test_a_named_network_looks_at_the_pictures_anew(replay, tmp_path, tiny_networks):
    video = write_video(tmp_path / "in.mp4", [DRIVER] * 12)
    where = ["--camera", str(video), "--drives", str(tmp_path / "drives")]
    assert main(["monitor", "--headless", "--record", *where, *tiny_networks]) == 0
    (path,) = (tmp_path / "drives").iterdir()
    code, said = replay(path.name, *tiny_networks)
    assert code == 0 and f"{path.name}: 0 events then, 0 now" in said.out
