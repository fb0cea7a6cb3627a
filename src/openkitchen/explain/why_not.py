"""Why an item is not in a user's list."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from openkitchen.explain.terms import Explanation, Scored, Term, explain, terms_of
from openkitchen.models.audience import gather
from openkitchen.models.contract import Moment
from openkitchen.models.ranking import top_items

__all__ = ["WhyNot", "why_not"]

_HOLDING_BACK = 5


@dataclass(frozen=True, slots=True)
class WhyNot:
    """What keeps an item out of a list.

    Parameters
    ----------
    explanation
        The item's own score, taken apart, with the rules that exclude it.
    k
        Length of the list.
    kth_score
        Score of the last item in the list.
    gap
        How much the item lacks to reach that score; zero or less when it is listed.
    last_item
        The last item in the list.
    behind
        The differences term by term (this item less the last one shown) that hold it
        back most.
    """

    explanation: Explanation
    k: int
    kth_score: float
    gap: float
    last_item: str
    behind: tuple[Term, ...]

    @property
    def listed(self) -> bool:
        """Whether the item is in the list after all."""
        rank = self.explanation.rank
        return rank is not None and rank <= self.k

    def sentences(self) -> list[str]:
        """Return the answer in words."""
        from openkitchen.explain.sentences import why_not_sentences

        return why_not_sentences(self)

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return self.explanation.to_dict() | {
            "k": self.k,
            "listed": self.listed,
            "kth_score": self.kth_score,
            "gap": self.gap,
            "last_item": self.last_item,
            "behind": [asdict(term) for term in self.behind],
            "sentences": self.sentences(),
        }


def why_not(
    model: Scored,
    user: str,
    item: str,
    at: Moment = None,
    *,
    k: int = 10,
    history: pa.Table | None = None,
) -> WhyNot:
    """Say what keeps an item out of a user's list of ``k``.

    Raises
    ------
    UnknownName
        When the item is unknown.
    """
    explanation = explain(model, user, item, at, history=history)
    audience = gather(model.known, [user], history, at)
    scores = model.score_audience(audience, at)
    scores[0, np.unique(audience.events.item)] = -np.inf
    codes, best = top_items(scores, k)
    listed = codes[0][codes[0] >= 0]
    if not len(listed):
        return WhyNot(explanation, k, float("nan"), float("nan"), "", ())
    last, kth = int(listed[-1]), float(best[0][len(listed) - 1])
    theirs = terms_of(model, audience, last, kth, at)
    behind = _behind(explanation.terms, theirs)
    last_item = str(model.known.items.ids[last])
    return WhyNot(explanation, k, kth, kth - explanation.score, last_item, behind)


def _behind(own: tuple[Term, ...], theirs: tuple[Term, ...]) -> tuple[Term, ...]:
    """Return the term-wise differences that count against the item, largest first."""
    mine = {(t.block, t.feature): t for t in own}
    other = {(t.block, t.feature): t for t in theirs}
    terms = []
    for key in sorted(mine.keys() | other.keys()):
        a, b = mine.get(key), other.get(key)
        value = (a or b).value if (a or b) else 0.0  # type: ignore[union-attr]
        weight = (a.weight if a else 0.0) - (b.weight if b else 0.0)
        change = (a.contribution if a else 0.0) - (b.contribution if b else 0.0)
        terms.append(Term(key[0], key[1], value, weight, change))
    against = sorted((t for t in terms if t.contribution < 0), key=lambda t: t.contribution)
    return tuple(against[:_HOLDING_BACK])
