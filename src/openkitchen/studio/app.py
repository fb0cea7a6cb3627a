"""The studio and the API in one app."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from openkitchen.errors import OpenKitchenError
from openkitchen.serving import Kitchen, create_api, feedback
from openkitchen.serving.access import Door
from openkitchen.serving.access.scopes import PERSONAL
from openkitchen.serving.personalize import Backend
from openkitchen.serving.problems import answer_problem, headers_of, problem_of
from openkitchen.studio.desk import Desk
from openkitchen.studio.frame import frame_of
from openkitchen.studio.navigation import NEEDS_A_WORKSPACE, places_among
from openkitchen.studio.pages import (
    data,
    experiments,
    home,
    items,
    model,
    people,
    pilots,
    playing,
    watching,
    working,
)

__all__ = ["create_app"]

_FOR_PROGRAMS = ("/v1/", "/healthz", "/openapi.json")


ROUTERS: tuple[APIRouter, ...] = (
    home.router,
    data.router,
    people.router,
    items.router,
    playing.router,
    model.router,
    experiments.router,
    pilots.router,
    watching.router,
    working.router,
)
"""The pages; a room that has pages of its own adds its router here."""


def create_app(
    kitchen: Kitchen | None,
    *,
    hosts: Collection[str] = (),
    personalize: Backend | None = None,
    door: Door | None = None,
    desk: Desk | None = None,
) -> FastAPI:
    """Make the studio's pages and the API of a kitchen.

    Parameters
    ----------
    kitchen
        What to show and serve; ``None``: nothing yet, and the studio says what to do first.
    hosts, personalize, door
        See `openkitchen.serving.create_api`.
    desk
        What a workspace tells beyond its bundle.
    """
    app = create_api(kitchen, hosts=hosts, personalize=personalize, door=door)
    for router in ROUTERS:
        app.include_router(router)
    app.state.desk = desk
    alone = NEEDS_A_WORKSPACE if desk is None else frozenset()
    app.state.places = places_among(set(_paths(ROUTERS)) - alone)
    for kind in (OpenKitchenError, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, _answer)
    return app


def _paths(routers: Iterable[APIRouter]) -> Iterator[str]:
    for router in routers:
        for route in router.routes:
            yield str(getattr(route, "path", ""))


async def _answer(request: Request, error: Exception) -> Response:
    """Answer people with a page and programs with JSON."""
    if request.url.path.startswith(_FOR_PROGRAMS):
        return await answer_problem(request, error)
    status, problem = problem_of(error)
    if request.url.path.startswith(PERSONAL):  # for people who know nothing of the studio
        return feedback.refused(status)
    page = frame_of(request).draw("problem.html", "", status, problem=problem)
    page.headers.update(headers_of(error))
    return page
