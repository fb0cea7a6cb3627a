"""A bounded load on a server on this machine: open loop, so that a slow answer delays no request.

Requests are due at fixed moments. Latency counts from the moment at which a request was due,
also when all connections were busy then: waiting is part of it.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

HOST = "127.0.0.1"


@dataclass
class Heard:
    """What came back.

    Parameters
    ----------
    seconds
        From when each request was due until its answer was there.
    statuses
        How many answers of each status; 0: the connection broke.
    bodies
        Of answers, where they were asked to be kept.
    """

    seconds: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    bodies: list[bytes] = field(default_factory=list)
    took: float = 0.0

    def figures(self) -> dict[str, Any]:
        """Return percentiles in milliseconds, and counts; of what went wrong, by status."""
        p50, p99 = np.percentile(np.array(self.seconds), [50, 99]) * 1000
        wrong = {str(status): n for status, n in self.statuses.items() if status != 200}
        return {
            "requests": float(len(self.seconds)),
            "a_second": len(self.seconds) / self.took,
            "p50_ms": float(p50),
            "p99_ms": float(p99),
            "wrong": float(sum(wrong.values())),
            "wrong_by_status": wrong,
        }


@dataclass(frozen=True)
class Question:
    """A request: method, path, and a JSON body if there is one."""

    path: str
    body: bytes = b""

    def text(self) -> bytes:
        """Return it as HTTP/1.1."""
        if not self.body:
            return f"GET {self.path} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()
        head = (
            f"POST {self.path} HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(self.body)}\r\n\r\n"
        )
        return head.encode() + self.body


class Connection:
    """One connection that is kept alive."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def ask(self, question: Question) -> tuple[int, bytes]:
        """Ask, and return status and body."""
        if self.reader is None or self.writer is None:
            self.reader, self.writer = await asyncio.open_connection(HOST, self.port)
        self.writer.write(question.text())
        head = await self.reader.readuntil(b"\r\n\r\n")
        status = int(head[9:12])
        lowered = head.lower()
        at = lowered.index(b"content-length:") + 15
        length = int(lowered[at : lowered.index(b"\r", at)])
        body = await self.reader.readexactly(length)
        if b"connection: close" in lowered:
            self.drop()
        return status, body

    def drop(self) -> None:
        """Close it; the next question opens another."""
        if self.writer is not None:
            self.writer.close()
        self.reader = self.writer = None


async def load(
    port: int,
    questions: Iterator[Question],
    *,
    a_second: float,
    seconds: float,
    connections: int = 32,
    keep: bool = False,
    patience: float = 60.0,
    answered: Callable[[Question, int], None] | None = None,
) -> Heard:
    """Send requests at a steady rate for a while.

    Parameters
    ----------
    port
        Of the server.
    questions
        What to ask; the load ends with them.
    a_second
        Requests a second; 0: as fast as the connections allow.
    seconds
        For how long.
    connections
        How many requests may be under way.
    keep
        Keep the bodies.
    patience
        Seconds after which an answer is not waited for any more.
    answered
        Told of each question and the status of its answer.
    """
    heard, start = Heard(), time.perf_counter()
    count = 0

    async def one_after_the_other() -> None:
        nonlocal count
        connection = Connection(port)
        while True:
            number, count = count, count + 1
            due = start + number / a_second if a_second else time.perf_counter()
            if due - start > seconds:
                break
            wait = due - time.perf_counter()
            if wait > 0:
                await asyncio.sleep(wait)
            question = next(questions, None)
            if question is None:
                break
            try:
                status, body = await asyncio.wait_for(connection.ask(question), patience)
            except (OSError, EOFError, TimeoutError):
                connection.drop()
                status, body = 0, b""
                await asyncio.sleep(0.05)
            heard.seconds.append(time.perf_counter() - due)
            heard.statuses[status] = heard.statuses.get(status, 0) + 1
            if keep:
                heard.bodies.append(body)
            if answered is not None:
                answered(question, status)
        connection.drop()

    await asyncio.gather(*(one_after_the_other() for _ in range(connections)))
    heard.took = time.perf_counter() - start
    return heard


def event(number: str, user: str, item: str) -> Question:
    """Return the request that puts one event."""
    body = {"event_id": number, "user_id": user, "item_id": item, "event_type": "view"}
    return Question("/v1/events", json.dumps(body).encode())
