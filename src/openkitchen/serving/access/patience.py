"""Bodies that are too long or too slow, and answers that take too long."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from openkitchen.serving.access.limits import Limits
from openkitchen.serving.problems import Problem, as_json

__all__ = ["Patience"]

_GONE: Final[Message] = {"type": "http.disconnect"}


class Patience:
    """ASGI middleware: holds bodies and answers to their limits.

    A body that is too long is answered with 413, one that does not go on with 408, an answer
    that does not come with 503. What was begun goes on in the background in that case: a
    thread cannot be stopped, but nobody waits for it any more.
    """

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self.app = app
        self.limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, as long as it keeps to the limits."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        length = headers.get("content-length", "")
        if length.isdigit() and int(length) > self.limits.body_bytes:
            await self._answer(413, scope, receive, send)
            return
        held = _Exchange(receive, send, self.limits)
        held.complete = length in {"", "0"} and "transfer-encoding" not in headers
        work = asyncio.ensure_future(self._work(scope, held))
        try:
            await self._wait(work, held)
        except asyncio.CancelledError:
            work.cancel()
            raise
        if held.wrong:
            await self._answer(held.wrong, scope, receive, send)

    async def _work(self, scope: Scope, held: _Exchange) -> None:
        with suppress(ClientDisconnect):  # nobody is left to be told
            await self.app(scope, held.receive, held.send)

    async def _wait(self, work: asyncio.Task[None], held: _Exchange) -> None:
        """Wait for the work; once the body is there, no longer than an answer may take."""
        while True:
            done, _ = await asyncio.wait({work}, timeout=self.limits.answer_seconds)
            if done:
                if not held.wrong:
                    work.result()
                else:
                    work.exception()  # looked at; the client is told what was wrong
                return
            if held.complete and not held.started:
                held.wrong = 503
                _let_go(work)
                return

    async def _answer(self, status: int, scope: Scope, receive: Receive, send: Send) -> None:
        words = {
            408: ("body_too_slow", "the body did not come", "Send it in one go."),
            413: ("body_too_long", f"more than {self.limits.body_bytes:,} bytes", "Send less."),
            503: ("too_slow", "the answer took too long", "Ask again later, or for less."),
        }
        headers = {"connection": "close"} if status != 503 else {"retry-after": "1"}
        await as_json(status, Problem(*words[status]), headers)(scope, receive, send)


@dataclass
class _Exchange:
    """One request's receive and send, counted and timed."""

    inner: Receive
    outer: Send
    limits: Limits
    size: int = field(default=0)
    complete: bool = field(default=False)
    started: bool = field(default=False)
    wrong: int = field(default=0)

    async def receive(self) -> Message:
        if self.complete:
            return await self.inner()
        if self.wrong:
            return _GONE
        try:
            message = await asyncio.wait_for(self.inner(), self.limits.body_seconds)
        except TimeoutError:
            self.wrong = 408
            return _GONE
        self.size += len(message.get("body", b""))
        self.complete = not message.get("more_body", False)
        if self.size > self.limits.body_bytes:
            self.wrong = 413
            return _GONE
        return message

    async def send(self, message: Message) -> None:
        if self.wrong and not self.started:
            return
        self.started = True
        await self.outer(message)


_LEFT: set[asyncio.Task[None]] = set()


def _let_go(work: asyncio.Task[None]) -> None:
    """Keep hold of work that nobody waits for, until it ends; what it raises is let go too."""
    _LEFT.add(work)

    def _ended(task: asyncio.Task[None]) -> None:
        _LEFT.discard(task)
        if not task.cancelled():
            task.exception()

    work.add_done_callback(_ended)
