"""Figures for the driver detector."""

from pose.boxes import Box

MATCH = 0.5
"""Intersection over union from which a box is the person's."""


def summarise_boxes(truth: list[list[Box]], found: list[list[Box]]) -> dict[str, float]:
    """Compare found with labelled boxes, picture by picture; every box is matched at most once, best first.

    Returns
    -------
    recall : share of labelled people that were found.
    main_recall : share of pictures with people whose largest person was found: in a cabin, the driver.
    false_boxes : boxes a picture that are nobody's.
    empty_right : share of pictures without people in which nobody was found; NaN without such pictures.
    pictures, people : how many.
    """
    people = hits = false = mains = main_hits = empty = empty_right = 0
    for labelled, boxes in zip(truth, found, strict=True):
        free = sorted(labelled, key=lambda box: -box.area)
        main = free[0] if free else None
        for box in boxes:
            best = max(free, key=box.iou, default=None)
            if best is None or box.iou(best) < MATCH:
                false += 1
                continue
            free.remove(best)
            hits += 1
            main_hits += best is main
        people += len(labelled)
        mains += main is not None
        if main is None:
            empty += 1
            empty_right += not boxes
    return {
        "recall": hits / people if people else float("nan"),
        "main_recall": main_hits / mains if mains else float("nan"),
        "false_boxes": false / len(truth),
        "empty_right": empty_right / empty if empty else float("nan"),
        "pictures": float(len(truth)),
        "people": float(people),
    }
