"""Expectations of lists that are stated beforehand, and checked on any model."""

from openkitchen.experiments.behaviour.case import Case, case_of
from openkitchen.experiments.behaviour.checking import check_behaviour
from openkitchen.experiments.behaviour.outcome import Behaviour, Example, Outcome
from openkitchen.experiments.behaviour.stated import KINDS, Stated, stated_of

__all__ = [
    "KINDS",
    "Behaviour",
    "Case",
    "Example",
    "Outcome",
    "Stated",
    "case_of",
    "check_behaviour",
    "stated_of",
]
