"""Reasons beside a list: every term of every score, or the largest and the others as one number."""

from __future__ import annotations

from collections.abc import Sequence

from openkitchen.errors import SettingsError
from openkitchen.explain import (
    Explanation,
    explain_many,
    recommend_explained,
    recommend_shortened,
)
from openkitchen.explain.shortened import Shortened, shorten_explanation
from openkitchen.models import Recommendations
from openkitchen.reporting import Titles, told_by_title
from openkitchen.serving.answers import Reasons
from openkitchen.serving.cases import Case
from openkitchen.serving.one_by_one import one_by_one

__all__ = ["list_with_reasons", "reasons_of"]


@one_by_one
def list_with_reasons(
    case: Case, k: int, diversity: float | None, terms: int | None
) -> tuple[Recommendations, list[Reasons]]:
    """Make a list and its reasons at once.

    Parameters
    ----------
    case
        Whose list, and when.
    k, diversity
        As for `openkitchen.models.GlassBox.recommend`.
    terms
        How many terms of each reason beside the bias; ``None``: all.

    Raises
    ------
    SettingsError
        When ``terms`` is negative.
    """
    _check(terms)
    model, user, now, titles = (
        case.kitchen.model,
        case.user_id,
        case.standing,
        case.kitchen.titles,
    )
    if terms is None:
        lists, whole = recommend_explained(
            model, user, k, now.at, history=now.history, diversity=diversity
        )
        return lists, [_whole(one, titles) for one in whole]
    lists, short = recommend_shortened(
        model, user, k, now.at, terms=terms, history=now.history, diversity=diversity
    )
    return lists, [_short(one, titles) for one in short]


@one_by_one
def reasons_of(
    case: Case, items: Sequence[str], diversity: float | None, terms: int | None
) -> list[Reasons]:
    """Return the reasons of items that were listed before; see `list_with_reasons`."""
    _check(terms)
    now, titles = case.standing, case.kitchen.titles
    told = explain_many(
        case.kitchen.scored,
        case.user_id,
        items,
        now.at,
        history=now.history,
        diversity=diversity,
    )
    if terms is None:
        return [_whole(one, titles) for one in told]
    return [_short(shorten_explanation(one, terms), titles) for one in told]


def _check(terms: int | None) -> None:
    if terms is not None and terms < 0:
        raise SettingsError(f"terms = {terms}", hint="Give 0 or more, or leave it out for all.")


def _whole(one: Explanation, titles: Titles) -> Reasons:
    return Reasons(one.terms, told_by_title(one, titles))


def _short(one: Shortened, titles: Titles) -> Reasons:
    words = tuple(one.sentences(titles.__getitem__))
    return Reasons(one.terms, words, one.n_others, one.others)
