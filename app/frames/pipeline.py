"""Frames from a GStreamer pipeline, in a child process: a driver that hangs (a Jetson's camera) can be killed."""

import os
import select
import shlex
import signal
import subprocess
import tempfile
from collections.abc import Sequence

from app.frames.frame import Frame
from app.frames.live_stream import LiveStream
from app.frames.orientation import UPRIGHT, Orientation
from pose.errors import UserError

PREFIX = "gst:"

SILENCE_S = 3.0
"""Seconds without a byte after which the child is killed."""

FIRST_S = 10.0
"""Seconds that a pipeline may take to its first byte: a Jetson's camera daemon is slow."""

MUXER = "matroskamux streamable=true ! fdsink fd=1"
"""What is put behind the pipeline: FFmpeg reads it from the pipe. The pipeline ends in JPEG or H.264."""


class Pipe:
    """The reading end of a child's output. `read` gives up instead of waiting for ever.

    Attributes
    ----------
    problem : why it gave up, or "".
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._wait = FIRST_S
        self.problem = ""

    def read(self, size: int) -> bytes:
        """Return up to `size` bytes; b"" at the end, and where none come in time."""
        if not select.select([self._descriptor], [], [], self._wait)[0]:
            self.problem = f"nothing came for {self._wait:g} s"
        if self.problem:
            return b""
        self._wait = SILENCE_S
        return os.read(self._descriptor, size)


class PipelineSource:
    """A child process that writes a video to its output.

    Parameters
    ----------
    command : the program and its arguments; no shell reads them.
    description : what a person calls it.

    Raises
    ------
    UserError : it does not start, or writes no video; its last line of complaint is told.
    """

    live = True

    def __init__(self, command: Sequence[str], description: str, orientation: Orientation = UPRIGHT) -> None:
        self.description = description
        # Not a pipe: a child that complains a lot would fill it and stand still. Closed in `close`.
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115
        try:
            # A group of its own: whatever it starts is killed with it, and Ctrl+C does not reach it before us.
            self._child = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=self._complaints,
                start_new_session=True,
                bufsize=0,
            )
        except OSError as error:
            self._complaints.close()
            raise UserError(
                f"{description}: {command[0]} does not start ({error.strerror}); install gstreamer1.0-tools"
            ) from error
        assert self._child.stdout is not None
        self._pipe = Pipe(self._child.stdout.fileno())
        try:
            self._stream = LiveStream(
                self._pipe,
                description=description,
                options={"format_whitelist": "matroska,webm"},
                timeout=None,
                format="matroska",
                orientation=orientation,
            )
        except UserError as error:
            raise self._with_complaint(error) from error
        self.fps = self._stream.fps

    def read(self) -> Frame | None:
        """Wait for the next frame; UserError where the child ended or hangs. None once closed."""
        try:
            return self._stream.read()
        except UserError as error:
            raise self._with_complaint(error) from error

    def close(self) -> None:
        """Kill the child. Safe to call twice."""
        if self._complaints.closed:
            return
        self._stream.close()
        self._end()

    def _with_complaint(self, error: UserError) -> UserError:
        """End the child and add that it was silent, or what it said last."""
        complaint = ""
        if not self._complaints.closed:
            self._kill()
            self._complaints.seek(0)
            lines = self._complaints.read().decode(errors="replace").split("\n")
            complaint = self._pipe.problem or next((line.strip() for line in reversed(lines) if line.strip()), "")
            self._end()
        return UserError(f"{error} ({complaint})") if complaint else error

    def _kill(self) -> None:
        if self._child.poll() is None:
            os.killpg(self._child.pid, signal.SIGKILL)
        self._child.wait()

    def _end(self) -> None:
        self._kill()
        assert self._child.stdout is not None
        self._child.stdout.close()
        self._complaints.close()


def open_pipeline(text: str, orientation: Orientation = UPRIGHT) -> PipelineSource:
    """Run a GStreamer pipeline such as "nvarguscamerasrc ! nvjpegenc".

    Raises
    ------
    UserError : as for `PipelineSource`.
    """
    command = ["gst-launch-1.0", "--quiet", *shlex.split(text), "!", *shlex.split(MUXER)]
    return PipelineSource(command, "GStreamer pipeline", orientation)
