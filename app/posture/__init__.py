"""Observations in, measures and events out: pure objects, no clock, no thread, no file."""
