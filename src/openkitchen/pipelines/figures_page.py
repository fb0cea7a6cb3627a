"""The figures of the last run as a page: our lists beside the most popular items."""

from __future__ import annotations

from collections.abc import Mapping

from openkitchen.evaluate import Evaluation, compare
from openkitchen.pipelines.judging import Judged
from openkitchen.pipelines.page import OURS
from openkitchen.reporting import AnswerPage, evaluation_page

__all__ = ["figures_page"]


def figures_page(evaluations: Mapping[str, Evaluation]) -> AnswerPage:
    """Lay the evaluations of a run out.

    Parameters
    ----------
    evaluations
        By the model's name; the first that is not ours stands beside.
    """
    own = evaluations[OURS]
    beside = next((one for name, one in evaluations.items() if name != OURS), None)
    comparison = None if beside is None else compare(own, beside, own.draws or 1000, own.seed)
    judged = Judged(own, beside, comparison)
    return evaluation_page(own, beside, comparison, judged.sentence())
