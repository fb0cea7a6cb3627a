"""Why: scores taken apart, items that are missing, weights, and what newcomers get."""

from openkitchen.explain.additivity import Additivity, check_additivity
from openkitchen.explain.cold_start import cold_start
from openkitchen.explain.terms import Explanation, Rule, Term, explain
from openkitchen.explain.weights import Weight, Weights, weights
from openkitchen.explain.why_not import WhyNot, why_not

__all__ = [
    "Additivity",
    "Explanation",
    "Rule",
    "Term",
    "Weight",
    "Weights",
    "WhyNot",
    "check_additivity",
    "cold_start",
    "explain",
    "weights",
    "why_not",
]
