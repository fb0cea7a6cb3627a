"""How good ranked lists are: metrics with n, period and interval, and fair comparisons."""

from openkitchen.evaluate.compare import Comparison, Difference, compare
from openkitchen.evaluate.figures import Evaluation, Figure, Period
from openkitchen.evaluate.files import evaluate_files
from openkitchen.evaluate.lists import evaluate_lists

__all__ = [
    "Comparison",
    "Difference",
    "Evaluation",
    "Figure",
    "Period",
    "compare",
    "evaluate_files",
    "evaluate_lists",
]
