"""What Qt needs from the system, found out before Qt is imported: Qt itself ends the process where it is missing.

This module imports no Qt. Importing PySide6.QtGui needs the first group; a window needs its platform's group too.
Sonames as `ldd` tells for PySide6 6.11's modules and platform plugins; packages as in Debian 12 and Ubuntu 22.04,
whose names newer releases still accept.
"""

import ctypes
import os
from collections.abc import Callable, Mapping

from pose.errors import UserError

_ALWAYS = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}

_PER_PLATFORM = {
    "xcb": {
        "libX11-xcb.so.1": "libx11-xcb1",
        "libxcb.so.1": "libxcb1",
        "libxcb-cursor.so.0": "libxcb-cursor0",
        "libxcb-icccm.so.4": "libxcb-icccm4",
        "libxcb-image.so.0": "libxcb-image0",
        "libxcb-keysyms.so.1": "libxcb-keysyms1",
        "libxcb-randr.so.0": "libxcb-randr0",
        "libxcb-render.so.0": "libxcb-render0",
        "libxcb-render-util.so.0": "libxcb-render-util0",
        "libxcb-shape.so.0": "libxcb-shape0",
        "libxcb-shm.so.0": "libxcb-shm0",
        "libxcb-sync.so.1": "libxcb-sync1",
        "libxcb-util.so.1": "libxcb-util1",
        "libxcb-xfixes.so.0": "libxcb-xfixes0",
        "libxcb-xkb.so.1": "libxcb-xkb1",
        "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    },
    "wayland": {
        "libwayland-client.so.0": "libwayland-client0",
        "libwayland-cursor.so.0": "libwayland-cursor0",
    },
}

Load = Callable[[str], ctypes.CDLL]


def platform(environment: Mapping[str, str] = os.environ) -> str:
    """Return the Qt platform that a window would use: "xcb", "wayland", another one asked for, or "" for none."""
    asked = environment.get("QT_QPA_PLATFORM", "").split(";")[0].split(":")[0]
    if asked:
        return "wayland" if asked.startswith("wayland") else asked
    if environment.get("DISPLAY"):
        return "xcb"
    return "wayland" if environment.get("WAYLAND_DISPLAY") else ""


def missing_libraries(environment: Mapping[str, str] = os.environ, *, load: Load = ctypes.CDLL) -> list[str]:
    """Return the Debian packages to install before a window can open; none: [].

    Raises nothing. `load` opens a shared library by its soname and raises OSError where it cannot.
    """
    needed = _ALWAYS | _PER_PLATFORM.get(platform(environment), {})
    return sorted({package for soname, package in needed.items() if not _loads(soname, load)})


def has_display(environment: Mapping[str, str] = os.environ, *, load: Load = ctypes.CDLL) -> bool:
    """Tell whether a window could open: a display is named and answers.

    Where the client library for asking is missing, the name is believed: `missing_libraries` tells that trouble.
    """
    name = platform(environment)
    if name == "xcb":
        return _x_answers(environment.get("DISPLAY", ""), load)
    if name == "wayland":
        return _wayland_answers(environment.get("WAYLAND_DISPLAY", ""), load)
    return name != ""


def require_window_system(environment: Mapping[str, str] = os.environ, *, load: Load = ctypes.CDLL) -> None:
    """Raise UserError with what helps where a window cannot open."""
    if not has_display(environment, load=load):
        raise UserError("no display to open a window on; run with --headless, or set DISPLAY or WAYLAND_DISPLAY")
    missing = missing_libraries(environment, load=load)
    if missing:
        raise UserError(f"the window needs system libraries that are missing: apt install {' '.join(missing)}")


def _loads(soname: str, load: Load) -> bool:
    try:
        load(soname)
    except OSError:
        return False
    return True


def _x_answers(display: str, load: Load) -> bool:
    try:
        xcb = load("libxcb.so.1")
    except OSError:
        return bool(display)
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connection_has_error.argtypes = xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(display.encode() or None, None)
    answered = xcb.xcb_connection_has_error(connection) == 0
    xcb.xcb_disconnect(connection)
    return answered


def _wayland_answers(display: str, load: Load) -> bool:
    try:
        wayland = load("libwayland-client.so.0")
    except OSError:
        return bool(display)
    wayland.wl_display_connect.restype = ctypes.c_void_p
    wayland.wl_display_disconnect.argtypes = [ctypes.c_void_p]
    connection = wayland.wl_display_connect(display.encode() or None)
    if not connection:
        return False
    wayland.wl_display_disconnect(connection)
    return True
