"""What the car says of itself: read from a file in replay, or from the CAN bus."""
