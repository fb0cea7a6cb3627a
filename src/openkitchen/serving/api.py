"""The native API, put together. Routes hold no logic: they ask `openkitchen.serving.answers`."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from openkitchen import __version__
from openkitchen.errors import OpenKitchenError
from openkitchen.serving import answers, asked, feedback, ingest, people
from openkitchen.serving.access import Door
from openkitchen.serving.cases import Context
from openkitchen.serving.examples import EXAMPLES, example
from openkitchen.serving.guard import SAFE_HEADERS
from openkitchen.serving.here import (
    ERRORS,
    At,
    Device,
    Dialect,
    Here,
    IdInPath,
    ItemInPath,
    Length,
    UserInPath,
    known_parameters,
)
from openkitchen.serving.kitchen import Kitchen
from openkitchen.serving.operation import furnish
from openkitchen.serving.personalize import Backend, ExplainedList, explanation_of
from openkitchen.serving.personalize import router as dialect
from openkitchen.serving.problems import answer_problem, as_json, problem_of

__all__ = ["Here", "IdInPath", "create_api"]

_EVENTS_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "anyOf": [
                        {"type": "object", "additionalProperties": True},
                        {"type": "array", "items": {"type": "object"}},
                    ]
                },
                "example": EXAMPLES["EventIn"],
            },
            "application/x-ndjson": {"schema": {"type": "string"}},
        },
    }
}

router = APIRouter(responses=ERRORS, dependencies=[Depends(known_parameters)])
lenient = APIRouter(responses=ERRORS)
"""Routes that take whatever a watchdog adds to their address."""


def create_api(
    kitchen: Kitchen | None,
    *,
    hosts: Collection[str] = (),
    personalize: Backend | None = None,
    door: Door | None = None,
) -> FastAPI:
    """Make the API of a kitchen.

    Parameters
    ----------
    kitchen
        What to serve; ``None``: nothing yet.
    personalize
        What the Personalize dialect works with; with it, events are taken in too, and its
        own kitchen, which sees them, is served.
    hosts
        Host names, beside loopback ones, by which the server may be asked on a loopback
        address: the name of a proxy before it.
    door
        Keys and limits; by default nobody is asked for a key.
    """
    app = FastAPI(
        title="Open Kitchen",
        version=__version__,
        description="Recommendations whose every score is a sum of named terms.",
        docs_url=None,
        redoc_url=None,
    )
    app.state.kitchen = None if personalize is not None and personalize.kitchen else kitchen
    app.state.personalize = personalize
    app.include_router(router)
    app.include_router(lenient)
    app.include_router(asked.router)
    app.include_router(people.router)
    if personalize is not None:
        app.include_router(dialect)
        app.include_router(feedback.router)
    for kind in (OpenKitchenError, RequestValidationError, HTTPException, UnicodeEncodeError):
        app.add_exception_handler(kind, answer_problem)
    app.add_exception_handler(Exception, _answer_bug)
    furnish(app, hosts, door or Door())
    return app


async def _answer_bug(request: Request, error: Exception) -> Any:
    """Answer outside the guard, so with its headers."""
    del request
    return as_json(*problem_of(error), SAFE_HEADERS)


@router.get("/v1/explain/{user_id}/{item_id}", responses={200: example("Explained")})
def explained(
    kitchen: Here, user_id: UserInPath, item_id: ItemInPath, at: At = None, device: Device = None
) -> answers.Explained:
    """Take a score apart: terms that add up to it, and sentences."""
    return answers.explain(kitchen, user_id, item_id, at, Context(device))


@router.get("/v1/why-not/{user_id}/{item_id}", responses={200: example("Missing")})
def missing(
    kitchen: Here,
    user_id: UserInPath,
    item_id: ItemInPath,
    k: Length = 10,
    at: At = None,
    device: Device = None,
) -> answers.Missing:
    """Say what keeps an item out of a user's list, and how far away it is."""
    return answers.why_not(kitchen, user_id, item_id, k, at, Context(device))


@router.get("/v1/cold-start", responses={200: example("ColdStart")})
def newcomers(kitchen: Here, k: Length = 10) -> answers.ColdStart:
    """Return what a brand-new user gets."""
    return answers.cold_start(kitchen, k)


@router.get("/v1/weights", responses={200: example("WeightsAnswer")})
def learned(
    kitchen: Here,
    feature: Annotated[str | None, Query(description="A feature, attribute or item.")] = None,
    most: Annotated[int, Query(ge=1, le=answers.MOST, description="Features to show.")] = 100,
) -> answers.WeightsAnswer:
    """Return what the model learned: the strongest features, and the weights of one."""
    return answers.weights(kitchen, feature, most)


@router.get("/v1/info", responses={200: example("Info")})
def about(kitchen: Here) -> answers.Info:
    """Say what is served."""
    return answers.info(kitchen)


@router.post("/v1/events", responses={200: example("Accepted")}, openapi_extra=_EVENTS_BODY)
async def put_events(request: Request, kitchen: Here, backend: Dialect) -> ingest.Accepted:
    """Keep events: one, a list, or one per line. They count in the next request."""
    scope = "" if kitchen.live is None else kitchen.live.scope
    kind = request.headers.get("content-type", "")
    body = await request.body()
    return await ingest.take_events(body, kind, scope, backend.order_events)


@router.get("/v1/explanations/{recommendation_id}", responses={200: example("ExplainedList")})
def explanation(backend: Dialect, recommendation_id: IdInPath) -> ExplainedList:
    """Explain a list that was served, by its recommendation id."""
    return explanation_of(backend, recommendation_id)


@lenient.get("/healthz", responses={200: example("Health")})
async def health() -> dict[str, str]:
    """Say that the server answers."""
    return {"status": "ok"}
