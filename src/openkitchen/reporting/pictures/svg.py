"""The few SVG pieces that the pictures are made of.

Widths are percentages of whatever room the picture gets and heights are pixels, so that
pictures stretch with the page while lines and dots keep their shape, and all words stay
in HTML, where they wrap, can be read aloud and are never scaled down.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

__all__ = ["circle", "line", "picture", "rectangle"]


def picture(parts: Sequence[Markup], height: int, label: str, style: str = "") -> Markup:
    """Put parts into one SVG that says in words what it shows."""
    return Markup(
        '<svg class="picture {}" width="100%" height="{}" role="img" aria-label="{}" '
        'focusable="false">{}</svg>'
    ).format(style, height, label, Markup("").join(parts))


def rectangle(left: float, width: float, top: int, height: int, style: str) -> Markup:
    """Draw a box; left and width are shares of the picture, top and height pixels."""
    return Markup('<rect class="{}" x="{}" width="{}" y="{}" height="{}"/>').format(
        style, _percent(left), _percent(max(width, 0.0)), top, height
    )


def line(left: float, right: float, top: float, bottom: float, style: str) -> Markup:
    """Draw a line; left and right are shares of the picture, top and bottom pixels."""
    return Markup('<line class="{}" x1="{}" x2="{}" y1="{}" y2="{}"/>').format(
        style, _percent(left), _percent(right), top, bottom
    )


def circle(left: float, top: float, radius: float, style: str) -> Markup:
    """Draw a dot; left is a share of the picture, top and radius pixels."""
    return Markup('<circle class="{}" cx="{}" cy="{}" r="{}"/>').format(
        style, _percent(left), top, radius
    )


def _percent(share: float) -> Markup:
    return escape(f"{100 * share:.2f}%")
