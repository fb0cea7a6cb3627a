"""Routes for whoever runs the server: whether it lives, whether it is ready, what it counts."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response
from pydantic import TypeAdapter
from starlette.concurrency import run_in_threadpool

from openkitchen.serving.examples import example
from openkitchen.serving.here import kitchen_of
from openkitchen.serving.measures import CONTENT_TYPE_LATEST, Measures, written
from openkitchen.serving.operation.readiness import Ready, readiness
from openkitchen.serving.personalize import Backend

__all__ = ["router"]

router = APIRouter()


async def the_measures(request: Request) -> Measures:
    """Find the counts of this process."""
    measures: Measures = request.app.state.measures
    return measures


@router.get("/v1/health", responses={200: example("Health")})
async def health() -> dict[str, str]:
    """Say that the process answers."""
    return {"status": "ok"}


@router.get(
    "/v1/ready", responses={200: example("Ready"), 503: {"model": Ready, **example("NotReady")}}
)
async def ready(request: Request) -> Ready:
    """Say whether requests can be answered, and which publication is served (503: not now)."""
    backend: Backend | None = request.app.state.personalize
    found = await run_in_threadpool(readiness, kitchen_of(request), backend)
    if found.status != "ready":
        return JSONResponse(TypeAdapter(Ready).dump_python(found), 503)  # type: ignore[return-value]
    return found


@router.get("/v1/metrics", include_in_schema=False)
async def metrics(measures: Annotated[Measures, Depends(the_measures)]) -> Response:
    """Tell the counts in the form of Prometheus."""
    text = await run_in_threadpool(written, measures)
    return Response(text, media_type=CONTENT_TYPE_LATEST)
