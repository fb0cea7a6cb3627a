"""Watches over a model in use: age, drift, deliveries, parity, live figures."""

from openkitchen.monitor.deliveries import DeliveryLimits, Overdue, overdue
from openkitchen.monitor.drift import Drift, DriftSettings, Moved, detect_drift
from openkitchen.monitor.online import Online, ShownList, online_figures
from openkitchen.monitor.parity import Parity, parity
from openkitchen.monitor.signals import Signal, signals_of
from openkitchen.monitor.staleness import Aged, Staleness, replay_ages
from openkitchen.monitor.suggest import Suggestion, suggest
from openkitchen.monitor.watch import Monitored, Watch

__all__ = [
    "Aged",
    "DeliveryLimits",
    "Drift",
    "DriftSettings",
    "Monitored",
    "Moved",
    "Online",
    "Overdue",
    "Parity",
    "ShownList",
    "Signal",
    "Staleness",
    "Suggestion",
    "Watch",
    "detect_drift",
    "online_figures",
    "overdue",
    "parity",
    "replay_ages",
    "signals_of",
    "suggest",
]
