"""Put around an app what every server needs: counts, limits, the guard, the gate."""

from __future__ import annotations

from collections.abc import Collection

from fastapi import FastAPI

from openkitchen.serving.access import Door, Gate
from openkitchen.serving.access.patience import Patience
from openkitchen.serving.guard import Guard
from openkitchen.serving.measures import make_measures
from openkitchen.serving.operation.observing import Observing
from openkitchen.serving.operation.routes import router
from openkitchen.serving.personalize import Backend

__all__ = ["furnish"]


def furnish(app: FastAPI, hosts: Collection[str], door: Door) -> None:
    """Add the routes of operation, and what each request passes, from outside in.

    Counts and lines of the log; the guard, which knows hosts and sets safe headers; the gate,
    which asks for keys; patience, which keeps bodies and answers to their limits.

    Parameters
    ----------
    app
        With its state set: ``kitchen`` and ``personalize``.
    hosts
        See `Guard`.
    door
        Keys and limits.
    """
    backend: Backend | None = app.state.personalize
    app.state.measures = make_measures() if backend is None else backend.measures
    app.include_router(router)
    app.add_middleware(Patience, limits=door.limits)
    app.add_middleware(Gate, door=door)
    app.add_middleware(Guard, hosts=hosts)
    app.add_middleware(Observing, measures=app.state.measures)
