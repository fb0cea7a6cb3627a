"""What goes on beside the requests of an app, from the start of the server to its end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI

from openkitchen.serving.access import KeyRing
from openkitchen.serving.answers import cold_start
from openkitchen.serving.kitchen import Kitchen, open_kitchen
from openkitchen.serving.operation.settling import settle, unsettle
from openkitchen.serving.operation.watch import Watch
from openkitchen.serving.personalize import Backend, show
from openkitchen.store import PublicationRow

__all__ = ["attend"]


def attend(
    app: FastAPI, backend: Backend, ring: KeyRing, load: Callable[[PublicationRow], Kitchen]
) -> None:
    """Let an app notice publications and keys while it runs, and write everything before it ends.

    Parameters
    ----------
    app
        The app, which has not started yet.
    backend
        What it works with; closed at the end.
    ring
        Its keys.
    load
        Opens what a publication serves.
    """

    def put_in_front(kitchen: Kitchen) -> None:
        show(backend, kitchen)
        settle()

    def let_go() -> None:
        """Read anew what may hold somebody who was forgotten meanwhile."""
        kitchen = backend.kitchen
        backend.kept.clear()
        backend.shown.let_go()
        if kitchen is not None and not kitchen.number and kitchen.bundle is not None:
            put_in_front(open_kitchen(kitchen.bundle, report=kitchen.report, name=kitchen.name))

    def opened(row: PublicationRow) -> Kitchen:
        kitchen = load(row)
        cold_start(kitchen, 1)  # what is made at the first question is made before it comes
        return kitchen

    number = 0 if backend.kitchen is None else backend.kitchen.number
    watch = Watch(backend.store, ring, number, opened, put_in_front, backend.measures, let_go)
    app.state.watch = watch

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        settle()
        watch.start()
        try:
            yield
        finally:
            unsettle()
            await asyncio.to_thread(watch.stop)
            await asyncio.to_thread(backend.close)

    app.router.lifespan_context = lifespan
