"""A frame in, an Observation out: detect, follow, crop, infer, smooth."""
