"""What the API answers, as records; a test holds them against the server's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = [
    "Accepted",
    "Alike",
    "ColdPolicy",
    "ColdStart",
    "EventsKnown",
    "Explained",
    "Exposure",
    "ForgetReceipt",
    "Info",
    "Lever",
    "Levers",
    "ListChange",
    "Listed",
    "Missing",
    "NewItems",
    "Place",
    "Ranked",
    "Reasons",
    "Recommended",
    "Rule",
    "Similar",
    "Strength",
    "Term",
    "Weight",
    "Weights",
    "WhatIf",
]


@dataclass(frozen=True, slots=True)
class Term:
    """One addend of a score."""

    block: str
    feature: str
    value: float
    weight: float
    contribution: float


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that keeps an item out."""

    name: str
    reason: str
    user_values: tuple[str, ...]
    item_values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why an item has its score: the terms and ``others`` add up to it."""

    terms: tuple[Term, ...]
    sentences: tuple[str, ...]
    n_others: int = 0
    others: float = 0.0


@dataclass(frozen=True, slots=True)
class Listed:
    """An item at its place in a list."""

    rank: int
    item_id: str
    title: str
    score: float
    reasons: Reasons | None


@dataclass(frozen=True, slots=True)
class Recommended:
    """A list; that of a brand-new user when ``known_user`` is false."""

    user_id: str | None
    known_user: bool
    items: tuple[Listed, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ranked:
    """Given items in the order of their scores."""

    user_id: str | None
    known_user: bool
    items: tuple[Listed, ...]
    unknown: tuple[str, ...]
    left_out: tuple[str, ...]


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
class Similar:
    """The items that the model treats like one."""

    item_id: str
    title: str
    items: tuple[Alike, ...]
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explained:
    """One score taken apart; the contributions add up to it."""

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
    """Why an item is not in a list of ``k``, or that it is."""

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
class ListChange:
    """One user's list before and after."""

    user_id: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    entered: tuple[str, ...]
    left: tuple[str, ...]
    moved: tuple[tuple[str, int, int], ...]
    overlap: float
    rbo: float


@dataclass(frozen=True, slots=True)
class Exposure:
    """In how many lists an item is shown, before and after."""

    item_id: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What comes of a what-if when the weights stay."""

    question: str
    mode: str
    how: str
    k: int
    n_users: int
    n_affected: int
    overlap: float
    rbo: float
    examples: tuple[ListChange, ...]
    exposures: tuple[Exposure, ...]
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lever:
    """One change of one attribute, and in how many lists the item would be."""

    attribute: str
    value: str
    change: str
    before: int
    frozen: int
    after: int
    won: int
    lost: int
    whom: str


@dataclass(frozen=True, slots=True)
class Levers:
    """All single changes of an item's attributes."""

    item_id: str
    title: str
    k: int
    n_users: int
    levers: tuple[Lever, ...]


@dataclass(frozen=True, slots=True)
class EventsKnown:
    """What scores are made of when so many events of a user are known."""

    events: int
    popularity: float
    attributes: float
    history: float
    other: float
    like_popular: float
    n_users: int


@dataclass(frozen=True, slots=True)
class NewItems:
    """How often items are shown, by how often they were taken."""

    taken: str
    n_items: int
    n_shown: int
    of_catalogue: float
    of_slots: float


@dataclass(frozen=True, slots=True)
class ColdPolicy:
    """What becomes of new users and new items."""

    users: tuple[EventsKnown, ...]
    items: tuple[NewItems, ...]
    newcomers: float | None
    rules: tuple[str, ...]
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ColdStart:
    """What a brand-new user gets."""

    items: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class Strength:
    """How much a feature moves scores."""

    block: str
    feature: str
    strength: float
    clear_share: float


@dataclass(frozen=True, slots=True)
class Weight:
    """The weight of a feature for an item."""

    block: str
    feature: str
    item_id: str
    weight: float
    standard_error: float
    clear: bool


@dataclass(frozen=True, slots=True)
class Weights:
    """The strongest features, and the largest weights of one."""

    n_features: int
    features: tuple[Strength, ...]
    rows: tuple[Weight, ...]


@dataclass(frozen=True, slots=True)
class Info:
    """What is served; days as ISO 8601."""

    name: str
    version: str
    model: str
    users: int
    items: int
    interactions: int
    first_day: str | None
    last_day: str | None
    settings: dict[str, Any]
    has_report: bool


@dataclass(frozen=True, slots=True)
class Accepted:
    """How many events came, and how many were new."""

    received: int
    new: int


@dataclass(frozen=True, slots=True)
class Place:
    """A place where something of a person was, or is."""

    where: str
    what: str
    count: int | None
    note: str


@dataclass(frozen=True, slots=True)
class ForgetReceipt:
    """What was removed where, and what is left; times as ISO 8601, UTC."""

    id: str
    user_digest: str
    asked_at: str
    done_at: str | None
    removed: tuple[Place, ...]
    left: tuple[Place, ...]
