"""Cameras: how they project, and where they hang."""
