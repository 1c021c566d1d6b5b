"""Which cameras there are: the kernel's video devices (V4L2)."""

import fcntl
import os
import struct
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path("/dev")

# <linux/videodev2.h>: _IOR('V', 0, struct v4l2_capability), which is driver[16], card[32], bus_info[32] and then
# u32 version, capabilities, device_caps and three reserved.
_QUERY_CAPABILITY = 0x80685600
_CAPABILITY_SIZE = 104
_CARD = slice(16, 48)
_CAPABILITIES_OFFSET = 84
_HAS_DEVICE_CAPS = 0x80000000
_CAPTURES = 0x1 | 0x1000  # single-planar | multi-planar
_STREAMS = 0x04000000


@dataclass(frozen=True, slots=True)
class Device:
    """A camera: its index N in /dev/videoN and the name that its driver gives it."""

    index: int
    name: str


def path_of(index: int) -> Path:
    """Return the device file of camera `index`."""
    return FOLDER / f"video{index}"


def cameras() -> list[Device]:
    """Return the devices that deliver pictures and that this process may open, by index."""
    numbers = (path.name.removeprefix("video") for path in FOLDER.glob("video*"))
    found = (_ask(int(number)) for number in sorted(filter(str.isdecimal, numbers), key=int))
    return [device for device in found if device is not None]


def forbidden() -> list[Path]:
    """Return video devices that this process has no right to open."""
    return sorted(path for path in FOLDER.glob("video*") if not os.access(path, os.R_OK | os.W_OK))


def find(spec: str) -> Path | None:
    """Return the device file of the camera that a person names: by index, by part of its name, or by a path.

    A path below /dev/v4l/by-id or by-path stays the same camera's whatever else is plugged in.
    """
    if spec.isascii() and spec.isdecimal():
        path = path_of(int(spec))
        return path if path.exists() else None
    if spec.startswith("/dev/"):
        return Path(spec) if Path(spec).exists() else None
    named = [device for device in cameras() if spec and spec.casefold() in device.name.casefold()]
    return path_of(named[0].index) if named else None


def what_there_is() -> str:
    """Return in words which cameras could be named instead."""
    found = cameras()
    if not found:
        return "no camera is connected: connect one, or name a video or a folder of pictures"
    return "there is " + ", ".join(f"{device.index} ({device.name})" for device in found)


def _ask(index: int) -> Device | None:
    """Ask the driver; None for what delivers no pictures (one camera often shows a second, metadata device)."""
    answer = bytearray(_CAPABILITY_SIZE)
    try:
        # Without O_NONBLOCK some drivers wait here for another program to let go of the camera.
        descriptor = os.open(path_of(index), os.O_RDWR | os.O_NONBLOCK)
    except OSError:
        return None
    try:
        fcntl.ioctl(descriptor, _QUERY_CAPABILITY, answer)
    except OSError:
        return None
    finally:
        os.close(descriptor)
    whole, own = struct.unpack_from("=II", answer, _CAPABILITIES_OFFSET)
    capabilities = own if whole & _HAS_DEVICE_CAPS else whole
    if not (capabilities & _CAPTURES and capabilities & _STREAMS):
        return None
    return Device(index, bytes(answer[_CARD]).split(b"\0")[0].decode(errors="replace"))
