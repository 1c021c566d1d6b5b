"""Frames as one MP4 that plays anywhere: a drive's video for others."""

from collections.abc import Iterable
from pathlib import Path

import av
from av.video.frame import VideoFrame

from app.drives.segment_writer import RATE, TIME_BASE, even_size, yuv
from app.frames.frame import Frame
from app.whole_file import whole_file
from pose.errors import UserError

ENCODER = {
    # Twice the time of the recorder's, half the bytes: nobody waits at the wheel.
    "preset": "veryfast",
    "crf": "23",
}


def write_clip(frames: Iterable[Frame], path: Path) -> int:
    """Write frames to `path` as H.264 in MP4; return how many were written.

    The file is there whole or not at all. Frames of another size than the first one's are left out.

    Raises
    ------
    UserError : it cannot be written; or what `frames` raises.
    """
    try:
        with whole_file(path) as part, av.open(str(part), "w", format="mp4") as container:
            stream = container.add_stream("libx264", rate=RATE, options=ENCODER)
            stream.pix_fmt = "yuv420p"
            stream.codec_context.time_base = TIME_BASE
            start, last, size, done = 0, -1, (0, 0), 0
            for frame in frames:
                if done == 0:
                    start, size = frame.captured_at, even_size(frame.image)
                    stream.width, stream.height = size
                elif even_size(frame.image) != size:
                    continue
                picture = VideoFrame.from_ndarray(yuv(frame.image, size), format="yuv420p")
                picture.pts = last = max((frame.captured_at - start) // 1_000_000, last + 1)
                picture.time_base = TIME_BASE
                container.mux(stream.encode(picture))
                done += 1
            if done == 0:
                raise UserError(f"{path}: no pictures to write; choose another range")
            container.mux(stream.encode(None))
            container.close()
        return done
    except (av.FFmpegError, OSError) as error:
        raise UserError(
            f"{path}: cannot be written ({error.strerror}); free some space or name another folder"
        ) from error
