"""Shares as bars: what was received of what was promised, rows left after a step."""

from __future__ import annotations

from markupsafe import Markup

from openkitchen.errors import plural
from openkitchen.reporting.data_way import FunnelStep
from openkitchen.reporting.delivery import Delivery
from openkitchen.reporting.pictures.svg import picture, rectangle
from openkitchen.reporting.wording import percent

__all__ = ["funnel_bar", "part_bar", "timeline"]

_HEIGHT = 16
_THIN = 0.003


def timeline(delivery: Delivery) -> Markup:
    """Draw the promised time as an empty track and what arrived in it."""
    parts = [rectangle(0.0, 1.0, 1, _HEIGHT - 2, "track")]
    for run in delivery.runs:
        width = min(max(run.width, _THIN), 1.0 - run.left)
        parts.append(rectangle(run.left, width, 1, _HEIGHT - 2, "filled"))
    words = f"{delivery.source}: {percent(delivery.share)} of what was promised is there"
    return picture(parts, _HEIGHT, words)


def funnel_bar(step: FunnelStep) -> Markup:
    """Draw how much of the first step's rows is left."""
    return part_bar(step.share, f"{step.name}: {plural(step.rows, 'row')}, {percent(step.share)}")


def part_bar(share: float, words: str) -> Markup:
    """Draw a part of a whole.

    Parameters
    ----------
    share
        The part, from 0 to 1.
    words
        The same in words, for those who do not see it.
    """
    parts = [rectangle(0.0, 1.0, 1, _HEIGHT - 2, "track")]
    if share > 0:
        width = min(max(share, _THIN), 1.0)
        parts.append(rectangle(0.0, width, 1, _HEIGHT - 2, "filled"))
    return picture(parts, _HEIGHT, words)
