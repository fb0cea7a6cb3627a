"""Bodies and answers keep to their limits, whatever the route does."""

import asyncio

import pytest
from starlette.requests import ClientDisconnect
from tests.web import in_a_loop

from openkitchen.serving.access.limits import Limits
from openkitchen.serving.access.patience import Patience

FAST = Limits(body_bytes=100, body_seconds=0.1, answer_seconds=0.2)


async def reads_all(scope, receive, send):
    """An app that reads the whole body, and answers how long it was."""
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionError("gone")
        size += len(message["body"])
        more = message["more_body"]
    await answer(send, str(size).encode())


async def sleeps(scope, receive, send):
    await receive()
    await asyncio.sleep(0.5)
    await answer(send, b"late")


async def answer(send, body, status=200):
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": body})


def exchange(app, parts, headers=(), limits=FAST):
    """Send parts of a body, a number being a pause; return status and body."""
    waiting, sent = list(parts), []

    async def receive():
        while waiting and not isinstance(waiting[0], bytes):
            await asyncio.sleep(waiting.pop(0))
        if not waiting:
            await asyncio.sleep(60)
        body = waiting.pop(0)
        more = any(isinstance(part, bytes) for part in waiting)
        return {"type": "http.request", "body": body, "more_body": more}

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/", "headers": list(headers)}
    in_a_loop(Patience(app, limits)(scope, receive, send))
    assert [m["type"] for m in sent] == ["http.response.start", "http.response.body"]
    return sent[0]["status"], sent[1]["body"]


CHUNKED = ((b"transfer-encoding", b"chunked"),)


def test_a_body_within_the_limit_passes():
    assert exchange(reads_all, [b"a" * 60, b"b" * 40], CHUNKED) == (200, b"100")
    assert exchange(reads_all, [b"a" * 100], [(b"content-length", b"100")]) == (200, b"100")
    assert exchange(reads_all, [b""]) == (200, b"0")


def test_a_body_that_says_it_is_too_long_is_not_read():
    async def never(scope, receive, send):
        pytest.fail("the app was asked")

    status, body = exchange(never, [], [(b"content-length", b"101")])
    assert status == 413
    assert b"more than 100 bytes" in body


def test_a_body_that_turns_out_too_long_is_refused_whatever_the_app_makes_of_it():
    async def swallows(scope, receive, send):
        try:
            await reads_all(scope, receive, send)
        except ConnectionError:
            await answer(send, b"a bug", 500)

    for app in (reads_all, swallows):
        assert exchange(app, [b"a" * 60, b"b" * 60], CHUNKED)[0] == 413


def test_a_body_that_does_not_go_on_is_refused():
    assert exchange(reads_all, [b"a", 1.0, b"b"], CHUNKED)[0] == 408


def test_an_answer_that_does_not_come_is_not_waited_for():
    status, body = exchange(sleeps, [b"a"], [(b"content-length", b"1")])
    assert status == 503
    assert b"too long" in body


def test_what_an_app_raises_goes_on():
    async def breaks(scope, receive, send):
        raise KeyError("no")

    with pytest.raises(KeyError):
        exchange(breaks, [b""])


def test_a_client_that_goes_away_is_no_bug():
    async def reads(scope, receive, send):
        raise ClientDisconnect

    async def nothing():
        return {"type": "http.disconnect"}

    scope = {"type": "http", "method": "POST", "path": "/", "headers": []}
    in_a_loop(Patience(reads, FAST)(scope, nothing, None))


def test_other_scopes_pass():
    seen = []

    async def app(scope, receive, send):
        seen.append(scope["type"])

    in_a_loop(Patience(app, FAST)({"type": "lifespan"}, None, None))
    assert seen == ["lifespan"]
