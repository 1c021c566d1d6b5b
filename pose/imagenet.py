"""ImageNet's mean and deviation: what the features' published weights were taught with (torchvision's figures)."""

MEAN = (123.675, 116.28, 103.53)
"""RGB, 0 to 255."""

DEVIATION = (58.395, 57.12, 57.375)
"""RGB, 0 to 255."""
