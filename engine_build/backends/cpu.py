"""The CPU runtime: its engine is the typed graph itself."""

import onnxruntime

NAME = "cpu"
TARGET = "cpu"


def version() -> str:
    """Return ONNX Runtime's version."""
    return str(onnxruntime.__version__)
