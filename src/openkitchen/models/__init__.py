"""Models: the contract, the baselines, and the glass box."""

from openkitchen.models.bundle import load, save
from openkitchen.models.contract import Model, Recommendations
from openkitchen.models.ease import Ease, EaseSettings
from openkitchen.models.glass_box import GlassBox
from openkitchen.models.popularity import Popularity, RecentPopularity
from openkitchen.models.settings import GlassBoxSettings, settings_from_text

__all__ = [
    "Ease",
    "EaseSettings",
    "GlassBox",
    "GlassBoxSettings",
    "Model",
    "Popularity",
    "RecentPopularity",
    "Recommendations",
    "load",
    "save",
    "settings_from_text",
]
