"""The places of the studio, in the order in which they are named at the top of each page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["NAVIGATION", "NEEDS_A_WORKSPACE", "Place", "places_among"]


@dataclass(frozen=True, slots=True)
class Place:
    """A page that every other page leads to.

    Parameters
    ----------
    key
        What a page calls itself to be marked as the current one.
    words, url
        The link.
    """

    key: str
    words: str
    url: str


NAVIGATION = (
    Place("overview", "Overview", "/"),
    Place("data", "Data", "/data"),
    Place("user", "People", "/users"),
    Place("item", "Items", "/items"),
    Place("model", "Model", "/model"),
    Place("experiments", "Experiments", "/experiments"),
    Place("pilot", "Pilot", "/pilot"),
    Place("monitor", "Monitor", "/monitor"),
    Place("quality", "Quality", "/quality"),
    Place("report", "Report", "/report"),
)
"""All there may be; a place is shown where a route of the app has its address."""


NEEDS_A_WORKSPACE = frozenset({"/data", "/experiments", "/monitor", "/quality"})
"""Places that are not named where a bundle alone is served."""


def places_among(paths: Iterable[str]) -> tuple[Place, ...]:
    """Return the places that an app has pages for.

    Parameters
    ----------
    paths
        The addresses of its routes.
    """
    there = frozenset(paths)
    return tuple(place for place in NAVIGATION if place.url in there)
