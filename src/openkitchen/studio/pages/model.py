"""Pages about the model: what it learned, and what that means for those who get its lists."""

from __future__ import annotations

from typing import Final

from fastapi.responses import HTMLResponse, Response

from openkitchen.serving import answers
from openkitchen.studio.frame import Framed
from openkitchen.studio.model_views import feature_view, model_view
from openkitchen.studio.pages.forms import Words, page_router
from openkitchen.studio.pages.waiting import when_ready
from openkitchen.studio.standing import STANDING, standing_question

__all__ = ["router"]

router = page_router()

KEPT: Final = {
    "figures": ("How good are the lists?", "openkitchen evaluate --dir {}"),
    "behaviour": ("Do the lists behave?", "openkitchen experiment behaviour {}"),
}


@router.get("/model")
async def model(frame: Framed) -> Response:
    """Show what the model is and what it learned."""

    def draw() -> HTMLResponse:
        view, info = model_view(frame.kitchen), answers.info(frame.kitchen)
        way = None if frame.desk is None else frame.desk.way()
        return frame.draw("model.html", "model", view=view, info=info, way=way, questions=STANDING)

    return await when_ready(frame, "model", "What the model learned", draw)


@router.get("/model/weights")
def weights(frame: Framed, feature: Words = "") -> Response:
    """Show the weights of one input."""
    view = feature_view(frame.kitchen, feature.strip())
    return frame.draw("weights.html", "model", view=view, questions=STANDING)


@router.get("/model/{name}")
def kept(frame: Framed, name: str) -> Response:
    """Show a page that the last run left, or the latest answer to a standing question."""
    if name not in KEPT:
        return _standing(frame, name)
    words, command = KEPT[name]
    return frame.draw(
        "kept.html",
        "model",
        key=name,
        words=words,
        questions=STANDING,
        kept=frame.at_desk.page(name),
        command=command,
        versions=(),
    )


def _standing(frame: Framed, key: str) -> Response:
    question, desk = standing_question(key), frame.at_desk
    entry = desk.latest(key)
    kept = None if entry is None else desk.page(entry.id)
    return frame.draw(
        "standing.html", "model", question=question, entry=entry, kept=kept, questions=STANDING
    )
