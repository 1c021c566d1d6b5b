"""From what a segment holds to a frame as it was captured: upright, with its own index and times."""

import av
import numpy as np
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from app.drives.recorded import RecordedFrame, Segment
from app.frames.frame import Frame
from app.frames.packet import MJPEG, Packet


def jpeg_of(packet: av.Packet, stream: VideoStream) -> Packet:
    """Return an MJPEG segment's packet as the camera's: it is decoded on demand."""
    return Packet(data=bytes(packet), codec=MJPEG, width=stream.width, height=stream.height)


def recorded_picture(picture: Packet | VideoFrame, segment: Segment, known: RecordedFrame) -> Frame:
    """Return the frame of a packet, or of a decoded picture, of `segment`."""
    if isinstance(picture, Packet):
        return Frame(
            packet=picture,
            orientation=segment.orientation,
            index=known.index,
            captured_at=known.captured_at,
            wall_time=known.wall_time,
        )
    image = np.asarray(picture.to_ndarray(format="bgr24"), dtype=np.uint8)
    return Frame(
        image=segment.orientation.apply(image),
        index=known.index,
        captured_at=known.captured_at,
        wall_time=known.wall_time,
    )
