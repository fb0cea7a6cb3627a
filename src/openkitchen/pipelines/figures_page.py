"""The figures of the last run as a page: our lists beside simple models."""

from __future__ import annotations

from collections.abc import Mapping

from openkitchen.evaluate import Evaluation
from openkitchen.pipelines.beside import side_by_side
from openkitchen.pipelines.judging import Judged
from openkitchen.pipelines.page import OURS
from openkitchen.reporting import AnswerPage, evaluation_page

__all__ = ["figures_page"]


def figures_page(evaluations: Mapping[str, Evaluation]) -> AnswerPage:
    """Lay the evaluations of a run out.

    Parameters
    ----------
    evaluations
        By the model's name; all that are not ours stand beside, the strongest first.
    """
    own = evaluations[OURS]
    others = {name: one for name, one in evaluations.items() if name != OURS}
    judged = Judged(own, side_by_side(own, others))
    beside = {one.name: one.evaluation for one in judged.beside}
    return evaluation_page(own, beside, judged.comparison, judged.sentence())
