"""Where frames come from: camera, network stream, pipeline, video file, picture folder."""
