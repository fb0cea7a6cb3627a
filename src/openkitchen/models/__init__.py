"""Models: the contract, the baselines, and the glass box."""

from openkitchen.models.baselines import fit_baselines
from openkitchen.models.bundle import load, save
from openkitchen.models.contract import Model, Progress, Recommendations
from openkitchen.models.ease import Ease, EaseSettings
from openkitchen.models.glass_box import GlassBox
from openkitchen.models.popularity import Popularity, RecentPopularity
from openkitchen.models.rules import Available, Restriction, Rules
from openkitchen.models.rules_yaml import read_rules, rules_of
from openkitchen.models.settings import GlassBoxSettings, settings_from_text

__all__ = [
    "Available",
    "Ease",
    "EaseSettings",
    "GlassBox",
    "GlassBoxSettings",
    "Model",
    "Popularity",
    "Progress",
    "RecentPopularity",
    "Recommendations",
    "Restriction",
    "Rules",
    "fit_baselines",
    "load",
    "read_rules",
    "rules_of",
    "save",
    "settings_from_text",
]
