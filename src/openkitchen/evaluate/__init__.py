"""How good ranked lists are: metrics with n, period and interval, and fair comparisons."""

from openkitchen.evaluate.compare import Comparison, Difference, compare
from openkitchen.evaluate.figures import Evaluation, Figure, Period
from openkitchen.evaluate.files import evaluate_files, read_choices
from openkitchen.evaluate.lists import evaluate_lists
from openkitchen.evaluate.saved import load_evaluations, save_evaluations

__all__ = [
    "Comparison",
    "Difference",
    "Evaluation",
    "Figure",
    "Period",
    "compare",
    "evaluate_files",
    "evaluate_lists",
    "load_evaluations",
    "read_choices",
    "save_evaluations",
]
