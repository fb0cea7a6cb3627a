"""Lists made to measure: of a user or a told history, at a moment, filtered; ranked; similar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from pydantic import ConfigDict

from openkitchen.errors import SettingsError
from openkitchen.explain.term import Term
from openkitchen.schema.columns import ITEM, SCORE
from openkitchen.serving.answers import (
    MOST,
    MOST_EXPLAINED,
    Listed,
    Reasons,
    Recommended,
    check_length,
)
from openkitchen.serving.cases import Case, Context, Had, UserId, case_of
from openkitchen.serving.filtering import let_through
from openkitchen.serving.kitchen import Kitchen
from openkitchen.serving.personalize.lists import Place, likeness_of, ordered, recommended
from openkitchen.serving.reasoned import list_with_reasons, reasons_of

__all__ = [
    "Alike",
    "ListAsked",
    "RankAsked",
    "Ranked",
    "SimilarAnswer",
    "rank",
    "recommend",
    "similar",
    "tailored",
]

_STRICT = ConfigDict(extra="forbid", allow_inf_nan=False)
_TERMS = 5


@dataclass(frozen=True, slots=True)
class ListAsked:
    """A list that is asked for.

    Parameters
    ----------
    user_id
        Whose; without, somebody whom nobody knows.
    history
        Events to score instead of those that are known.
    k
        Length of the list.
    at
        The moment: epoch seconds or ISO 8601; the end of the data by default.
    context
        The situation.
    filter, filter_values
        An expression of the filter language, and values for its parameters.
    include_seen
        Also what the user already had.
    diversity
        How strongly the list is re-ranked for variety, 0 to 1; as the rules say by default.
    explain
        Add the reasons.
    terms
        How many terms of each reason beside the bias, the largest; the others then come as
        one number. All by default.
    """

    user_id: UserId | None = None
    history: list[Had] | None = None
    k: int = 10
    at: float | str | None = None
    context: Context | None = None
    filter: str | None = None
    filter_values: dict[str, str] = field(default_factory=dict)
    include_seen: bool = False
    diversity: float | None = None
    explain: bool = False
    terms: int | None = None
    __pydantic_config__: ClassVar[ConfigDict] = _STRICT


@dataclass(frozen=True, slots=True)
class RankAsked:
    """Items to be put in the order in which somebody would like them; see `ListAsked`."""

    items: list[str]
    user_id: UserId | None = None
    history: list[Had] | None = None
    at: float | str | None = None
    context: Context | None = None
    explain: bool = False
    terms: int | None = None
    __pydantic_config__: ClassVar[ConfigDict] = _STRICT


@dataclass(frozen=True, slots=True)
class Ranked:
    """Given items, the highest score first; ``unknown``: those that the model does not know."""

    user_id: str | None
    known_user: bool
    items: tuple[Listed, ...]
    unknown: tuple[str, ...]
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Alike:
    """An item that is like another, with the largest addends of the similarity."""

    item_id: str
    title: str
    similarity: float
    terms: tuple[Term, ...]
    n_others: int
    others: float


@dataclass(frozen=True, slots=True)
class SimilarAnswer:
    """The items that the model treats like one."""

    item_id: str
    title: str
    items: tuple[Alike, ...]
    sentences: tuple[str, ...]


def tailored(kitchen: Kitchen, asked: ListAsked) -> Recommended:
    """Make a list as it was asked for.

    Raises
    ------
    SettingsError
        When a number, the moment or the filter is not as expected, or values come without one.
    UnknownName
        When the model does not know the device.
    """
    check_length(asked.k, MOST_EXPLAINED if asked.explain else MOST)
    if asked.filter_values and not asked.filter:
        raise SettingsError("filter_values without a filter", hint="Give the filter too.")
    if asked.diversity is not None and not 0 <= asked.diversity <= 1:
        raise SettingsError(f"diversity = {asked.diversity}", hint="Give a number from 0 to 1.")
    case = case_of(kitchen, asked.user_id, asked.history, asked.at, asked.context)
    if asked.explain and not (asked.filter or asked.include_seen):
        listed = _at_once(case, asked)
    else:
        listed = _listed(case, _chosen(case, asked), asked, asked.diversity)
    return Recommended(asked.user_id, case.known_user, listed, case.left_out)


def recommend(kitchen: Kitchen, user_id: str, k: int = 10, *, explain: bool = False) -> Recommended:
    """Make a user's plain list, with reasons if wanted; see `tailored`."""
    return tailored(kitchen, ListAsked(user_id, k=k, explain=explain))


def rank(kitchen: Kitchen, asked: RankAsked) -> Ranked:
    """Put given items in the order of their scores; each counts once.

    Raises
    ------
    SettingsError
        When there are none or too many.
    """
    check_length(len(asked.items), MOST_EXPLAINED if asked.explain else MOST)
    case = case_of(kitchen, asked.user_id, asked.history, asked.at, asked.context)
    wanted = list(dict.fromkeys(asked.items))
    places = ordered(case.kitchen, case.user_id, case.standing, wanted)
    known = [place for place in places if place.score is not None]
    return Ranked(
        asked.user_id,
        case.known_user,
        _listed(case, known, asked, None),
        tuple(place.item_id for place in places if place.score is None),
        case.left_out,
    )


def similar(kitchen: Kitchen, item_id: str, k: int = 10) -> SimilarAnswer:
    """Return the items that the model treats like one, and what makes them alike.

    Raises
    ------
    UnknownName
        When the item is unknown.
    ModelError
        When the model is no glass box.
    """
    check_length(k, MOST_EXPLAINED)
    found = likeness_of(kitchen).most_like(item_id, k, _TERMS)
    titles = kitchen.titles
    return SimilarAnswer(
        item_id,
        titles[item_id],
        tuple(
            Alike(
                one.item_id,
                titles[one.item_id],
                one.similarity,
                one.terms,
                one.n_others,
                one.others,
            )
            for one in found.items
        ),
        tuple(found.sentences(titles.__getitem__)),
    )


def _at_once(case: Case, asked: ListAsked) -> tuple[Listed, ...]:
    """Make a list with its reasons; the inputs are worked out once for both."""
    lists, reasons = list_with_reasons(case, asked.k, asked.diversity, asked.terms)
    items, scores = (lists.table[name].to_pylist() for name in (ITEM, SCORE))
    titles = case.kitchen.titles
    return tuple(
        Listed(number, item, titles[item], score, why)
        for number, (item, score, why) in enumerate(zip(items, scores, reasons, strict=True), 1)
    )


def _chosen(case: Case, asked: ListAsked) -> list[Place]:
    flags, had = None, False
    if asked.filter:
        flags, had = let_through(case, asked.filter, asked.filter_values)
    return recommended(
        case.kitchen,
        case.user_id,
        case.standing,
        asked.k,
        flags,
        include_seen=asked.include_seen or had,
        diversity=asked.diversity,
    )


def _listed(
    case: Case, places: Sequence[Place], asked: ListAsked | RankAsked, diversity: float | None
) -> tuple[Listed, ...]:
    titles = case.kitchen.titles
    reasons: Sequence[Reasons | None] = [None] * len(places)
    if asked.explain:
        items = [place.item_id for place in places]
        reasons = reasons_of(case, items, diversity, asked.terms)
    return tuple(
        Listed(number, place.item_id, titles[place.item_id], float(place.score or 0.0), why)
        for number, (place, why) in enumerate(zip(places, reasons, strict=True), 1)
    )
