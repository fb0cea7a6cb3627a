"""The studio and the API in one app."""

from __future__ import annotations

from collections.abc import Collection

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from openkitchen.errors import OpenKitchenError
from openkitchen.serving import Kitchen, create_api
from openkitchen.serving.access import Door
from openkitchen.serving.here import kitchen_of
from openkitchen.serving.personalize import Backend
from openkitchen.serving.problems import answer_problem, headers_of, problem_of
from openkitchen.studio.pages import draw, router

__all__ = ["create_app"]

_FOR_PROGRAMS = ("/v1/", "/healthz", "/openapi.json")


def create_app(
    kitchen: Kitchen,
    *,
    hosts: Collection[str] = (),
    personalize: Backend | None = None,
    door: Door | None = None,
) -> FastAPI:
    """Make the studio's pages and the API of a kitchen.

    Parameters
    ----------
    kitchen
        What to show and serve.
    hosts, personalize, door
        See `openkitchen.serving.create_api`.
    """
    app = create_api(kitchen, hosts=hosts, personalize=personalize, door=door)
    app.include_router(router)
    for kind in (OpenKitchenError, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, _answer)
    return app


async def _answer(request: Request, error: Exception) -> Response:
    """Answer people with a page and programs with JSON."""
    if request.url.path.startswith(_FOR_PROGRAMS):
        return await answer_problem(request, error)
    status, problem = problem_of(error)
    kitchen = kitchen_of(request)
    assert kitchen is not None  # noqa: S101 - a studio is made with one
    page = draw("problem.html", kitchen, status, here="", problem=problem)
    page.headers.update(headers_of(error))
    return page
