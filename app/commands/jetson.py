"""Which JetPack runs on this machine, and whether the window can."""

import re
from dataclasses import dataclass
from pathlib import Path

RELEASE = Path("/etc/nv_tegra_release")
"""NVIDIA's mark of a Jetson; its first line begins "# R38 (release), REVISION: 2.1, ..."."""

JETPACK_OF = {32: 4, 34: 5, 35: 5, 36: 6, 38: 7, 39: 7}
"""Jetson Linux release -> JetPack."""

FIRST_WITH_QT = 7
"""Ubuntu 24.04. PySide6 6.8 and newer are built for Arm with glibc 2.39; JetPack 6 has 2.35."""


@dataclass(frozen=True, slots=True)
class Jetson:
    """A Jetson's system: its Linux release, such as "38.2.1"; `jetpack` is 0 where the release is unknown."""

    linux: str
    jetpack: int

    @property
    def has_qt(self) -> bool:
        """Whether the window's Qt has a build for it; of an unknown, newer release that is supposed."""
        return self.jetpack == 0 or self.jetpack >= FIRST_WITH_QT

    def __str__(self) -> str:
        name = f"JetPack {self.jetpack}" if self.jetpack else "a JetPack unknown here"
        return f"{name} (Jetson Linux {self.linux})"


def find(release: Path = RELEASE) -> Jetson | None:
    """Return what the machine is, None where it is no Jetson."""
    try:
        text = release.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    found = re.match(r"#\s*R(\d+) \(release\), REVISION: ([\d.]+)", text)
    if found is None:
        return None
    return Jetson(f"{found[1]}.{found[2]}", JETPACK_OF.get(int(found[1]), 0))
