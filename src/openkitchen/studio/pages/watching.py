"""Pages that watch: the quality register, and what the monitor found."""

from __future__ import annotations

from typing import Final

from fastapi.responses import Response

from openkitchen.studio.frame import Frame, Framed
from openkitchen.studio.pages.forms import page_router

__all__ = ["router"]

router = page_router()

KEPT: Final = {
    "quality": ("How do the quality issues stand here?", "openkitchen quality check --dir {}"),
    "monitor": ("Does it still do what it should?", "openkitchen monitor --dir {}"),
}


@router.get("/quality")
def quality(frame: Framed) -> Response:
    """Show the quality register as it was checked last."""
    return _kept(frame, "quality")


@router.get("/monitor")
def monitor(frame: Framed) -> Response:
    """Show what the monitor found last."""
    return _kept(frame, "monitor")


def _kept(frame: Frame, key: str) -> Response:
    words, command = KEPT[key]
    kept = frame.at_desk.page(key)
    return frame.draw(
        "kept.html", key, key=key, words=words, kept=kept, command=command, versions=(),
        questions=(),
    )  # fmt: skip
