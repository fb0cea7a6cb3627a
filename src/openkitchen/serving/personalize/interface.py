"""The operations of the three services, and whether a request is one of them.

``interface.json`` holds names, types and limits; ``scripts/write_personalize_interface.py``
writes it from botocore's service models.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any, NoReturn

from openkitchen.serving.personalize.faults import invalid

__all__ = ["CONTROL", "EVENTS", "RUNTIME", "Interface", "interface"]

CONTROL, EVENTS, RUNTIME = "personalize", "personalize-events", "personalize-runtime"

_TYPES: dict[str, tuple[str, tuple[type, ...]]] = {
    "string": ("a string", (str,)),
    "boolean": ("true or false", (bool,)),
    "integer": ("a whole number", (int,)),
    "long": ("a whole number", (int,)),
    "float": ("a number", (int, float)),
    "double": ("a number", (int, float)),
    "structure": ("an object", (dict,)),
    "map": ("an object", (dict,)),
    "list": ("a list", (list,)),
}
_LETTERS = {r"\p{ASCII}": r"[\x00-\x7f]", r"\p{L}\p{Z}\p{N}": r"\w\s"}
_OWN_PATTERNS = {"S3Location": r"(s3|http|https|file)://.+"}
_JSON_DEPTH = 3


@dataclass(frozen=True)
class Interface:
    """What one service takes in.

    Parameters
    ----------
    service
        Its name.
    operations
        By name: ``path``, ``input`` (a shape) and ``errors``.
    shapes
        By name: ``type`` and limits; ``members`` and ``required`` of a structure.
    """

    service: str
    operations: Mapping[str, Any]
    shapes: Mapping[str, Any]

    def check(self, operation: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Return what an operation was asked, without members that it does not know.

        Raises
        ------
        Fault
            ``InvalidInputException``, naming the member and what was expected.
        """
        return dict(self._structure(self.operations[operation]["input"], body, ""))

    def _value(self, name: str, value: Any, where: str) -> Any:
        shape = self.shapes[name]
        if shape["type"] == "timestamp":
            return _moment(value, where)
        expected, types = _TYPES[shape["type"]]
        whole = isinstance(value, float) and value.is_integer() and int in types
        if whole and float not in types:
            value = int(value)
        right = isinstance(value, types) and (bool in types or not isinstance(value, bool))
        if not right:
            raise invalid(f"{where} is not {expected}: {_shown(value)}")
        if shape["type"] == "structure":
            return self._structure(name, value, where)
        _check_limits(name, shape, value, where)
        if shape["type"] == "list":
            member = shape["member"]
            return [self._value(member, one, f"{where}[{n}]") for n, one in enumerate(value)]
        if shape["type"] == "map":
            for key in value:
                self._value(shape["key"], key, f"a key of {where}")
            return {k: self._value(shape["value"], v, f"{where}.{k}") for k, v in value.items()}
        return value

    def _structure(self, name: str, body: Mapping[str, Any], where: str) -> dict[str, Any]:
        shape = self.shapes[name]
        missing = [one for one in shape["required"] if body.get(one) is None]
        if missing:
            raise invalid(f"{'.'.join(filter(None, (where, missing[0])))} is missing")
        found = {}
        for member, one in shape["members"].items():
            value = body.get(member)
            if value is not None:
                path = f"{where}.{member}" if where else member
                reading = _document if one.get("json") else self._value
                found[member] = reading(one["shape"], value, path)
        return found


@cache
def interface(service: str) -> Interface:
    """Return what a service takes in."""
    text = (files("openkitchen.serving.personalize") / "interface.json").read_text("utf-8")
    found = json.loads(text)[service]
    return Interface(service, found["operations"], found["shapes"])


def _document(shape: str, value: Any, where: str) -> Any:
    """Read JSON that may have been written as a string, and that string as one again."""
    del shape
    for _ in range(_JSON_DEPTH):
        if not isinstance(value, str):
            break
        try:
            value = json.loads(value, parse_constant=_no_number, parse_float=_finite)
        except (ValueError, RecursionError) as error:
            raise invalid(f"{where} is not JSON: {_shown(value)}") from error
    if not isinstance(value, dict):
        raise invalid(f"{where} is not a JSON object: {_shown(value)}")
    return value


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number in JSON")


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _no_number(text)


def _check_limits(name: str, shape: Mapping[str, Any], value: Any, where: str) -> None:
    sized = shape["type"] in {"string", "list", "map"}
    if not sized and isinstance(value, float) and not math.isfinite(value):
        raise invalid(f"{where} is not a finite number")
    size = len(value) if sized else value
    what = "the length of " if sized else ""
    if size < shape.get("min", -math.inf):
        raise invalid(f"{what}{where} is {size}, expected {shape['min']} or more")
    if size > shape.get("max", math.inf):
        raise invalid(f"{what}{where} is {size}, expected {shape['max']} or less")
    if "enum" in shape and value not in shape["enum"]:
        raise invalid(f"{where} is {_shown(value)}, expected one of {', '.join(shape['enum'])}")
    pattern = _OWN_PATTERNS.get(name, shape.get("pattern"))
    if pattern and not _compiled(pattern).fullmatch(value):
        raise invalid(f"{where} is {_shown(value)}, expected the form {pattern}")
    if shape["type"] == "string":
        _check_encoding(value, where)


def _check_encoding(value: str, where: str) -> None:
    if "\0" in value:
        raise invalid(f"{where} holds a NUL character")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise invalid(f"{where} holds half a character") from error


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    for theirs, ours in _LETTERS.items():
        pattern = pattern.replace(theirs, ours)
    return re.compile(pattern, re.DOTALL)


def _moment(value: Any, where: str) -> float:
    """Read epoch seconds, or a time in ISO 8601."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value).timestamp()
        except (ValueError, OverflowError) as error:
            raise invalid(f"{where} is no time: {_shown(value)}") from error
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise invalid(f"{where} is no time: {_shown(value)}")
    if not 0 <= value < 1e11:
        raise invalid(f"{where} is no time: {_shown(value)}", "Give seconds since 1970.")
    return float(value)


def _shown(value: Any) -> str:
    text = json.dumps(value) if not isinstance(value, str) else value
    return text if len(text) <= 60 else f"{text[:60]}…"
