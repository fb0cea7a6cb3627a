"""Pages about items: to find one, what is known about it, and what would move it."""

from __future__ import annotations

from fastapi.responses import HTMLResponse, RedirectResponse, Response

from openkitchen.serving.here import IdInPath
from openkitchen.serving.playing import can_play, check_item
from openkitchen.serving.records import likely_items
from openkitchen.studio.frame import Framed
from openkitchen.studio.item_views import item_view, levers_view
from openkitchen.studio.lever_rows import best_lever, idle_levers, lever_rows
from openkitchen.studio.links import item_url
from openkitchen.studio.pages.forms import Id, Length, Words, page_router
from openkitchen.studio.pages.waiting import when_ready

__all__ = ["router"]

router = page_router()


@router.get("/items")
def find_item(frame: Framed, id: Words = "") -> Response:  # noqa: A002 - the form's field
    """Lead from the search field to an item's page, or show what may be meant."""
    words = id.strip()
    found = likely_items(frame.kitchen, words, most=50)
    exact = next((c.item_id for c in found if words in (c.item_id, c.title)), None)
    if exact is not None and item_url(exact).startswith("/items/"):
        return RedirectResponse(item_url(exact), 303)
    if exact is not None:
        return item(frame, exact)
    return frame.draw("items.html", "item", asked=words, found=found)


@router.get("/items/{item_id}")
def item(frame: Framed, item_id: IdInPath) -> Response:
    """Show what is known about an item."""
    view = item_view(frame.kitchen, item_id)
    return frame.draw("item.html", "item", view=view, can_play=can_play(frame.kitchen))


@router.get("/levers")
async def levers(frame: Framed, item: Id, k: Length = 10) -> Response:
    """Show which change of an item would bring it into more lists."""
    check_item(frame.kitchen, item)

    def draw() -> HTMLResponse:
        view = levers_view(frame.kitchen, item, k)
        return frame.draw(
            "levers.html",
            "item",
            view=view,
            rows=lever_rows(view),
            idle=idle_levers(view),
            sentence=best_lever(view),
        )

    return await when_ready(frame, "item", f"Levers: {frame.kitchen.titles[item]}", draw)
