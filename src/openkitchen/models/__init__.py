"""Models: the contract, the baselines, and the glass box."""

from openkitchen.models.baselines import fit_baselines
from openkitchen.models.bundle import load, save
from openkitchen.models.contract import Model, Progress, Recommendations
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
    "Progress",
    "RecentPopularity",
    "Recommendations",
    "fit_baselines",
    "load",
    "save",
    "settings_from_text",
]
