"""The models, able to explain themselves: importing them from here brings ``explain`` along."""

from openkitchen.explain.terms import explain
from openkitchen.models import (
    Ease,
    EaseSettings,
    GlassBox,
    GlassBoxSettings,
    OutsideModel,
    Popularity,
    RecentPopularity,
    load,
)

__all__ = [
    "Ease",
    "EaseSettings",
    "GlassBox",
    "GlassBoxSettings",
    "OutsideModel",
    "Popularity",
    "RecentPopularity",
    "explain",
    "load",
]
