"""Drives: what a driver does one after the other, how the body moves between, and what is true meanwhile."""
