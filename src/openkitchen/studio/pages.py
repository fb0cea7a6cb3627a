"""The pages. Routes hold no logic: they gather a view and draw it."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from openkitchen.errors import UnknownName
from openkitchen.reporting import environment, stylesheet
from openkitchen.serving import Kitchen
from openkitchen.serving.api import Here, IdInPath
from openkitchen.serving.guard import SAFE_HEADERS
from openkitchen.serving.records import likely_items
from openkitchen.studio import views
from openkitchen.studio.links import item_url, user_url

__all__ = ["draw", "router"]

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

Length = Annotated[int, Query(ge=1, le=50)]
Words = Annotated[str, Query(max_length=500)]

_REPORT_HEADERS = {
    "content-security-policy": SAFE_HEADERS["content-security-policy"].replace(
        "style-src 'self'", "style-src 'unsafe-inline'"
    )
}


def draw(page: str, kitchen: Kitchen, status: int = 200, **parts: object) -> HTMLResponse:
    """Fill a template."""
    template = environment("openkitchen.studio").get_template(page)
    return HTMLResponse(
        template.render(
            kitchen=kitchen,
            stylesheet_url=f"/static/kitchen.css?v={_version()}",
            user_url=user_url,
            item_url=item_url,
            **parts,
        ),
        status,
    )


@cache
def _version() -> str:
    return sha256(stylesheet().encode()).hexdigest()[:12]


@router.get("/")
def overview(kitchen: Here) -> Response:
    """What this is, and ways in."""
    return draw("overview.html", kitchen, here="overview", view=views.overview(kitchen))


@router.get("/users")
def find_user(kitchen: Here, id: Words = "") -> Response:  # noqa: A002 - the form's field
    """Lead from the search field to a user's page."""
    name = id.strip()
    if not name:
        return RedirectResponse("/", 303)
    if user_url(name).startswith("/users/"):
        return RedirectResponse(user_url(name), 303)
    return user(kitchen, name)


@router.get("/users/{user_id}")
def user(kitchen: Here, user_id: IdInPath, k: Length = 10, item: Words = "") -> Response:
    """Show a user's list with its reasons."""
    view = views.user_view(kitchen, user_id, k, item)
    return draw("user.html", kitchen, here="user", view=view, lengths=views.LENGTHS)


@router.get("/cold-start")
def cold_start(kitchen: Here, k: Length = 10) -> Response:
    """Show what someone new gets."""
    cards = views.newcomer_cards(kitchen, k)
    return draw(
        "cold_start.html", kitchen, here="cold-start", newcomer=cards, k=k, lengths=views.LENGTHS
    )


@router.get("/items")
def find_item(kitchen: Here, id: Words = "") -> Response:  # noqa: A002 - the form's field
    """Lead from the search field to an item's page, or show what may be meant."""
    words = id.strip()
    found = likely_items(kitchen, words, most=50)
    exact = next((c.item_id for c in found if words in (c.item_id, c.title)), None)
    if exact is not None and item_url(exact).startswith("/items/"):
        return RedirectResponse(item_url(exact), 303)
    if exact is not None:
        return item(kitchen, exact)
    return draw("items.html", kitchen, here="item", asked=words, found=found)


@router.get("/items/{item_id}")
def item(kitchen: Here, item_id: IdInPath) -> Response:
    """Show what is known about an item."""
    return draw("item.html", kitchen, here="item", view=views.item_view(kitchen, item_id))


@router.get("/report")
def report(kitchen: Here) -> Response:
    """Show the written report as it is."""
    if kitchen.report is None or not kitchen.report.is_file():
        raise UnknownName(
            "page", "report", hint="There is no report yet. Write it with: openkitchen report"
        )
    return HTMLResponse(kitchen.report.read_bytes(), headers=_REPORT_HEADERS)


@router.get("/static/kitchen.css")
async def css() -> Response:
    """Send the stylesheet; its address changes when it does."""
    headers = {"cache-control": "public, max-age=31536000, immutable"}
    return Response(stylesheet(), media_type="text/css", headers=headers)
