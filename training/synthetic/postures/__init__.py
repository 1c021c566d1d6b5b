"""What the driver does, and the bone rotations that do it."""
