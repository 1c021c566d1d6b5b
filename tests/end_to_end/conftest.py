"""The real command in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.commands import demo, networks
from engines.catalogue import shipped_bundles

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def cabinsight(tmp_path):
    """Run `python -m app ARGUMENTS` without a display, in an empty home and folder."""

    def run(*arguments, timeout=120, wrapper=(), **environment):
        home = tmp_path / "home"
        home.mkdir(exist_ok=True)
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LD_LIBRARY_PATH", "LANG")}
        return subprocess.run(
            [*wrapper, sys.executable, "-m", "app", *map(str, arguments)],
            cwd=ROOT,
            env=kept | {"HOME": str(home), "OMP_NUM_THREADS": "1"} | environment,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    return run


@pytest.fixture
def tiny_networks(pose_bundle, detection_bundle):
    """Options that make a command run the tiny networks."""
    return ["--model", pose_bundle.folder, "--detector", detection_bundle.folder]


@pytest.fixture
def shipped_networks():
    """The networks that ship, which the options' defaults name; the test skips in a checkout without them."""
    missing = {networks.POSE, networks.DETECTOR} - set(shipped_bundles())
    if missing:
        pytest.skip(f"models/{sorted(missing)[0]} is missing from this checkout")


@pytest.fixture
def demo_clip():
    """The clip that ships; the test skips in a checkout without it."""
    if not demo.CLIP.is_file():
        pytest.skip(f"{demo.CLIP} is missing from this checkout")
    return demo.CLIP
