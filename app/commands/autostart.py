"""`cabinsight autostart`: a systemd user unit and a menu entry, so that the monitor runs without a person."""

import argparse
import sys
from pathlib import Path

import platformdirs

from pose.errors import UserError

UNIT = """\
[Unit]
Description=Cabinsight, a driver-posture monitor
PartOf=graphical-session.target
After=graphical-session.target
# A monitor that can't start (no engine, a mistyped option) is not started for ever; a camera that is there only some
# minutes after the system is waited for.
StartLimitIntervalSec=900
StartLimitBurst=100

[Service]
Type=notify
NotifyAccess=main
ExecStart={command}
# The first start of an engine on a device verifies it, which takes minutes.
TimeoutStartSec=600
# A monitor whose frames stand still, or whose window hangs, is ended and started again; a camera that is known to send
# nothing is no such trouble. 30 s: longer than a disk, a camera or a network that comes back may take.
WatchdogSec=30
# After a crash it is back at once, and the drive that was cut off is repaired meanwhile.
Restart=on-failure
RestartSec=3
# As long as the last second of a recording may take.
TimeoutStopSec=10

[Install]
WantedBy={target}
"""

DESKTOP = """\
[Desktop Entry]
Type=Application
Name=Cabinsight
Comment=A driver-posture monitor
Exec={command}
Terminal=false
Categories=Utility;
"""


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `autostart` to the command line."""
    parser = commands.add_parser(
        "autostart",
        help="start the monitor with the session: systemd user unit and menu entry",
        description="Write a systemd user unit and a menu entry that run `monitor`. What follows -- are its options, "
        "such as: cabinsight autostart -- --camera 0 --fullscreen --record",
    )
    parser.add_argument("--remove", action="store_true", help="remove both again")
    parser.add_argument("options", nargs="*", metavar="OPTION", help="options of `monitor`, after --")
    parser.set_defaults(run=run, usage_error=parser.error)


def run(options: argparse.Namespace) -> int:
    """Write or remove both files; return the exit code."""
    unit, desktop = unit_path(), desktop_path()
    try:
        if options.remove:
            for path in (unit, desktop):
                path.unlink(missing_ok=True)
            print(f"removed {unit} and {desktop}\nsystemctl --user daemon-reload")
            return 0
        command = [sys.executable, "-m", "app", "monitor", *options.options]
        target = "default.target" if "--headless" in options.options else "graphical-session.target"
        texts = {
            unit: UNIT.format(command=" ".join(map(_for_systemd, command)), target=target),
            desktop: DESKTOP.format(command=" ".join(map(_for_desktop, command))),
        }
        for path, text in texts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UserError(f"{error.filename}: cannot be written ({error.strerror}); check the rights") from error
    print(
        f"wrote {unit} and {desktop}; now:\nsystemctl --user daemon-reload\nsystemctl --user enable --now {unit.name}"
    )
    return 0


def unit_path() -> Path:
    """Return the unit's file, where systemd looks for a user's own."""
    return platformdirs.user_config_path() / "systemd" / "user" / "cabinsight.service"


def desktop_path() -> Path:
    """Return the menu entry's file."""
    return platformdirs.user_data_path() / "applications" / "cabinsight.desktop"


def _for_systemd(word: str) -> str:
    """Quote a word as systemd.service(5) reads it: % and $ stand for themselves when doubled."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"'


def _for_desktop(word: str) -> str:
    """Quote a word as the desktop entry specification reads it, which unescapes twice."""
    escaped = "".join(f"\\{char}" if char in '"`$\\' else char for char in word).replace("\\", "\\\\")
    return '"{}"'.format(escaped.replace("%", "%%"))
