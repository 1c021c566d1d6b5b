"""The real OpenVINO, where it is installed."""

import json
import subprocess
import sys

import pytest

from engines import openvino, selection
from engines.cpu import CpuEngine
from engines.openvino import OpenVinoEngine
from pose.errors import UserError
from tests.tiny_bundles import pictures_with_a_bright_square


@pytest.fixture
def ov():
    found = openvino.module()
    if found is None:
        pytest.skip("needs the openvino extra")
    return found


def test_it_answers_as_the_reference_does(ov, pose_bundle):
    crops = pictures_with_a_bright_square(4, 64, 48)
    expected = CpuEngine(pose_bundle).run(crops)
    got = OpenVinoEngine(pose_bundle, pose_bundle.model, ov=ov).run(crops)
    assert got.keys() == expected.keys()
    for name, values in got.items():
        assert values == pytest.approx(expected[name], abs=1e-4)


@pytest.mark.parametrize("keep", [0, 100])
def test_a_truncated_graph_is_refused_in_one_line(ov, pose_bundle, tmp_path, keep):
    path = tmp_path / "model.onnx"
    path.write_bytes(pose_bundle.model.read_bytes()[:keep])
    with pytest.raises(UserError, match="OpenVINO cannot read it") as error:
        OpenVinoEngine(pose_bundle, path, ov=ov)
    assert "\n" not in str(error.value)


def test_a_graph_that_is_gone_or_another_tasks_is_refused(ov, pose_bundle, detection_bundle, tmp_path):
    with pytest.raises(UserError, match="no such file"):
        OpenVinoEngine(pose_bundle, tmp_path / "model.onnx", ov=ov)
    with pytest.raises(UserError, match="no input 'crop'"):
        OpenVinoEngine(pose_bundle, detection_bundle.model, ov=ov)


WATCHED = """
import json, socket, sys
calls = []
sys.addaudithook(lambda event, arguments: event in ("socket.connect", "socket.getaddrinfo") and calls.append(event))
from engines import openvino
assert openvino.module() is not None
print(json.dumps([calls, sorted(name for name in sys.modules if name.startswith("openvino_telemetry."))]))
"""


def test_its_telemetry_is_never_loaded_and_nothing_is_sent(ov):
    done = subprocess.run([sys.executable, "-c", WATCHED], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [[], []]


def test_without_it_the_line_says_what_installs_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "openvino", None)
    assert openvino.module() is None
    assert selection.look("openvino")[0].version == ""
