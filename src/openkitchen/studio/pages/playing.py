"""Pages to play on: a person's list, and an item's exposure, with something different."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import HTMLResponse, Response

from openkitchen.serving.playing import check_item
from openkitchen.studio.frame import Framed
from openkitchen.studio.pages.forms import Id, Length, Several, page_router
from openkitchen.studio.pages.waiting import when_ready
from openkitchen.studio.plays import asked_values, item_play, user_play

__all__ = ["router"]

router = page_router()


@router.get("/play")
def play(
    request: Request,
    frame: Framed,
    user: Id,
    k: Length = 10,
    without: Annotated[Several, Query()] = [],  # noqa: B006 - a default of a form is never changed
    off: Annotated[Several, Query()] = [],  # noqa: B006
) -> Response:
    """Show a person's list with something different."""
    told = asked_values(request.query_params.multi_items())
    view = user_play(frame.kitchen, user, k, without, told, off)
    return frame.draw("play.html", "user", view=view)


@router.get("/exposure")
async def exposure(request: Request, frame: Framed, item: Id, k: Length = 10) -> Response:
    """Show who sees an item, and who would with other attributes."""
    told = asked_values(request.query_params.multi_items())
    check_item(frame.kitchen, item)

    def draw() -> HTMLResponse:
        view = item_play(frame.kitchen, item, k, told)
        return frame.draw("exposure.html", "item", view=view)

    return await when_ready(frame, "item", f"Who gets {frame.kitchen.titles[item]}", draw)
