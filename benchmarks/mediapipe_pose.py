"""MediaPipe Pose over a video, in an environment of its own: milliseconds a frame as JSON. Run by `pipeline.py`."""

import json
import os
import shutil
import sys
import time
from pathlib import Path

import cv2
import mediapipe

COMPLEXITY = {"lite": 0, "full": 1}


def provide_model(variant: str) -> None:
    """Put a model that MediaPipe would download where it looks for it: from the folder that CABINSIGHT_DATA names."""
    name = f"pose_landmark_{variant}.tflite"
    wanted = Path(mediapipe.__file__).parent / "modules" / "pose_landmark" / name
    if not wanted.is_file():
        shutil.copyfile(Path(os.environ["CABINSIGHT_DATA"]) / "peers" / "mediapipe" / name, wanted)


def main() -> None:
    """Print {"ms": [...], "found": share of frames with a pose} for VIDEO and lite or full."""
    video, variant, limit = sys.argv[1], sys.argv[2], int(sys.argv[3])
    provide_model(variant)
    capture = cv2.VideoCapture(video)
    frames = []
    while len(frames) < limit:
        more, frame = capture.read()
        if not more:
            break
        frames.append(frame)
    milliseconds, found = [], 0
    with mediapipe.solutions.pose.Pose(model_complexity=COMPLEXITY[variant]) as pose:
        for frame in frames:
            started = time.perf_counter()
            result = pose.process(cv2.cvtColor(frame, cv2.COLOR_BGR2RGB))
            milliseconds.append((time.perf_counter() - started) * 1e3)
            found += result.pose_landmarks is not None
    print(json.dumps({"ms": milliseconds, "found": found / len(frames)}))


if __name__ == "__main__":
    main()
