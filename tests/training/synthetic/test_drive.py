"""The demo drive that ships."""

import tomllib
from pathlib import Path

import av
import pytest

DEMO = Path(__file__).parents[3] / "app" / "demo"


def test_the_shipped_clip_is_as_long_as_its_truth_says():
    truth = tomllib.loads((DEMO / "driver.toml").read_text())

    with av.open(str(DEMO / truth["video"])) as container:
        stream = container.streams.video[0]
        frames = sum(1 for _ in container.decode(stream))

    assert frames == truth["frames"] == 390
    assert (stream.codec_context.width, stream.codec_context.height) == (truth["width"], truth["height"])
    assert [event["kind"] for event in truth["events"]] == ["hand_at_head", "leaning", "driver_absent"]
    assert truth["events"][-1]["end_s"] == pytest.approx(frames / truth["frames_per_second"])
