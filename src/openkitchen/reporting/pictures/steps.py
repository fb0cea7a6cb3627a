"""One step of a waterfall."""

from __future__ import annotations

from markupsafe import Markup

from openkitchen.reporting.apart import Step
from openkitchen.reporting.pictures.svg import line, picture, rectangle
from openkitchen.reporting.wording import signed

__all__ = ["step_bar"]

_HEIGHT = 30
_BAR = 16
_EDGE = 0.01
_HAIR = 0.004


def step_bar(step: Step, places: int = 3) -> Markup:
    """Draw one bar, and from its end the line that leads to the next."""
    top = (_HEIGHT - _BAR) // 2
    parts = [line(_inset(step.zero), _inset(step.zero), 0, _HEIGHT, "zero")]
    if step.kind != "total":
        parts.append(line(_inset(step.joint), _inset(step.joint), top, _HEIGHT, "joint"))
    left, width = _inset(step.left), (1 - 2 * _EDGE) * step.width
    parts.append(rectangle(left, max(width, _HAIR), top, _BAR, f"bar {step.kind}"))
    if step.kind == "total":
        parts.append(line(_inset(step.joint), _inset(step.joint), 0, top, "joint"))
    return picture(parts, _HEIGHT, f"{step.label}: {signed(step.contribution, places)}", "step")


def _inset(share: float) -> float:
    return _EDGE + (1 - 2 * _EDGE) * share
