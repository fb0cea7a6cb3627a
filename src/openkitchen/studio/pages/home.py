"""The overview, the report as it was written, and the stylesheet."""

from __future__ import annotations

from fastapi.responses import HTMLResponse, Response

from openkitchen.errors import UnknownName
from openkitchen.reporting import stylesheet
from openkitchen.serving.guard import SAFE_HEADERS
from openkitchen.studio import views
from openkitchen.studio.client_questions import client_questions
from openkitchen.studio.frame import Framed
from openkitchen.studio.model_views import get_ready
from openkitchen.studio.pages.forms import page_router

__all__ = ["router"]

router = page_router()

_REPORT_HEADERS = {
    "content-security-policy": SAFE_HEADERS["content-security-policy"].replace(
        "style-src 'self'", "style-src 'unsafe-inline'"
    )
}


@router.get("/")
def overview(frame: Framed) -> Response:
    """What this is, and ways in; before the first run, what to do first."""
    desk = frame.desk
    stage = None if desk is None else desk.stage()
    if frame.served is None:
        return frame.draw("first.html", "overview", stage=stage)
    get_ready(frame.kitchen)
    view = views.overview(frame.kitchen)
    user = view.examples[len(view.examples) // 2].user_id if view.examples else ""
    keys = {place.key for place in frame.places}
    return frame.draw(
        "overview.html",
        "overview",
        view=view,
        stage=stage,
        way=None if desk is None else desk.way(),
        attention=() if desk is None else desk.attention(),
        ledger=None if desk is None else desk.ledger(),
        questions=client_questions(user, view.item_id, keys, report=view.info.has_report),
    )


@router.get("/report")
def report(frame: Framed) -> Response:
    """Show the written report as it is."""
    file = frame.kitchen.report
    if file is None or not file.is_file():
        raise UnknownName(
            "page", "report", hint="There is no report yet. Write it with: openkitchen report"
        )
    return HTMLResponse(file.read_bytes(), headers=_REPORT_HEADERS)


@router.get("/static/kitchen.css")
async def css() -> Response:
    """Send the stylesheet; its address changes when it does."""
    headers = {"cache-control": "public, max-age=31536000, immutable"}
    return Response(stylesheet(), media_type="text/css", headers=headers)
