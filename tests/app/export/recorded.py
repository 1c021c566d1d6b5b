"""A recorded drive of eight seconds with every state of visibility and one event, made without networks."""

import cv2
import numpy as np

from app.drives.drive import DriveInfo, DriveWriter
from app.drives.log import DriveLog
from app.drives.reading import read_drive
from app.drives.recorder import Recorder
from app.export.contents import Contents
from app.frames.frame import Frame
from app.frames.packet import MJPEG, Packet
from app.perception.observation import Observation
from app.posture.inputs import Told
from app.posture.monitor import PostureMonitor
from app.posture.rules import load_rules
from app.review.trace import trace_of
from pose import toml_file
from pose.boxes import Box
from pose.keypoints import NUM_KEYPOINTS
from pose.pose import Pose
from tests.tiny_scenes import DRIVER, HEIGHT, WIDTH, scene

FRAMES, FPS = 80, 10
GONE = range(20, 60)
START = 10**12
STATES = np.arange(NUM_KEYPOINTS, dtype=np.uint8) % 3


def pose_of(i):
    place = np.stack([np.linspace(140, 180, NUM_KEYPOINTS), np.linspace(80, 160, NUM_KEYPOINTS)], axis=1)
    visibility = np.eye(3, dtype=np.float32)[STATES] * 0.7 + 0.1
    return Pose(
        xy=(place + i / 100).astype(np.float32),
        score=np.full(NUM_KEYPOINTS, 0.75, np.float32),
        visibility=visibility,
        state=STATES,
    )


def frame_of(i, mjpeg):
    image = scene(None if i in GONE else DRIVER)
    times = {"index": i, "captured_at": START + i * 10**9 // FPS, "wall_time": 1.7e9 + i / FPS}
    if not mjpeg:
        return Frame(image=image, **times)
    data = cv2.imencode(".jpg", image)[1].tobytes()
    return Frame(packet=Packet(data=data, codec=MJPEG, width=WIDTH, height=HEIGHT), **times)


def record(drives, *, mjpeg=False, pictures=True, name="<b>camera</b> 0"):
    """Make the drive as the monitor does; return it as it is read."""
    rules = load_rules()
    info = DriveInfo(
        start_wall_time=1.7e9, source=name, settings=toml_file.dumps(rules), bundles={"driver-pose": "ab" * 32}
    )
    log = DriveLog(DriveWriter(drives, info))
    recorder = Recorder(drives / log.path, log.recorded, reserve=0) if pictures else None
    monitor = PostureMonitor(rules, ())
    for i in range(FRAMES):
        frame = frame_of(i, mjpeg)
        pose = None if i in GONE else pose_of(i)
        box = None if i in GONE else Box(120.5, 60.25, 200.0, 250.0)
        told = Told.of(Observation.of(frame, box=box, raw=pose, pose=pose, timings_ms={}))
        log.told(told)
        update = monitor.tell(told)
        log.events((*update.started, *update.escalated, *update.ended))
        if recorder:
            recorder.put(frame, 10)
    if recorder:
        recorder.close(20)
    log.events(monitor.finish(told.now).ended)
    log.close(monitor.observability(), 20, told.now)
    return read_drive(drives / log.path)


def contents_of(drive):
    return Contents.of(drive, trace_of(drive))
