"""Ask an app without a network, as a program or a browser would."""

import asyncio

import httpx

HOME = "http://127.0.0.1:8000"


def ask(app, path, *, base=HOME, method="GET", headers=None, follow=True) -> httpx.Response:
    async def once():
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(
            transport=transport, base_url=base, follow_redirects=follow
        ) as client:
            return await client.request(method, path, headers=headers)

    return asyncio.run(once())
