"""What the pages show, gathered before any page is drawn."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from openkitchen.explain.sentences import POPULAR, POPULARITY
from openkitchen.reporting import Waterfall, build_waterfall
from openkitchen.reporting.wording import places_for
from openkitchen.serving import Kitchen, answers, tailored
from openkitchen.serving.records import (
    Choice,
    Fact,
    history_of,
    likely_items,
    user_facts,
)

__all__ = [
    "Card",
    "Chosen",
    "Example",
    "Overview",
    "Question",
    "UserView",
    "newcomer_cards",
    "overview",
    "user_view",
]

LENGTHS = (5, 10, 20)

_EXAMPLES = (0.1, 0.35, 0.5, 0.75, 0.9, 0.99)
_BELOW = 4
_LATEST = 12
_STRANGER = "someone new"


@dataclass(frozen=True, slots=True)
class Card:
    """An item of a list, with its score as a picture.

    Scores of one list are shown with the same number of ``places``.
    """

    rank: int
    item_id: str
    title: str
    score: float
    places: int
    headline: str
    sentences: tuple[str, ...]
    waterfall: Waterfall


@dataclass(frozen=True, slots=True)
class Example:
    """A user to look at, and how many interactions are known."""

    user_id: str
    interactions: int


@dataclass(frozen=True, slots=True)
class Overview:
    """The first page: what is served, users to look at, and an item to look at."""

    info: answers.Info
    examples: tuple[Example, ...]
    item_id: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """An item of a history: how often it was chosen, and when last."""

    item_id: str
    title: str
    times: int
    latest: datetime | None


@dataclass(frozen=True, slots=True)
class Question:
    """Why is this item not in the list? With an answer, or with items that may be meant."""

    asked: str
    answer: answers.Missing | None
    waterfall: Waterfall | None
    likely: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class UserView:
    """A user's page."""

    user_id: str
    known: bool
    k: int
    cards: tuple[Card, ...]
    facts: tuple[Fact, ...]
    latest: tuple[Chosen, ...]
    earlier: tuple[Chosen, ...]
    n_history: int
    question: Question | None
    next_items: tuple[answers.Listed, ...]


def overview(kitchen: Kitchen) -> Overview:
    """Gather the first page: counts, and users with short, middling and long histories."""
    counts = kitchen.model.known.events.counts
    busy = np.flatnonzero(counts)
    order = busy[np.argsort(counts[busy], kind="stable")]
    places = [int(share * (len(order) - 1)) for share in _EXAMPLES] if len(order) else []
    codes = [int(order[place]) for place in dict.fromkeys(places)]
    ids = kitchen.model.known.users.take(np.array(codes, dtype=np.int64)).to_pylist()
    examples = (Example(name, int(counts[code])) for name, code in zip(ids, codes, strict=True))
    items = kitchen.model.known.items
    some = np.array([len(items) // 4] if len(items) else [], dtype=np.int64)
    middle = items.take(some).to_pylist()
    return Overview(answers.info(kitchen), tuple(examples), middle[0] if middle else "")


def user_view(kitchen: Kitchen, user_id: str, k: int, asked: str = "") -> UserView:
    """Gather a user's page.

    Parameters
    ----------
    kitchen
        What is served.
    user_id
        Whose page; someone unknown is shown what someone new gets.
    k
        Length of the list.
    asked
        An item, or words for one, whose absence is to be explained.
    """
    listed = tailored.recommend(kitchen, user_id, k + _BELOW, explain=True)
    history = history_of(kitchen, user_id)
    chosen = _by_item(history)
    return UserView(
        user_id=user_id,
        known=listed.known_user,
        k=k,
        cards=_cards(kitchen, listed.items[:k]),
        facts=user_facts(kitchen, user_id),
        latest=chosen[:_LATEST],
        earlier=chosen[_LATEST:],
        n_history=len(history),
        question=_question(kitchen, user_id, asked.strip(), k) if asked.strip() else None,
        next_items=listed.items[k:],
    )


def newcomer_cards(kitchen: Kitchen, k: int) -> tuple[Card, ...]:
    """Gather what someone gets about whom nothing is known."""
    return _cards(kitchen, tailored.recommend(kitchen, _stranger(kitchen), k, explain=True).items)


def _by_item(history: Sequence[Choice]) -> tuple[Chosen, ...]:
    """Gather a history, which is latest first, by item."""
    times = Counter(choice.item_id for choice in history)
    latest = {choice.item_id: choice for choice in reversed(history)}
    return tuple(
        Chosen(item, latest[item].title, number, latest[item].at) for item, number in times.items()
    )


def _cards(kitchen: Kitchen, listed: Sequence[answers.Listed]) -> tuple[Card, ...]:
    places = places_for([item.score for item in listed])
    return tuple(_card(kitchen, item, places) for item in listed)


def _card(kitchen: Kitchen, item: answers.Listed, places: int) -> Card:
    assert item.reasons is not None  # noqa: S101 - they were asked for
    headline, *more = _weightiest_first(item.reasons)
    return Card(
        rank=item.rank,
        item_id=item.item_id,
        title=item.title,
        score=item.score,
        places=places,
        headline=headline,
        sentences=tuple(more),
        waterfall=build_waterfall(item.reasons.terms, item.score, kitchen.titles),
    )


def _weightiest_first(reasons: answers.Reasons) -> list[str]:
    """Return the sentences but for the opening, which repeats place and score.

    General popularity comes first where it says more for the item than all else together.
    """
    popular = math.fsum(t.contribution for t in reasons.terms if t.block in POPULARITY)
    others = [t.contribution for t in reasons.terms if t.block not in POPULARITY]
    gains = math.fsum(one for one in others if one > 0)
    _, *told = reasons.sentences
    return sorted(told, key=lambda one: not one.startswith(POPULAR)) if popular > gains else told


def _question(kitchen: Kitchen, user_id: str, asked: str, k: int) -> Question:
    likely = likely_items(kitchen, asked)
    exact = [c for c in likely if asked in (c.item_id, c.title)]
    if not exact:
        return Question(asked, None, None, likely)
    answer = answers.why_not(kitchen, user_id, exact[0].item_id, k)
    picture = build_waterfall(answer.terms, answer.score, kitchen.titles)
    return Question(asked, answer, picture, ())


def _stranger(kitchen: Kitchen) -> str:
    name = _STRANGER
    while kitchen.knows_user(name):
        name += "*"
    return name
