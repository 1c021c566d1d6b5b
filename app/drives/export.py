"""A drive's video for others: one MP4 that plays anywhere, faces blurred if wanted."""

from collections.abc import Callable, Iterator
from pathlib import Path

import av
from av.video.frame import VideoFrame

from app.drives.recorded_video import RecordedVideo
from app.drives.segment_writer import RATE, TIME_BASE, even_size, yuv
from app.frames.frame import BrokenPictureError, Frame
from pose.errors import UserError

ENCODER = {
    # Twice the time of the recorder's, half the bytes: nobody waits at the wheel.
    "preset": "veryfast",
    "crf": "23",
}


def export_video(
    source: RecordedVideo,
    path: Path,
    *,
    blur: Callable[[Frame], Frame] | None = None,
    on_frame: Callable[[], object] = lambda: None,
) -> int:
    """Write the recording to `path` as H.264, upright; return how many frames were written.

    The file is there whole or not at all. Frames of another size than the first one's are left out.

    Parameters
    ----------
    blur : returns a frame without faces.
    on_frame : called after each frame, for progress.

    Raises
    ------
    UserError : it cannot be written, or the recording is damaged.
    """
    part = path.with_name(path.name + ".part")
    try:
        with av.open(str(part), "w", format="mp4") as container:
            stream = container.add_stream("libx264", rate=RATE, options=ENCODER)
            stream.pix_fmt = "yuv420p"
            stream.codec_context.time_base = TIME_BASE
            start, last, size, done = 0, -1, (0, 0), 0
            for frame in _whole_frames(source, blur):
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
                on_frame()
            container.mux(stream.encode(None))
        part.replace(path)
        return done
    except (av.FFmpegError, OSError) as error:
        raise UserError(
            f"{path}: cannot be written ({error.strerror}); free some space or name another folder"
        ) from error
    finally:
        part.unlink(missing_ok=True)


def _whole_frames(source: RecordedVideo, blur: Callable[[Frame], Frame] | None) -> Iterator[Frame]:
    while (frame := source.read()) is not None:
        try:
            shown = frame if blur is None else blur(frame)
            _ = shown.image
        except BrokenPictureError:
            continue
        yield shown
