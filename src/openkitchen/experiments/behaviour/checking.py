"""Check every expectation that is stated."""

from __future__ import annotations

from collections.abc import Sequence

from openkitchen.experiments.behaviour.case import Case
from openkitchen.experiments.behaviour.outcome import Behaviour
from openkitchen.experiments.behaviour.stated import Expectation
from openkitchen.models import Progress

__all__ = ["check_behaviour"]


def check_behaviour(
    case: Case, expectations: Sequence[Expectation], progress: Progress | None = None
) -> Behaviour:
    """Check expectations on a case.

    Parameters
    ----------
    case
        Lists, and where they come from.
    expectations
        What is expected.
    progress
        Told of each.

    Raises
    ------
    UnknownName
        When an expectation names a column that the tables do not have.
    """
    outcomes = []
    for done, one in enumerate(expectations):
        if progress:
            progress("expectations", done, len(expectations))
        outcomes.append(one.check(case))
    if progress:
        progress("expectations", len(expectations), len(expectations))
    name = "lists" if case.model is None else str(case.model.name)
    return Behaviour(name, tuple(outcomes), len(case.lists), case.k)
