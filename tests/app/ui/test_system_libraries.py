import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from app.ui.system_libraries import (
    _ALWAYS,
    _PER_PLATFORM,
    has_display,
    missing_libraries,
    platform,
    require_window_system,
)
from pose.errors import UserError


def loader_without(*missing):
    """A fake loader on a machine that has everything but `missing`."""

    def load(soname):
        if soname in missing:
            raise OSError(f"{soname}: cannot open shared object file")

    return load


def test_a_machine_with_everything_lacks_nothing():
    assert missing_libraries({"DISPLAY": ":0"}, load=loader_without()) == []


def test_the_debian_packages_of_what_is_missing_are_named():
    load = loader_without("libEGL.so.1", "libxcb-cursor.so.0", "libgthread-2.0.so.0", "libglib-2.0.so.0")
    assert missing_libraries({"DISPLAY": ":0"}, load=load) == ["libegl1", "libglib2.0-0", "libxcb-cursor0"]


def test_a_wayland_machine_is_not_asked_for_x_libraries():
    load = loader_without("libxcb-cursor.so.0", "libwayland-cursor.so.0")
    assert missing_libraries({"WAYLAND_DISPLAY": "wayland-0"}, load=load) == ["libwayland-cursor0"]


def test_an_offscreen_window_is_not_asked_for_either():
    load = loader_without("libxcb-cursor.so.0", "libwayland-cursor.so.0")
    assert missing_libraries({"QT_QPA_PLATFORM": "offscreen"}, load=load) == []


@pytest.mark.parametrize(
    ("environment", "name"),
    [
        ({}, ""),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, "xcb"),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "wayland"),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "wayland-egl;xcb"}, "wayland"),
        ({"QT_QPA_PLATFORM": "eglfs:/dev/fb0"}, "eglfs"),
    ],
)
def test_the_platform_is_what_is_asked_for_or_what_the_display_says(environment, name):
    assert platform(environment) == name


@pytest.mark.parametrize("environment", [{}, {"DISPLAY": ":4711"}, {"QT_QPA_PLATFORM": "xcb"}])
def test_a_display_that_does_not_answer_is_none(environment, monkeypatch):
    monkeypatch.delenv("DISPLAY", raising=False)
    assert not has_display(environment)


def test_a_screen_without_a_server_needs_no_answer():
    assert has_display({"QT_QPA_PLATFORM": "offscreen"})


def test_no_display_is_told_in_a_line_with_what_helps():
    with pytest.raises(UserError, match=r"no display .* --headless"):
        require_window_system({})


def test_a_missing_library_is_told_in_a_line_with_what_helps():
    with pytest.raises(UserError, match="apt install libegl1 libgl1"):
        require_window_system({"QT_QPA_PLATFORM": "offscreen"}, load=loader_without("libEGL.so.1", "libGL.so.1"))


def test_asking_imports_no_qt():
    program = """
import sys
from app.ui.system_libraries import has_display, missing_libraries
missing_libraries(), has_display()
assert not [name for name in sys.modules if name.startswith("PySide6")]
"""
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.skipif(shutil.which("objdump") is None, reason="objdump (binutils) is not installed")
@pytest.mark.parametrize("name", ["xcb", "wayland"])
def test_the_list_is_what_the_installed_qt_needs(name):
    """Every library that Qt's own files need from the system, read from the files."""
    spec = find_spec("PySide6")
    assert spec is not None and spec.origin is not None
    qt = Path(spec.origin).parent
    own = {"xcb": "Qt6XcbQpa", "wayland": "Qt6WaylandClient"}[name]
    files = [qt / f"Qt/lib/lib{lib}.so.6" for lib in ("Qt6Core", "Qt6Gui", "Qt6Widgets", "Qt6DBus", own)]
    files += [qt / "QtGui.abi3.so", qt / f"Qt/plugins/platforms/libq{name}.so"]
    printed = subprocess.run(["objdump", "-p", *map(str, files)], check=True, capture_output=True, text=True).stdout
    needed = {line.split()[1] for line in printed.splitlines() if "NEEDED" in line}
    shipped = ("libQt6", "libpyside6", "libshiboken6", "libicu")
    # What every C++ program has: Python's wheels count on it (manylinux).
    base = ("libstdc++", "libm.so", "libgcc_s", "libc.so", "ld-linux")
    asked = {soname for soname in needed if not soname.startswith(shipped + base)}
    assert asked <= set(_ALWAYS | _PER_PLATFORM[name])
