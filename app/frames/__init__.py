"""Where frames come from: camera, video file, picture folder."""
