"""A drive on disk: what was seen and what happened."""
