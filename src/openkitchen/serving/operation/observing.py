"""Watches every request: gives it an id, counts it, and writes a line about it."""

from __future__ import annotations

import logging
import re
import time
import uuid
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from openkitchen.serving.measures import Measures

__all__ = ["Observing"]

_FORM = re.compile(r"[A-Za-z0-9._-]{1,64}")
_HEADER = "x-request-id"
_REFUSED = frozenset({401, 403, 408, 413, 429})
_ELSEWHERE = "(none)"
_LOG = logging.getLogger("openkitchen.requests")


class Observing:
    """ASGI middleware, the outermost one.

    A request keeps the id that it brings in ``X-Request-ID``, if that is a plain word, or
    gets one; the answer tells it.
    """

    def __init__(self, app: ASGIApp, measures: Measures) -> None:
        self.app = app
        self.measures = measures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and watch what becomes of it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get(_HEADER, "")
        number = given if _FORM.fullmatch(given) else uuid.uuid4().hex
        scope.setdefault("state", {})["request_id"] = number
        status, start = 499, time.perf_counter()

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[_HEADER] = number
            await send(message)

        self.measures.under_way.inc()
        try:
            await self.app(scope, receive, send_with_id)
        except BaseException:
            status = 500 if status == 499 else status
            raise
        finally:
            self.measures.under_way.dec()
            self._tell(scope, number, status, time.perf_counter() - start)

    def _tell(self, scope: Scope, number: str, status: int, seconds: float) -> None:
        route, method = _route(scope), _method(scope)
        self.measures.requests.labels(route, method, str(status)).inc()
        self.measures.seconds.labels(route).observe(seconds)
        if status in _REFUSED:
            self.measures.refused.labels(str(status)).inc()
        if _LOG.isEnabledFor(logging.INFO):
            facts: dict[str, Any] = {"request_id": number, "method": method, "route": route}
            facts |= {"status": status, "ms": round(1000 * seconds, 2)}
            key = scope["state"].get("key")
            facts |= {} if key is None else {"key": key.id}
            _LOG.info("request", extra=facts)


def _route(scope: Scope) -> str:
    """Return the route's pattern, which holds no ids."""
    return str(getattr(scope.get("route"), "path", _ELSEWHERE))


def _method(scope: Scope) -> str:
    """Return the method, of the known ones: whoever asks may make up others."""
    known = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
    return scope["method"] if scope["method"] in known else "other"
