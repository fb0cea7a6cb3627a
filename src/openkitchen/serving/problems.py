"""One shape for everything that goes wrong: ``{"error": {"kind", "message", "hint"}}``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from openkitchen.errors import (
    InputError,
    ModelError,
    OpenKitchenError,
    SettingsError,
    StoreBusy,
    StoreError,
    UnknownName,
    WorkspaceError,
)
from openkitchen.serving.personalize.faults import NOT_FOUND, Fault

__all__ = ["ErrorAnswer", "Problem", "answer_problem", "as_json", "headers_of", "problem_of"]

_STATUS: tuple[tuple[type[OpenKitchenError], int], ...] = (
    (UnknownName, 404),
    (SettingsError, 422),
    (InputError, 422),
    (ModelError, 409),
    (WorkspaceError, 409),
    (Fault, 422),
    (StoreBusy, 429),
    (StoreError, 503),
)
_HTTP = {
    400: ("unreadable_request", "the body cannot be read", "Send JSON in UTF-8."),
    404: ("not_found", "there is no such page", "See /v1/info and /openapi.json."),
    405: ("method_not_allowed", "this address takes another method", "See /openapi.json."),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is the matter, and what to do about it."""

    kind: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class ErrorAnswer:
    """The body of every answer that is an error."""

    error: Problem


def problem_of(error: Exception) -> tuple[int, Problem]:
    """Tell the status code and the problem of an error; of a bug, no details."""
    if isinstance(error, OpenKitchenError):
        status = next((code for kind, code in _STATUS if isinstance(error, kind)), 500)
        if isinstance(error, Fault) and error.code == NOT_FOUND:
            status = 404
        return status, Problem(_snake(type(error).__name__), error.message, error.hint)
    if isinstance(error, UnicodeEncodeError):
        return 422, Problem("invalid_request", "half a character is no text", "Send UTF-8.")
    if isinstance(error, RequestValidationError):
        return 422, Problem("invalid_request", _fields(error), _where_to_look(error))
    if isinstance(error, HTTPException):
        detail = str(error.detail)
        return error.status_code, Problem(*_HTTP.get(error.status_code, ("http_error", detail, "")))
    return 500, Problem(
        "internal_error", "something went wrong here", "The server's log says what."
    )


def as_json(
    status: int, problem: Problem, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """Write a problem down."""
    return JSONResponse(asdict(ErrorAnswer(problem)), status, headers)


async def answer_problem(request: Request, error: Exception) -> Response:
    """Answer a request that ended in an error."""
    del request
    return as_json(*problem_of(error), headers_of(error))


def headers_of(error: Exception) -> Mapping[str, str]:
    """Return the headers of the answer to an error: those that it names, or when to come again."""
    if isinstance(error, StoreError):
        return {"retry-after": "1"}
    return getattr(error, "headers", None) or {}


def _fields(error: RequestValidationError) -> str:
    return "; ".join(
        f"{'.'.join(str(part) for part in found['loc'][1:]) or 'the body'}: {_said(found)}"
        for found in error.errors()
    )


def _said(found: Mapping[str, Any]) -> str:
    """Say what was expected; names of our classes mean nothing to whoever asks."""
    if found["type"] in {"dataclass_type", "model_type", "model_attributes_type"}:
        return "Input should be a JSON object"
    if found["type"] == "unexpected_keyword_argument":
        return "there is no such field"
    return str(found["msg"]).removeprefix("Value error, ")


def _where_to_look(error: RequestValidationError) -> str:
    """Tell where the form of requests stands; before that, what a body is that was not read."""
    unread = isinstance(error.body, bytes) and error.body
    return "Send it with content-type: application/json." if unread else "See /openapi.json."


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
