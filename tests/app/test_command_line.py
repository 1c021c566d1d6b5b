import subprocess
import sys

import pytest

from app.command_line import main
from app.commands import monitor
from pose.errors import UserError


@pytest.fixture
def started(monkeypatch):
    """What the monitor was started with; a fake takes its place."""
    calls = []
    monkeypatch.setattr(monitor, "run", lambda options: calls.append(options) or 0)
    return calls


@pytest.mark.parametrize("arguments", [[], ["--headless"], ["monitor", "--camera", "0"]])
def test_without_a_command_the_monitor_opens(started, arguments):
    assert main(arguments) == 0
    assert len(started) == 1
    assert started[0].headless == ("--headless" in arguments)


def test_help_names_the_commands(capsys):
    with pytest.raises(SystemExit) as end:
        main(["--help"])
    assert end.value.code == 0
    said = capsys.readouterr().out
    assert all(command in said for command in ("monitor", "analyse", "doctor"))


@pytest.mark.parametrize("wrong", [["analyze"], ["monitor", "--nonsense"], ["analyse"], ["monitor", "--seconds", "-1"]])
def test_wrong_usage_ends_with_2(wrong, capsys):
    with pytest.raises(SystemExit) as end:
        main(wrong)
    assert end.value.code == 2
    assert "usage" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (UserError("a.mp4: is empty; record it again"), "cabinsight: a.mp4: is empty; record it again\n"),
        (OSError(28, "No space left on device"), "cabinsight: No space left on device; check free space and rights\n"),
        (
            OSError(28, "No space left on device", "a.csv"),
            "cabinsight: a.csv: No space left on device; check free space and rights\n",
        ),
        (KeyboardInterrupt(), "cabinsight: interrupted\n"),
    ],
)
def test_what_goes_wrong_is_one_line(monkeypatch, capsys, error, said):
    def fail(options):
        raise error

    monkeypatch.setattr(monitor, "run", fail)
    assert main([]) == 1
    assert capsys.readouterr().err == said


def test_neither_qt_nor_torch_is_loaded_before_a_window_opens():
    look = "import sys, app.command_line; print([m for m in ('PySide6', 'torch', 'pyqtgraph') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True).stdout == "[]\n"
