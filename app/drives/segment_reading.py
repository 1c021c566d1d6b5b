"""Reading one segment, whole or cut off."""

from collections.abc import Iterator
from pathlib import Path

import av
from av.container import InputContainer


def open_for_reading(path: Path) -> InputContainer:
    """Open a segment.

    Raises
    ------
    av.FFmpegError, OSError : it is not there, or has not even a header.
    """
    return av.open(str(path.absolute()), options={"format_whitelist": "matroska,webm", "protocol_whitelist": "file"})


def packets(container: InputContainer) -> Iterator[av.Packet]:
    """Yield the packets with a time, up to where the video is cut or damaged."""
    try:
        for packet in container.demux(container.streams.video[0]):
            if packet.size and packet.pts is not None:
                yield packet
    except (av.FFmpegError, OSError):
        return
