"""Parts of a whole, side by side in one bar."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from openkitchen.reporting.pictures.svg import picture, rectangle
from openkitchen.reporting.who import Share
from openkitchen.reporting.wording import percent

__all__ = ["share_bar"]

_HEIGHT = 22


def share_bar(shares: Sequence[Share]) -> Markup:
    """Draw the parts of one whole, left to right."""
    parts = [rectangle(s.left, s.share, 1, _HEIGHT - 2, f"part {s.kind}") for s in shares]
    words = "; ".join(f"{s.name}: {percent(s.share)}" for s in shares)
    return picture(parts, _HEIGHT, words)
