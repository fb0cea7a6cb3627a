"""How good ranked lists are: metrics with n, period and interval, and fair comparisons."""

from openkitchen.evaluate.calendar_tags import NORTHERN, CalendarTags, seasonal_items
from openkitchen.evaluate.compare import Comparison, Difference, compare
from openkitchen.evaluate.figures import Evaluation, Figure, Period, PerUser
from openkitchen.evaluate.files import (
    evaluate_files,
    evaluate_files_beside,
    read_choices,
    read_lists,
)
from openkitchen.evaluate.lists import evaluate_beside, evaluate_lists
from openkitchen.evaluate.options import Options
from openkitchen.evaluate.saved import load_evaluations, save_evaluations

__all__ = [
    "NORTHERN",
    "CalendarTags",
    "Comparison",
    "Difference",
    "Evaluation",
    "Figure",
    "Options",
    "PerUser",
    "Period",
    "compare",
    "evaluate_beside",
    "evaluate_files",
    "evaluate_files_beside",
    "evaluate_lists",
    "load_evaluations",
    "read_choices",
    "read_lists",
    "save_evaluations",
    "seasonal_items",
]
