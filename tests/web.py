"""Ask an app without a network, as a program or a browser would.

Loops run in a thread of their own: the browser tests keep one in the main thread.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import httpx

HOME = "http://127.0.0.1:8000"


def apart(function, *given, **named):
    """Call a function in a thread of its own."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(function, *given, **named).result()


def in_a_loop(work):
    """Run a coroutine to its end."""
    return apart(asyncio.run, work)


def ask(
    app, path, *, base=HOME, method="GET", headers=None, follow=True, json=None, content=None
) -> httpx.Response:
    async def once():
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(
            transport=transport, base_url=base, follow_redirects=follow
        ) as client:
            return await client.request(method, path, headers=headers, json=json, content=content)

    return in_a_loop(once())
