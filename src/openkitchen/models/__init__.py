"""Models: the contract, the baselines, and the glass box."""

from openkitchen.models.audience import Known, know
from openkitchen.models.baselines import fit_baselines
from openkitchen.models.bundle import load, save
from openkitchen.models.checking import Check, Checks, check_model
from openkitchen.models.contract import Model, Progress, Recommendations
from openkitchen.models.ease import Ease, EaseSettings
from openkitchen.models.glass_box import GlassBox
from openkitchen.models.outside import (
    Addend,
    HistoryScorer,
    OutsideModel,
    Scorer,
    ScorerParts,
    training_matrix,
)
from openkitchen.models.popularity import Popularity, RecentPopularity
from openkitchen.models.rules import Available, Restriction, Rules
from openkitchen.models.rules_yaml import read_rules, rules_of
from openkitchen.models.scorers import register
from openkitchen.models.settings import GlassBoxSettings, settings_from_text

__all__ = [
    "Addend",
    "Available",
    "Check",
    "Checks",
    "Ease",
    "EaseSettings",
    "GlassBox",
    "GlassBoxSettings",
    "HistoryScorer",
    "Known",
    "Model",
    "OutsideModel",
    "Popularity",
    "Progress",
    "RecentPopularity",
    "Recommendations",
    "Restriction",
    "Rules",
    "Scorer",
    "ScorerParts",
    "check_model",
    "fit_baselines",
    "know",
    "load",
    "read_rules",
    "register",
    "rules_of",
    "save",
    "settings_from_text",
    "training_matrix",
]
