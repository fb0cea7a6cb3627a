"""What the addresses and forms of all pages share."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from pydantic import Field

__all__ = ["Id", "Length", "Several", "Words", "page_router"]

Length = Annotated[int, Query(ge=1, le=50)]
Id = Annotated[str, Query(max_length=500)]
Several = Annotated[list[str], Field(max_length=500)]
Words = Annotated[str, Query(max_length=500)]


def page_router() -> APIRouter:
    """Make a router for pages: they are no part of the API's description."""
    return APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
