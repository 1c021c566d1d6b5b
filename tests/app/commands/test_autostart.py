import configparser
import shutil
import subprocess
import sys

import pytest

from app.command_line import main
from app.commands.autostart import desktop_path, unit_path


@pytest.fixture(autouse=True)
def own_folders(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def read(path):
    found = configparser.ConfigParser(interpolation=None, strict=False)
    found.optionxform = str
    found.read(path)
    return found


def test_unit_and_menu_entry_run_the_monitor_with_the_options_given(capsys):
    assert main(["autostart", "--", "--camera", "0", "--fullscreen"]) == 0
    command = f'"{sys.executable}" "-m" "app" "monitor" "--camera" "0" "--fullscreen"'
    unit = read(unit_path())
    assert unit["Service"]["ExecStart"] == read(desktop_path())["Desktop Entry"]["Exec"] == command
    assert unit["Service"]["Restart"] == "on-failure"
    assert unit["Service"]["Type"] == "notify" and int(unit["Service"]["WatchdogSec"]) >= 10
    assert unit["Install"]["WantedBy"] == "graphical-session.target"
    assert "systemctl --user enable --now cabinsight.service" in capsys.readouterr().out


def test_without_a_window_it_needs_no_graphical_session():
    assert main(["autostart", "--", "--headless"]) == 0
    assert read(unit_path())["Install"]["WantedBy"] == "default.target"


def test_odd_paths_stand_for_themselves():
    assert main(["autostart", "--", "--rules", 'my "rules" 100%.toml']) == 0
    assert '"my \\"rules\\" 100%%.toml"' in unit_path().read_text()
    assert '"my \\\\"rules\\\\" 100%%.toml"' in desktop_path().read_text()


def test_both_are_removed_again_also_twice():
    main(["autostart"])
    assert main(["autostart", "--remove"]) == 0 and main(["autostart", "--remove"]) == 0
    assert not unit_path().exists() and not desktop_path().exists()


def test_where_nothing_can_be_written_it_is_said(tmp_path, capsys):
    (tmp_path / "config").write_text("a file")
    assert main(["autostart"]) == 1
    assert "cannot be written" in capsys.readouterr().err


def test_systemd_finds_nothing_wrong_with_the_unit():
    if shutil.which("systemd-analyze") is None:
        pytest.skip("needs systemd-analyze")
    main(["autostart"])
    done = subprocess.run(["systemd-analyze", "verify", "--user", str(unit_path())], capture_output=True, text=True)
    assert "cabinsight.service" not in done.stderr, done.stderr
