"""Answers to what people and programs ask of a kitchen; no HTTP in them.

Users who are not known get what a brand-new user gets; items that are not known are an
error. Sentences speak of titles; ids are returned as they were given.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from openkitchen import __version__
from openkitchen.errors import SettingsError
from openkitchen.explain import Rule, Term, Weight
from openkitchen.explain import cold_start as newcomers_list
from openkitchen.explain import explain as take_apart
from openkitchen.explain import weights as learned
from openkitchen.explain import why_not as absence
from openkitchen.explain.weights import Strength
from openkitchen.models import Recommendations
from openkitchen.reporting import entitle_why_not, told_by_title
from openkitchen.schema.columns import ITEM, RANK, SCORE
from openkitchen.serving.cases import Context, case_of
from openkitchen.serving.kitchen import Kitchen

__all__ = [
    "MOST",
    "MOST_EXPLAINED",
    "ColdStart",
    "Explained",
    "Info",
    "Listed",
    "Missing",
    "Reasons",
    "Recommended",
    "WeightsAnswer",
    "check_length",
    "cold_start",
    "explain",
    "info",
    "weights",
    "why_not",
]

MOST = 1000
MOST_EXPLAINED = 100


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why an item has its score: the addends, what more there are, and all of it in words."""

    terms: tuple[Term, ...]
    sentences: tuple[str, ...]
    n_others: int = 0
    others: float = 0.0


@dataclass(frozen=True, slots=True)
class Listed:
    """An item at its place in a list; ``reasons`` only where they were asked for."""

    rank: int
    item_id: str
    title: str
    score: float
    reasons: Reasons | None = None


@dataclass(frozen=True, slots=True)
class Recommended:
    """A user's list; that of a brand-new user when ``known_user`` is false.

    ``left_out``: items of a told history that the model does not know.
    """

    user_id: str | None
    known_user: bool
    items: tuple[Listed, ...]
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Explained:
    """One score taken apart; the contributions of the terms add up to it."""

    user_id: str
    item_id: str
    title: str
    known_user: bool
    score: float
    rank: int | None
    terms: tuple[Term, ...]
    rules: tuple[Rule, ...]
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """Why an item is not in a user's list of ``k``, or that it is."""

    user_id: str
    item_id: str
    title: str
    known_user: bool
    k: int
    listed: bool
    score: float
    rank: int | None
    last_item: str
    last_title: str
    last_score: float | None
    gap: float | None
    behind: tuple[Term, ...]
    terms: tuple[Term, ...]
    rules: tuple[Rule, ...]
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ColdStart:
    """What a brand-new user gets."""

    items: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class WeightsAnswer:
    """The strongest features, and the largest weights of the one that was asked for."""

    n_features: int
    features: tuple[Strength, ...]
    rows: tuple[Weight, ...]


@dataclass(frozen=True, slots=True)
class Info:
    """What is served."""

    name: str
    version: str
    model: str
    users: int
    items: int
    interactions: int
    first_day: date | None
    last_day: date | None
    settings: Mapping[str, object]
    has_report: bool


def explain(
    kitchen: Kitchen,
    user_id: str,
    item_id: str,
    at: str | None = None,
    context: Context | None = None,
) -> Explained:
    """Take the score of an item for a user apart, at a moment and in a situation.

    Raises
    ------
    UnknownName
        When the item is unknown.
    SettingsError
        When the moment cannot be read.
    """
    case = case_of(kitchen, user_id, at=at, context=context)
    now = case.standing
    found = take_apart(case.kitchen.scored, user_id, item_id, now.at, history=now.history)
    return Explained(
        user_id=user_id,
        item_id=item_id,
        title=kitchen.titles[item_id],
        known_user=found.known_user,
        score=found.score,
        rank=found.rank,
        terms=found.terms,
        rules=found.rules,
        sentences=told_by_title(found, kitchen.titles),
    )


def why_not(
    kitchen: Kitchen,
    user_id: str,
    item_id: str,
    k: int = 10,
    at: str | None = None,
    context: Context | None = None,
) -> Missing:
    """Say what keeps an item out of a user's list.

    Raises
    ------
    UnknownName
        When the item is unknown.
    SettingsError
        When ``k`` is not between 1 and 1,000.
    """
    check_length(k, MOST)
    case = case_of(kitchen, user_id, at=at, context=context)
    now = case.standing
    found = absence(case.kitchen.scored, user_id, item_id, now.at, k=k, history=now.history)
    own = found.explanation
    return Missing(
        user_id=user_id,
        item_id=item_id,
        title=kitchen.titles[item_id],
        known_user=own.known_user,
        k=k,
        listed=found.listed,
        score=own.score,
        rank=own.rank,
        last_item=found.last_item,
        last_title=kitchen.titles[found.last_item],
        last_score=_finite(found.kth_score),
        gap=_finite(found.gap),
        behind=found.behind,
        terms=own.terms,
        rules=own.rules,
        sentences=tuple(entitle_why_not(found, kitchen.titles).sentences()),
    )


def cold_start(kitchen: Kitchen, k: int = 10) -> ColdStart:
    """Return what a brand-new user gets.

    Raises
    ------
    SettingsError
        When ``k`` is not between 1 and 1,000.
    """
    check_length(k, MOST)
    return ColdStart(_listed(kitchen, newcomers_list(kitchen.scored, k)))


def weights(kitchen: Kitchen, feature: str | None = None, most: int = 100) -> WeightsAnswer:
    """Return the strongest features and, for one, its largest weights.

    Raises
    ------
    ModelError
        When the model has no named weights.
    UnknownName
        When no such feature exists.
    SettingsError
        When ``most`` is not between 1 and 1,000.
    """
    check_length(most, MOST)
    found = learned(kitchen.scored, feature, most)
    return WeightsAnswer(len(found.features), found.features[:most], found.rows[:most])


def info(kitchen: Kitchen) -> Info:
    """Say what is served."""
    facts = kitchen.facts
    return Info(
        name=kitchen.name,
        version=__version__,
        model=facts.kind,
        users=facts.users,
        items=facts.items,
        interactions=facts.interactions,
        first_day=facts.first,
        last_day=facts.last,
        settings=facts.settings,
        has_report=kitchen.report is not None and kitchen.report.is_file(),
    )


def _listed(kitchen: Kitchen, lists: Recommendations) -> tuple[Listed, ...]:
    columns = (lists.table[name].to_pylist() for name in (RANK, ITEM, SCORE))
    return tuple(
        Listed(rank, item, kitchen.titles[item], score, None)
        for rank, item, score in zip(*columns, strict=True)
    )


def check_length(number: int, most: int) -> None:
    """Refuse lists that are empty or too long.

    Raises
    ------
    SettingsError
        When ``number`` is not between 1 and ``most``.
    """
    if not 1 <= number <= most:
        raise SettingsError(
            f"{number:,} were asked for", hint=f"Ask for 1 to {most:,}; with reasons, up to 100."
        )


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
