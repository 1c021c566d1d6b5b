import json
import shutil
import sqlite3

import pytest

from app.command_line import main
from tests.app.review.kept_drives import keep, wandering


@pytest.fixture
def drives(tmp_path):
    """Six drives of two cars; two of them are called alike."""
    made = []
    for i in range(6):
        path = keep(tmp_path / f"car_{i % 2}", wandering(i, 60))
        with sqlite3.connect(path / "drive.sqlite") as database:
            database.execute("UPDATE drive SET source = ?", (f"camera {i % 2}",))
        database.close()
        made.append(path)
    return made


@pytest.fixture
def broken(tmp_path, drives):
    """A drive whose database is damaged."""
    path = tmp_path / "car_0" / "broken"
    shutil.copytree(drives[0], path)
    (path / "drive.sqlite").write_bytes(b"no database" * 500)
    return path


@pytest.fixture
def tiny_networks(pose_bundle, detection_bundle):
    """Options that make a command run the tiny networks."""
    return ["--model", str(pose_bundle.folder), "--detector", str(detection_bundle.folder)]


@pytest.fixture
def analyse(capsys):
    def run(*arguments):
        code = main(["analyse", *map(str, arguments)])
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return code, said.out, said.err

    return run


def results(folder):
    """Everything that was written, as text by file name."""
    return {path.name: path.read_text() for path in sorted(folder.iterdir())}


def summary(folder):
    return json.loads((folder / "summary.json").read_text())
