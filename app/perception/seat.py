"""Who of several people is the driver: whoever sits in the driver's seat, and stays the driver from then on."""

from collections.abc import Sequence
from dataclasses import dataclass

from calibration.cabin import Cabin, HandDrive
from pose.boxes import Box
from pose.detection import Detection
from pose.polygon import Polygon, distance_outside

SAME_IOU = 0.3
"""From this overlap on, a box is the same person's as the one that was followed: nobody changes seats in a second."""

CHEST = 0.4
"""Where the chest is, share of a driver's box from its top. What is below is hidden by the wheel now and then."""

WRONG_SIDE = 0.5
"""Weight of who sits on the other side of the picture: a camera that looks across the car may show the driver there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Where the driver's seat is in the picture.

    Attributes
    ----------
    region : polygon, pixels of the picture, that the driver's chest is in; (): not known.
    hand_drive : side of the car, or None. A camera that looks back sees the car's left on the picture's right. Only a
        preference, where `region` is a condition.
    """

    region: Polygon = ()
    hand_drive: HandDrive | None = None

    @classmethod
    def of_box(cls, box: Box) -> "Seat":
        """Return the seat whose region is a box."""
        return cls(region=((box.x1, box.y1), (box.x2, box.y1), (box.x2, box.y2), (box.x1, box.y2)))

    @classmethod
    def of_cabin(cls, cabin: Cabin) -> "Seat":
        """Return the seat of a calibration."""
        return cls(region=cabin.seat, hand_drive=cabin.hand_drive)

    def has(self, box: Box) -> bool:
        """Tell whether the person in `box` may sit in the seat."""
        chest = (box.centre[0], box.y1 + CHEST * box.height)
        return len(self.region) < 3 or distance_outside(chest, self.region) <= 0


def choose_driver(
    detections: Sequence[Detection], seat: Seat | None = None, width: float = 0.0, followed: Box | None = None
) -> Box | None:
    """Return the driver among the people found, or None.

    Parameters
    ----------
    seat : where to look for the driver; None: anywhere.
    width : of the picture, pixels; asked for by `seat.hand_drive`.
    followed : where the driver was followed to, or None. Whoever is there still is the driver, whatever else comes up.
    """
    seat = seat or Seat()
    seated = [found for found in detections if seat.has(found.box)]
    if not seated:
        return None
    if followed is not None:
        same = max(seated, key=lambda found: found.box.iou(followed)).box
        if same.iou(followed) >= SAME_IOU:
            return same

    def weight(found: Detection) -> float:
        # The cabin camera faces the driver: among several, the one who is near (large) and certain. The root of the
        # area, since a passenger's box is often cut off by the picture's edge and area alone would punish that twice.
        right = found.box.centre[0] > width / 2
        expected = seat.hand_drive is None or right == (seat.hand_drive == HandDrive.LEFT)
        return found.score * found.box.area**0.5 * (1.0 if expected else WRONG_SIDE)

    return max(seated, key=weight).box
