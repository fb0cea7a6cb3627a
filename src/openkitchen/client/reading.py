"""Read JSON as records, and a server's errors as ours."""

from __future__ import annotations

import inspect
import re
import types
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from openkitchen import errors
from openkitchen.errors import InputError, OpenKitchenError, ServerError, UnknownName

__all__ = ["error_of", "record_of"]

Record = TypeVar("Record")

_OURS: dict[str, type[OpenKitchenError]] = {
    re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower(): kind
    for name, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, OpenKitchenError)
}
_OTHERS = {"invalid_request": InputError, "not_found": UnknownName}


def record_of(kind: type[Record], value: Any) -> Record:
    """Read a document as a record; members that a newer server adds are left out.

    Raises
    ------
    ServerError
        When something that the record has is missing.
    """
    try:
        return cast("Record", _read(kind, value))
    except (KeyError, TypeError, AttributeError) as error:
        raise ServerError(
            f"the answer is no {kind.__name__}: {type(error).__name__} {error}",
            hint="Is this the address of an Open Kitchen, of a version like the client's?",
        ) from error


def error_of(status: int, document: Any) -> OpenKitchenError:
    """Return a server's error as the exception that the library itself would raise."""
    told = document.get("error") if isinstance(document, dict) else None
    if not isinstance(told, dict):
        return ServerError(f"the server answered {status} without saying why")
    name, message = str(told.get("kind", "")), str(told.get("message", ""))
    kind = _OURS.get(name) or _OTHERS.get(name) or ServerError
    error = cast("OpenKitchenError", Exception.__new__(kind))
    OpenKitchenError.__init__(error, message, hint=str(told.get("hint", "")))
    if isinstance(error, InputError):
        error.what, error.expected = message, ""
        error.file = error.line = error.column = None
    if isinstance(error, UnknownName):
        error.kind = error.name = ""
    return error


@cache
def _members(kind: type[Any]) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def _read(kind: Any, value: Any) -> Any:
    if is_dataclass(kind) and isinstance(kind, type):
        return kind(**{name: _read(of, value[name]) for name, of in _members(kind).items()})
    origin, parts = get_origin(kind), get_args(kind)
    if origin in {Union, types.UnionType}:
        return None if value is None else _read(parts[0], value)
    if origin is tuple:
        same = len(parts) == 2 and parts[1] is Ellipsis
        of = [parts[0]] * len(value) if same else list(parts)
        return tuple(_read(one, each) for one, each in zip(of, value, strict=True))
    return value
