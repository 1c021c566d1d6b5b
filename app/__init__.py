"""The monitor: in the car and at the desk."""
