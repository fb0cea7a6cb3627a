"""Pages about people: to find one, one's list with its reasons, and someone new."""

from __future__ import annotations

from fastapi.responses import RedirectResponse, Response

from openkitchen.serving.here import IdInPath
from openkitchen.serving.playing import can_play
from openkitchen.studio import views
from openkitchen.studio.frame import Framed
from openkitchen.studio.links import user_url
from openkitchen.studio.pages.forms import Length, Words, page_router

__all__ = ["router"]

router = page_router()


@router.get("/users")
def find_user(
    frame: Framed,
    id: Words = "",  # noqa: A002 - the form's field
    k: Length = 10,
    item: Words = "",
) -> Response:
    """Ask for a user, or lead from the search field to one's page."""
    name = id.strip()
    if not name:
        return frame.draw("people.html", "user", view=views.overview(frame.kitchen))
    if user_url(name).startswith("/users/"):
        return RedirectResponse(user_url(name), 303)
    return user(frame, name, k, item)


@router.get("/users/{user_id}")
def user(frame: Framed, user_id: IdInPath, k: Length = 10, item: Words = "") -> Response:
    """Show a user's list with its reasons."""
    view = views.user_view(frame.kitchen, user_id, k, item)
    return frame.draw(
        "user.html", "user", view=view, lengths=views.LENGTHS, can_play=can_play(frame.kitchen)
    )


@router.get("/cold-start")
def cold_start(frame: Framed, k: Length = 10) -> Response:
    """Show what someone new gets."""
    cards = views.newcomer_cards(frame.kitchen, k)
    return frame.draw("cold_start.html", "user", newcomer=cards, k=k, lengths=views.LENGTHS)
