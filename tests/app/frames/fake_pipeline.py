"""A fake of `gst-launch-1.0`: JPEGs (or H.264) in Matroska on the output, as the real one's muxer gives them.

`python fake_pipeline.py good|hangs|fails|h264`
"""

import os
import sys
import time
from fractions import Fraction

import av
import numpy as np
import simplejpeg


class Output:
    """The pipe: written, never sought."""

    def write(self, content):
        return os.write(1, content)


def encode(container):
    stream = container.add_stream("libx264", rate=50, options={"tune": "zerolatency", "g": "10"})
    stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
    for number in range(10**6):
        image = np.full((48, 64, 3), 40 + number % 100, np.uint8)
        container.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="bgr24").reformat(format="yuv420p")))
        time.sleep(0.02)


def main():
    if sys.argv[1] == "fails":
        print("no such element: nvarguscamerasrc", file=sys.stderr)
        sys.exit(1)
    container = av.open(
        Output(), "w", format="matroska", options={"live": "1", "flush_packets": "1", "cluster_time_limit": "50"}
    )
    if sys.argv[1] == "h264":
        encode(container)
        return
    stream = container.add_mux_stream("mjpeg", rate=50, width=64, height=48)
    stream.time_base = Fraction(1, 1000)
    for number in range(10**6):
        if sys.argv[1] == "hangs" and number == 20:
            time.sleep(600)
        image = np.random.default_rng(number).integers(0, 255, (48, 64, 3), dtype=np.uint8)
        packet = av.Packet(simplejpeg.encode_jpeg(image, colorspace="BGR"))
        packet.stream = stream
        packet.pts = packet.dts = number * 20
        packet.time_base = Fraction(1, 1000)
        packet.is_keyframe = True
        container.mux(packet)
        time.sleep(0.02)


main()
