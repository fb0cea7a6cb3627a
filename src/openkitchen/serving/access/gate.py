"""The gate: keys, scopes and rates, before a request reaches a route."""

from __future__ import annotations

import base64
import binascii
import math
from typing import Final

import orjson
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from openkitchen.serving.access.door import Door
from openkitchen.serving.access.limits import Buckets
from openkitchen.serving.access.origin import foreign_origin
from openkitchen.serving.access.scopes import PERSONAL, allows, is_dialect, needed
from openkitchen.serving.problems import Problem, as_json
from openkitchen.store import KeyRow

__all__ = ["Gate", "key_in"]

_SIGNED = "AWS4-HMAC-SHA256 "
_HINT = "Send a key: Authorization: Bearer okk_…; 'openkitchen keys create' makes one."
_MISSING: Final = Problem("key_missing", "this server asks for a key", _HINT)
_UNKNOWN: Final = Problem("key_unknown", "this key is not known, or has ended", _HINT)
_FOREIGN: Final = Problem(
    "foreign_origin", "a page elsewhere may not write here", "Ask from a program, or from here."
)


class Gate:
    """ASGI middleware: lets in who may ask.

    Parameters
    ----------
    app
        What stands behind the gate.
    door
        Keys and limits.
    """

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self.app = app
        self.door = door
        self.rates = Buckets(door.limits.rate)
        self.refusals = Buckets(door.limits.refusals)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or answer why not."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        await (refusal or self.app)(scope, receive, send)

    def _refusal(self, scope: Scope) -> Response | None:
        headers, method, path = Headers(scope=scope), scope["method"], scope["path"]
        if foreign_origin(method, headers):
            return _refused(scope, 403, _FOREIGN)
        wanted, address = needed(method, path), _address(scope)
        if wanted is None:
            return self._too_fast(scope, address) if path.startswith(PERSONAL) else None
        if not self.door.ring.asks:
            return self._too_fast(scope, address)
        text = key_in(headers)
        if not text and self.door.signatures and is_dialect(method, path) and _signed(headers):
            return self._too_fast(scope, address)  # the dialect checks the signature
        key = self.door.ring.who(text) if text else None
        if key is None or not allows(key.scopes, wanted):
            wait = self.refusals.take(address)
            return _later(scope, wait) if wait else _no_entry(scope, key, text, wanted)
        scope.setdefault("state", {})["key"] = key
        return self._too_fast(scope, key.id)

    def _too_fast(self, scope: Scope, name: str) -> Response | None:
        wait = self.rates.take(name)
        return _later(scope, wait) if wait else None


def key_in(headers: Headers) -> str:
    """Return the key that a request brings; empty without one.

    It may stand in ``Authorization: Bearer``, in ``X-API-Key``, or be the password of
    ``Authorization: Basic``, which browsers ask people for. Addresses are not looked at:
    they end up in logs and histories.
    """
    kind, _, rest = headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return rest.strip()
    if kind.lower() == "basic":
        try:
            return base64.b64decode(rest, validate=True).decode().partition(":")[2].strip()
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return headers.get("x-api-key", "").strip()


def _signed(headers: Headers) -> bool:
    return headers.get("authorization", "").startswith(_SIGNED)


def _address(scope: Scope) -> str:
    return str((scope.get("client") or ("",))[0])


def _no_entry(scope: Scope, key: KeyRow | None, text: str, wanted: str) -> Response:
    if key is None:
        return _refused(scope, 401, _UNKNOWN if text else _MISSING)
    return _refused(scope, 403, _lacks(key, wanted))


def _lacks(key: KeyRow, wanted: str) -> Problem:
    has = " and ".join(key.scopes)
    message = f"this key may {has}; this needs {wanted}"
    return Problem("scope_missing", message, f"Make a key with --scope {wanted}.")


def _later(scope: Scope, wait: float) -> Response:
    problem = Problem("too_many_requests", "requests come too fast", "Wait, then ask again.")
    answer = _refused(scope, 429, problem)
    answer.headers["retry-after"] = str(math.ceil(wait))
    return answer


def _refused(scope: Scope, status: int, problem: Problem) -> Response:
    if is_dialect(scope["method"], scope["path"]):
        return _to_aws(status, problem)
    answer = as_json(status, problem)
    if status == 401:
        for_people = not scope["path"].startswith("/v1/")
        kind = 'Basic realm="Open Kitchen", charset="UTF-8"' if for_people else "Bearer"
        answer.headers["www-authenticate"] = kind
    return answer


def _to_aws(status: int, problem: Problem) -> Response:
    """Refuse in the words of the dialect, which boto3 understands."""
    code = "ThrottlingException" if status == 429 else "AccessDeniedException"
    hint = problem.hint if status == 429 else "Sign with a key of the server's table (--keys)."
    body = orjson.dumps({"__type": code, "message": f"{problem.message}. {hint}"})
    headers = {"x-amzn-errortype": code}
    return Response(body, 429 if status == 429 else 403, headers, "application/x-amz-json-1.1")
