"""Pages whose answer may take long the first time: they say so at once, and then show it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Final

from fastapi.responses import HTMLResponse, Response, StreamingResponse
from starlette.concurrency import run_in_threadpool

from openkitchen.errors import OpenKitchenError
from openkitchen.serving.problems import problem_of
from openkitchen.studio.frame import Frame

__all__ = ["SOON", "when_ready"]

SOON: Final = 0.15
"""Seconds after which a page says that it is at work."""

_HEAD: Final = '<header class="top">'
_MAIN: Final = '<main id="main">'
_UNDER_WAY: set[asyncio.Task[HTMLResponse]] = set()


async def when_ready(
    frame: Frame, here: str, title: str, draw: Callable[[], HTMLResponse]
) -> Response:
    """Return a page, or the beginning of it, which goes on when the rest is ready.

    Without script: the head that stands there until then is hidden by the one that follows. The
    work goes on when nobody waits for it any more.

    Parameters
    ----------
    frame
        The frame of the request.
    here
        The key of the place that the page belongs to.
    title
        What it is about, for the time until it is there.
    draw
        Draws it; works in a thread.

    Raises
    ------
    OpenKitchenError
        As ``draw`` does, if it does so soon; what goes wrong later is told on the page.
    """
    work = asyncio.ensure_future(run_in_threadpool(draw))
    _UNDER_WAY.add(work)
    work.add_done_callback(_UNDER_WAY.discard)
    done, _ = await asyncio.wait({work}, timeout=SOON)
    if done:
        return work.result()
    return StreamingResponse(_later(frame, here, title, work), media_type="text/html")


async def _later(
    frame: Frame, here: str, title: str, work: asyncio.Task[HTMLResponse]
) -> AsyncIterator[str]:
    begun = _text(frame.draw("waiting.html", here, title=title))
    yield begun[: begun.index(_MAIN)]
    try:
        page = await asyncio.shield(work)
    except OpenKitchenError as error:
        page = frame.draw("problem.html", "", problem=problem_of(error)[1])
    whole = _text(page)
    yield whole[whole.index(_HEAD) :]


def _text(page: HTMLResponse) -> str:
    return bytes(page.body).decode()
