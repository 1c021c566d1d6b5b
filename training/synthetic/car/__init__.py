"""The car around the driver."""
