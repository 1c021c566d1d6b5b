"""TOML files as frozen dataclasses: unknown keys are refused with the nearest name."""

import difflib
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

import cattrs
import tomli_w
from cattrs.errors import BaseValidationError, ForbiddenExtraKeysError

from pose.errors import UserError

T = TypeVar("T")

_converter = cattrs.Converter(forbid_extra_keys=True)


def _exactly(value: object, kind: type[T]) -> T:
    """Refuse what Python would turn into a `kind` all the same: `"no"` is a true text, 1.5 a whole 1."""
    if type(value) is not kind:
        raise ValueError(f"{value!r} is no {'whole number' if kind is int else 'true or false'}")
    return value


_converter.register_structure_hook(bool, _exactly)
_converter.register_structure_hook(int, _exactly)


def read(path: Path, kind: type[T]) -> T:
    """Read `path` as a `kind` (a dataclass, nested as needed).

    Raises
    ------
    UserError : no such file, no TOML, an unknown key (with the nearest known one), a missing or mistyped value.
    """
    return structure(read_table(path), kind, str(path))


def loads(text: str, kind: type[T], where: str) -> T:
    """Turn TOML text into a `kind`; `where` names it in a `UserError`, as for `read`."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"{where}: is not valid TOML ({error})") from error
    return structure(table, kind, where)


def read_table(path: Path) -> dict[str, Any]:
    """Read `path` as a plain table; a file that is none is a `UserError`."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror}); check the path and its rights") from error
    except UnicodeDecodeError as error:
        raise UserError(f"{path}: is not text; a TOML file is expected") from error
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"{path}: is not valid TOML ({error})") from error


def structure(table: dict[str, Any], kind: type[T], where: str) -> T:
    """Turn a table into a `kind`; `where` names it in a `UserError`, as for `read`."""
    try:
        return _converter.structure(table, kind)
    except (BaseValidationError, ValueError, TypeError, KeyError) as error:
        raise UserError(f"{where}: {_explain(error)}") from error


def dumps(value: object) -> str:
    """Return a dataclass as TOML text; values of None are left out (TOML has no null)."""
    return tomli_w.dumps(_without_none(_converter.unstructure(value)))


def _without_none(value: object) -> dict[str, object]:
    assert isinstance(value, dict)
    return {
        key: _without_none(inner) if isinstance(inner, dict) else inner
        for key, inner in value.items()
        if inner is not None
    }


def _explain(error: BaseException) -> str:
    """Name the first thing that is wrong, in one line."""
    if isinstance(error, ForbiddenExtraKeysError):
        key = sorted(error.extra_fields)[0]
        known = [field.name for field in fields(error.cl)]
        near = difflib.get_close_matches(key, known, n=1, cutoff=0.0)
        return f"unknown key '{key}'" + (f"; did you mean '{near[0]}'?" if near else "")
    if isinstance(error, BaseValidationError):
        return _explain(error.exceptions[0])
    where = "; ".join(str(note) for note in getattr(error, "__notes__", []))
    if isinstance(error, KeyError):
        return f"missing key {error}" + (f" ({where})" if where else "")
    return f"{error}" + (f" ({where})" if where else "")
