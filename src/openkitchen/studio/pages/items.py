"""Pages about items: to find one, and what is known about it."""

from __future__ import annotations

from fastapi.responses import RedirectResponse, Response

from openkitchen.serving.here import IdInPath
from openkitchen.serving.records import likely_items
from openkitchen.studio import views
from openkitchen.studio.frame import Framed
from openkitchen.studio.links import item_url
from openkitchen.studio.pages.forms import Words, page_router

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
    return frame.draw("item.html", "item", view=views.item_view(frame.kitchen, item_id))
