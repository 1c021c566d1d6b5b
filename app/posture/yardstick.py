"""What measures are taken against: the wheel zone and the neutral posture, as calibrated or learnt."""

from app.perception.observation import Observation
from app.posture.neutral import Neutral, NeutralLearner, neutral_of_cabin
from calibration.cabin import Cabin
from pose.polygon import Polygon


class Yardstick:
    """Follow one drive's size of pictures, and learn its neutral posture where none is known.

    Parameters
    ----------
    wheel : the wheel zone, pixels of the picture; () leaves hands off the wheel not observable.
    cabin : the calibration, or None. Its wheel zone replaces `wheel`, and its neutral posture what would be learnt, in
        pictures of its shape.

    Attributes
    ----------
    wheel : the wheel zone that counts, pixels of the newest picture.
    """

    def __init__(self, wheel: Polygon, cabin: Cabin | None = None) -> None:
        self.wheel = self._usual_wheel = wheel
        self._cabin = cabin
        self._size = (0, 0)
        self._neutral = NeutralLearner()

    def fit(self, width: int, height: int) -> None:
        """Take from the calibration what holds for pictures of this size, pixels."""
        if self._cabin is None or (width, height) == self._size:
            return
        self._size = (width, height)
        fitted = self._cabin.fitted(width, height)
        self.wheel = fitted.wheel if fitted is not None and fitted.wheel else self._usual_wheel
        self._neutral = NeutralLearner(None if fitted is None else neutral_of_cabin(fitted))

    def neutral(self, observation: Observation) -> Neutral | None:
        """Take the next observation; return the neutral posture as soon as it is known, and ever after."""
        return self._neutral.update(observation)
