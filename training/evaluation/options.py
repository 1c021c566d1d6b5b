"""How a network's answers are read: ways that cost time and gain accuracy, so what is printed names them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What was asked for on the command line.

    Attributes
    ----------
    flip : ask for the mirrored crop as well and take the mean (`flip_test`).
    dark : find the peak's place with DARK (`dark`) instead of by a quarter pixel (`pose.heatmap`).
    """

    flip: bool = False
    dark: bool = False

    @property
    def need_heatmaps(self) -> bool:
        """Whether the graph's own decoding is not enough."""
        return self.flip or self.dark

    def __str__(self) -> str:
        return f"{'flip test' if self.flip else 'no flip test'}, {'DARK' if self.dark else 'quarter-pixel'} decoding"
