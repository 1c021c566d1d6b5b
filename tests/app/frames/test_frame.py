import numpy as np
import pytest
import simplejpeg
from hypothesis import given
from hypothesis import strategies as st

from app.frames import packet
from app.frames.frame import BrokenPictureError, Frame
from app.frames.orientation import UPRIGHT, Orientation
from app.frames.packet import Packet, jpeg_packet


def gradient(width=64, height=48):
    image = np.zeros((height, width, 3), np.uint8)
    image[..., 0] = np.linspace(0, 250, width)
    image[..., 2] = np.linspace(0, 250, height)[:, None]
    return image


def jpeg(image):
    return simplejpeg.encode_jpeg(image, quality=95, colorspace="BGR", colorsubsampling="444")


def frame_of(data, **changes):
    given = {"packet": jpeg_packet(data), "index": 3, "captured_at": 5, "wall_time": 7.0}
    return Frame(**(given | changes))


def test_a_jpeg_is_decoded_when_it_is_asked_for_and_only_once(monkeypatch):
    calls = []

    def decode(data):
        calls.append(data)
        return packet.decode_jpeg(data)

    monkeypatch.setattr("app.frames.frame.decode_jpeg", decode)
    frame = frame_of(jpeg(gradient()))
    assert calls == []
    assert np.abs(frame.image.astype(int) - gradient()).max() < 12
    assert frame.image is frame.image and len(calls) == 1


def test_a_packet_tells_its_size_from_the_header_alone():
    data = jpeg(gradient(80, 32))
    assert (jpeg_packet(data).width, jpeg_packet(data).height) == (80, 32)
    with pytest.raises(ValueError):
        jpeg_packet(b"rubbish" * 100)


def test_a_jpeg_that_was_cut_off_is_shown_as_far_as_it_goes():
    data = jpeg(np.random.default_rng(0).integers(0, 255, (480, 640, 3), np.uint8))
    half = frame_of(data[: len(data) // 2]).image
    assert half.shape == (480, 640, 3) and half[:100].std() > 30


def test_bytes_that_are_no_picture_lose_this_frame_only():
    broken = Packet(data=b"\xff\xd8 and nothing more", codec="mjpeg", width=64, height=48)
    with pytest.raises(BrokenPictureError, match="frame 3 is no whole picture"):
        _ = Frame(packet=broken, index=3, captured_at=5, wall_time=7.0).image


def test_a_frame_without_anything_to_show_is_refused():
    with pytest.raises(ValueError, match="has a picture"):
        Frame(index=0, captured_at=0, wall_time=0.0)
    with pytest.raises(ValueError, match="has a picture"):
        Frame(index=0, captured_at=0, wall_time=0.0, packet=Packet(data=b"", codec="h264", width=2, height=2))


def test_a_moved_frame_is_the_same_picture_at_another_time():
    frame = frame_of(jpeg(gradient()), name="a.jpg")
    moved = frame.moved(index=9, captured_at=10, wall_time=11.0)
    assert (moved.index, moved.captured_at, moved.wall_time, moved.name) == (9, 10, 11.0, "a.jpg")
    assert moved.packet is frame.packet and np.array_equal(moved.image, frame.image)


def test_a_camera_that_hangs_upside_down_and_one_that_stands_on_its_side():
    image = gradient()
    assert np.array_equal(Orientation(2).apply(image), image[::-1, ::-1])
    on_its_side = Orientation(1).apply(image)
    assert on_its_side.shape == (64, 48, 3)
    assert np.array_equal(on_its_side[0, -1], image[0, 0])  # clockwise: the top left goes to the top right
    assert np.array_equal(Orientation(0, mirrored=True).apply(image), image[:, ::-1])


@given(st.builds(Orientation, st.integers(0, 3), st.booleans()))
def test_every_orientation_keeps_every_pixel_and_gives_a_contiguous_picture(orientation):
    image = gradient(6, 4)
    upright = orientation.apply(image)
    assert upright.flags["C_CONTIGUOUS"]
    assert sorted(map(tuple, upright.reshape(-1, 3))) == sorted(map(tuple, image.reshape(-1, 3)))
    assert (upright is image) == (orientation == UPRIGHT)


def test_the_packet_keeps_the_camera_s_view_and_the_image_is_upright():
    frame = frame_of(jpeg(gradient()), orientation=Orientation(1))
    assert (frame.packet.width, frame.packet.height) == (64, 48)
    assert frame.image.shape == (64, 48, 3)
