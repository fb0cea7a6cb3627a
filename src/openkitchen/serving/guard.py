"""What stands before every request: who may ask, how ids travel in paths, safe headers."""

from __future__ import annotations

from collections.abc import Collection
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from openkitchen.serving.problems import Problem, as_json

__all__ = ["SAFE_HEADERS", "Guard"]

SAFE_HEADERS: Final = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


class Guard:
    """ASGI middleware.

    A request that arrives on a loopback address must also name one as its host, or a host
    that was allowed: else a page elsewhere could read answers through a name of its own
    that points here (DNS rebinding). On another address, the operator decided who may ask.

    Paths are routed as they were sent, percent signs and all, so that an id may hold a
    slash: ``/v1/recommendations/a%2Fb`` is about the user ``a/b``.

    HEAD is answered like GET, without the body.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str] = ()) -> None:
        self.app = app
        self.hosts = frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check the host, then pass the request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        head = scope["method"] == "HEAD"

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                scope["method"] = "HEAD" if head else scope["method"]
                headers = MutableHeaders(scope=message)
                for name, value in SAFE_HEADERS.items():
                    headers.setdefault(name, value)
            elif head:
                message = {**message, "body": b""}
            await send(message)

        if head:
            scope["method"] = "GET"

        host = Headers(scope=scope).get("host", "")
        if not self._welcome(scope, host):
            problem = Problem(
                "host_not_allowed",
                f"this server is not known as {host!r}",
                "Open it by its address, such as http://127.0.0.1:8000, or allow the name.",
            )
            await as_json(400, problem)(scope, receive, send_safely)
            return
        if b"%00" in (scope.get("raw_path") or b"") + scope["query_string"]:
            problem = Problem("unreadable_request", "an address holds a NUL character", "")
            await as_json(400, problem)(scope, receive, send_safely)
            return
        await self.app(_as_sent(scope), receive, send_safely)

    def _welcome(self, scope: Scope, host: str) -> bool:
        server = scope.get("server") or ("", None)
        if not _is_loopback(str(server[0])):
            return True
        name = _host_name(host)
        return _is_loopback(name) or name in self.hosts


def _as_sent(scope: Scope) -> Scope:
    raw = scope.get("raw_path")
    if raw:
        scope["path"] = raw.split(b"?")[0].decode("ascii", "replace")
    return scope


def _host_name(host: str) -> str:
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""


def _is_loopback(name: str) -> bool:
    if name.lower() == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
