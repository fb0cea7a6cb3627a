"""What every route asks for: the kitchen, the store, ids in paths; and how errors are told."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import unquote

from fastapi import Depends, Path, Query, Request
from fastapi.dependencies.models import Dependant
from pydantic import AfterValidator
from starlette.concurrency import run_in_threadpool

from openkitchen.errors import ModelError, SettingsError, listing
from openkitchen.serving import answers
from openkitchen.serving.examples import example
from openkitchen.serving.kitchen import Kitchen
from openkitchen.serving.personalize import Backend, kitchen_named
from openkitchen.serving.problems import ErrorAnswer

__all__ = [
    "ERRORS",
    "At",
    "Device",
    "Dialect",
    "Here",
    "IdInPath",
    "ItemInPath",
    "Length",
    "UserInPath",
    "kitchen_of",
    "known_parameters",
]


def kitchen_of(request: Request) -> Kitchen | None:
    """Return what the app serves now, if anything: of its backend, or what it was made with."""
    backend: Backend | None = request.app.state.personalize
    own: Kitchen | None = request.app.state.kitchen
    return own if backend is None else backend.kitchen or own


async def the_kitchen(
    request: Request,
    campaign: Annotated[
        str | None,
        Query(description="Ask this campaign or recommender (a name or an ARN) instead."),
    ] = None,
) -> Kitchen:
    """Find the kitchen that the app serves, or that of a campaign.

    Raises
    ------
    ModelError
        When there is none yet.
    UnknownName
        When there is no such campaign.
    """
    backend: Backend | None = request.app.state.personalize
    if campaign is not None and backend is not None:
        return await run_in_threadpool(kitchen_named, backend, campaign)
    kitchen = kitchen_of(request)
    if kitchen is None:
        raise ModelError(
            "no bundle is served yet",
            hint="Train one through the Personalize dialect and name it with ?campaign=…, or "
            "start the server with a bundle.",
        )
    return kitchen


async def known_parameters(request: Request) -> None:
    """Refuse parameters that an address does not have: a filter may not be lost with a typo.

    Raises
    ------
    SettingsError
        Naming the parameter, and those that there are.
    """
    if not request.query_params:
        return
    known = _parameters(request.scope["route"].dependant)
    strange = [name for name in request.query_params if name not in known]
    if strange:
        there = f"There are {listing(known)}." if known else "There are none."
        raise SettingsError(f"there is no parameter {strange[0][:80]!r}", hint=there)


def _parameters(dependant: Dependant) -> list[str]:
    own = [field.alias for field in dependant.query_params]
    return own + [name for one in dependant.dependencies for name in _parameters(one)]


async def the_dialect(request: Request) -> Backend:
    """Find what keeps events and served lists.

    Raises
    ------
    ModelError
        When the app was made without a store.
    """
    backend: Backend | None = request.app.state.personalize
    if backend is None:
        raise ModelError(
            "events are not kept here", hint="Serve with a store: openkitchen serve does."
        )
    return backend


Here = Annotated[Kitchen, Depends(the_kitchen)]
Dialect = Annotated[Backend, Depends(the_dialect)]
IdInPath = Annotated[str, Path(description="Any id; percent-encoded."), AfterValidator(unquote)]
At = Annotated[
    str | None, Query(description="The moment: epoch seconds or ISO 8601; now by default.")
]
Device = Annotated[str | None, Query(description="The device that it is for.")]
UserInPath = Annotated[
    str, Path(description="A user; percent-encoded.", examples=["u-17"]), AfterValidator(unquote)
]
ItemInPath = Annotated[
    str,
    Path(description="An item; percent-encoded.", examples=["bean-chili"]),
    AfterValidator(unquote),
]
Length = Annotated[int, Query(ge=1, le=answers.MOST, description="Length of the list.")]

ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"model": ErrorAnswer, "description": words, **example("ErrorAnswer")}
    for status, words in (
        (400, "The body cannot be read, or this server is not known by that name."),
        (404, "The item or feature is not known."),
        (409, "The model cannot do this."),
        (422, "The request is not as expected."),
        (503, "The database does not answer; try again."),
    )
}
