"""People: their bodies, faces, hair, and what they wear and hold."""
