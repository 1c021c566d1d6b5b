"""What TensorRT and TensorRT-RTX say went wrong, while building and while running."""

from typing import Any


def collecting_logger(trt: Any) -> Any:  # noqa: ANN401 - a lazy module and its class
    """Make a logger of `trt` (either module) whose `errors` keeps what went wrong, for the message."""

    class CollectingLogger(trt.ILogger):
        """The rest is chatter."""

        def __init__(self) -> None:
            super().__init__()
            self.errors: list[str] = []

        def log(self, severity: object, message: str) -> None:
            """Take one line from TensorRT."""
            if severity in (trt.ILogger.Severity.ERROR, trt.ILogger.Severity.INTERNAL_ERROR):
                self.errors.append(message)

    return CollectingLogger()
