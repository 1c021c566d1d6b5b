"""JSON schemas of what `mcap_file` writes: Foxglove's own by their names, and this product's events and measures."""

from typing import Any

from app.export.records import measure_names

Schema = dict[str, Any]


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


_NUMBER, _TEXT, _WHOLE = {"type": "number"}, {"type": "string"}, {"type": "integer"}
_TIME = _object(sec={"type": "integer", "minimum": 0}, nsec={"type": "integer", "minimum": 0, "maximum": 999_999_999})
_TIME["title"] = "time"
_BYTES = {"type": "string", "contentEncoding": "base64"}
_POINT = _object(x=_NUMBER, y=_NUMBER)
_COLOUR = _object(r=_NUMBER, g=_NUMBER, b=_NUMBER, a=_NUMBER)
_PICTURE = _object(timestamp=_TIME, frame_id=_TEXT, data=_BYTES, format=_TEXT)
_STATE = {"enum": ["not_observable", "suspended", "clear", "pending", "active"]}

SCHEMAS: dict[str, Schema] = {
    "foxglove.CompressedImage": _PICTURE,
    "foxglove.CompressedVideo": _PICTURE,
    "foxglove.ImageAnnotations": _object(
        circles=_list(
            _object(
                timestamp=_TIME,
                position=_POINT,
                diameter=_NUMBER,
                thickness=_NUMBER,
                fill_color=_COLOUR,
                outline_color=_COLOUR,
            )
        ),
        points=_list(
            _object(
                timestamp=_TIME,
                type={"oneOf": [{"const": kind} for kind in range(5)]},
                points=_list(_POINT),
                outline_color=_COLOUR,
                outline_colors=_list(_COLOUR),
                fill_color=_COLOUR,
                thickness=_NUMBER,
            )
        ),
        texts=_list(
            _object(
                timestamp=_TIME,
                position=_POINT,
                text=_TEXT,
                font_size=_NUMBER,
                text_color=_COLOUR,
                background_color=_COLOUR,
            )
        ),
    ),
    "foxglove.Log": _object(
        timestamp=_TIME, level=_WHOLE, message=_TEXT, name=_TEXT, file=_TEXT, line={"type": "integer", "minimum": 0}
    ),
    "cabinsight.PostureEvent": _object(
        kind=_TEXT,
        severity={"enum": ["notice", "warning", "alarm"]},
        start_s=_NUMBER,
        end_s=_NUMBER,
        duration_s=_NUMBER,
        wall_time=_TEXT,
        peak=_NUMBER,
        evidence=_list(_TEXT),
        rules_version=_TEXT,
    ),
    # null: not observable.
    "cabinsight.Measures": _object(**{name: {"type": ["number", "null"]} for name in measure_names()}),
    "cabinsight.RuleStates": _object(**dict.fromkeys(measure_names(), _STATE)),
}
