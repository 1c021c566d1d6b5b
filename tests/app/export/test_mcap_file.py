import base64
import json

import av
import cv2
import numpy as np
import pytest
from mcap.reader import make_reader

from app.export.mcap_file import write_mcap
from tests.app.export.recorded import FRAMES, GONE, STATES, contents_of, record
from tests.tiny_scenes import DRIVER, HEIGHT, WIDTH, scene


def messages(path, topic=None):
    with path.open("rb") as file:
        return [
            (schema, channel, message.log_time, json.loads(message.data))
            for schema, channel, message in make_reader(file, validate_crcs=True).iter_messages(topics=topic)
        ]


@pytest.fixture(scope="module")
def file(contents, tmp_path_factory):
    path = tmp_path_factory.mktemp("out") / "drive.mcap"
    assert write_mcap(contents, path) == FRAMES
    return path


def test_it_is_indexed_and_every_topic_has_its_schema(file):
    with file.open("rb") as opened:
        summary = make_reader(opened).get_summary()
    schemas = {channel.topic: summary.schemas[channel.schema_id].name for channel in summary.channels.values()}
    assert schemas == {
        "/camera": "foxglove.CompressedVideo",
        "/pose": "foxglove.ImageAnnotations",
        "/log": "foxglove.Log",
        "/events": "cabinsight.PostureEvent",
        "/measures": "cabinsight.Measures",
        "/states": "cabinsight.RuleStates",
    }
    assert {channel.message_encoding for channel in summary.channels.values()} == {"json"}
    assert summary.statistics.message_end_time - summary.statistics.message_start_time == 79 * 10**8
    assert summary.statistics.message_start_time == pytest.approx(1.7e18, abs=1e6)


def test_messages_come_in_the_order_of_time(file):
    with file.open("rb") as opened:
        times = [message.log_time for _, _, message in make_reader(opened).iter_messages(log_time_order=False)]
    assert times == sorted(times)


def test_messages_hold_what_their_schemas_say(file):
    jsonschema_types = {"object": dict, "array": list, "string": str, "integer": int, "number": (int, float)}

    def check(schema, value):
        if isinstance(schema.get("type"), str):
            assert isinstance(value, jsonschema_types[schema["type"]]), (schema, value)
        if isinstance(value, dict):
            assert value.keys() <= schema["properties"].keys()
            for name, inner in value.items():
                check(schema["properties"][name], inner)
        if isinstance(value, list):
            for inner in value:
                check(schema["items"], inner)
        if "enum" in schema:
            assert value in schema["enum"]

    for schema, _, _, message in messages(file):
        text = json.loads(schema.data)
        assert text["title"] == schema.name and schema.encoding == "jsonschema"
        check(text, message)


def test_every_message_of_the_video_decodes_to_one_picture_in_its_turn(file):
    decoder = av.CodecContext.create("h264", "r")
    pictures = []
    for _, _, _, message in messages(file, "/camera"):
        data = base64.b64decode(message["data"])
        assert message["format"] == "h264" and data.startswith((b"\0\0\0\1", b"\0\0\1"))
        pictures += decoder.decode(av.Packet(data))
    pictures += decoder.decode(None)
    assert len(pictures) == FRAMES
    for i in (0, 30, 79):
        expected = scene(None if i in GONE else DRIVER)
        assert np.abs(pictures[i].to_ndarray(format="bgr24").astype(int) - expected).mean() < 4


def test_a_keyframe_a_second_can_be_decoded_without_what_was_before(file):
    video = [base64.b64decode(message["data"]) for _, _, _, message in messages(file, "/camera")]
    decoder = av.CodecContext.create("h264", "r")
    pictures = [picture for data in video[30:] for picture in decoder.decode(av.Packet(data))]
    assert pictures and pictures[0].key_frame


def test_visible_is_filled_occluded_is_hollow_and_dashed_absent_is_not_drawn(file):
    first = messages(file, "/pose")[0][3]
    visible, occluded = (STATES == 2).sum(), (STATES == 1).sum()
    assert sorted(circle["fill_color"]["a"] for circle in first["circles"]) == [0.0] * occluded + [1.0] * visible
    kinds = {line["type"] for line in first["points"]}
    assert kinds == {4} and all(len(line["points"]) % 2 == 0 for line in first["points"])
    # Of nobody nothing is drawn.
    assert messages(file, "/pose")[30][3] == {"circles": [], "points": [], "texts": []}


def test_events_and_measures_are_on_the_same_timeline(file, contents):
    ((_, _, at, event),) = messages(file, "/events")
    assert event["kind"] == "driver_absent" and at - 1.7e18 == pytest.approx(2e9, abs=1e6)
    assert [message["level"] for _, _, _, message in messages(file, "/log")] == [2, 2]
    measures = messages(file, "/measures")
    assert len(measures) == FRAMES and measures[30][3]["driver_absent"] == 1.0
    assert measures[30][3]["hands_off_wheel"] is None
    states = [message["driver_absent"] for _, _, _, message in messages(file, "/states")]
    assert "active" in states and len(states) < 10


def test_a_camera_s_jpegs_are_copied_as_they_are(tmp_path):
    drive = record(tmp_path, mjpeg=True)
    assert write_mcap(contents_of(drive), tmp_path / "drive.mcap") == FRAMES
    schema, _, _, message = messages(tmp_path / "drive.mcap", "/camera")[3]
    assert schema.name == "foxglove.CompressedImage" and message["format"] == "jpeg"
    data = np.frombuffer(base64.b64decode(message["data"]), np.uint8)
    assert cv2.imdecode(data, cv2.IMREAD_COLOR).shape == (HEIGHT, WIDTH, 3)
    assert data.tobytes() == cv2.imencode(".jpg", scene(DRIVER))[1].tobytes()


def test_a_range_holds_nothing_else(contents, tmp_path):
    start = contents.start
    assert write_mcap(contents, tmp_path / "part.mcap", span=(start + 10**9, start + 2 * 10**9)) == 11
    times = {at for _, _, at, _ in messages(tmp_path / "part.mcap")}
    assert max(times) - min(times) == 10**9


def test_without_pictures_there_is_the_rest(tmp_path):
    contents = contents_of(record(tmp_path, pictures=False))
    assert write_mcap(contents, tmp_path / "drive.mcap") == 0
    assert {channel.topic for _, channel, _, _ in messages(tmp_path / "drive.mcap")} == {
        *("/log", "/events", "/measures", "/states")
    }


def test_blurring_copies_no_jpeg_that_shows_a_face(tmp_path):
    contents = contents_of(record(tmp_path, mjpeg=True))

    def blur(frame):
        from app.frames.frame import Frame

        return Frame(image=frame.image * 0, index=frame.index, captured_at=frame.captured_at, wall_time=frame.wall_time)

    write_mcap(contents, tmp_path / "drive.mcap", blur=blur)
    assert {schema.name for schema, *_ in messages(tmp_path / "drive.mcap", "/camera")} == {"foxglove.CompressedVideo"}
