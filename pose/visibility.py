"""The three visibility classes of a keypoint (COCO's flags; Guesdon et al., VISAPP 2022, section 3)."""

from enum import IntEnum


class Visibility(IntEnum):
    """What a picture says about one keypoint. The value is COCO's flag and the logit's index."""

    ABSENT = 0
    """Out of the picture, or nothing in the picture tells where it is."""
    OCCLUDED = 1
    """Hidden, but the picture holds enough to locate it."""
    VISIBLE = 2
    """Seen."""
