import pytest

from app.commands import demo
from app.frames.video import VideoSource
from pose.errors import UserError


def test_the_wheel_of_the_demo_clip_lies_in_its_picture():
    if not demo.CLIP.is_file():
        pytest.skip(f"{demo.CLIP} is missing from this checkout")
    source = VideoSource(demo.CLIP)
    height, width = source.read().image.shape[:2]
    source.close()
    wheel = demo.wheel()
    assert len(wheel) >= 3
    assert all(0 <= x <= width and 0 <= y <= height for x, y in wheel)


def test_a_checkout_without_the_clip_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr(demo, "CLIP", tmp_path / "driver.mp4")
    with pytest.raises(UserError, match="incomplete"):
        demo.wheel()
