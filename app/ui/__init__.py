"""The Qt windows: one widget per module, what it shows injected."""
