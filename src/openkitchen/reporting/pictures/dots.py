"""A figure as a dot on a line from zero, with its interval."""

from __future__ import annotations

from markupsafe import Markup

from openkitchen.reporting.pictures.svg import circle, line, picture
from openkitchen.reporting.results import Standing
from openkitchen.reporting.wording import decimal, interval

__all__ = ["dot_and_interval"]

_HEIGHT = 28
_EDGE = 0.02


def dot_and_interval(row: Standing) -> Markup:
    """Draw one model's figure; the scale is that of its chart."""
    style = "ours" if row.ours else "other"
    middle = _HEIGHT / 2
    parts = [
        line(_inset(0.0), _inset(1.0), middle, middle, "rail"),
        line(_inset(0.0), _inset(0.0), 8, _HEIGHT - 8, "zero"),
    ]
    if row.low is not None and row.high is not None:
        right = row.left + row.width
        parts.append(line(_inset(row.left), _inset(right), middle, middle, f"interval {style}"))
    parts.append(circle(_inset(row.dot), middle, 5.5 if row.ours else 4.5, f"dot {style}"))
    spread = interval(row.low, row.high)
    words = f"{row.name}: {decimal(row.value)}" + (f", interval {spread}" if spread else "")
    return picture(parts, _HEIGHT, words)


def _inset(share: float) -> float:
    """Keep dots at either end whole."""
    return _EDGE + (1 - 2 * _EDGE) * share
