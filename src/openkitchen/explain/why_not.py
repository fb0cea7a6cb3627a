"""Why an item is not in a user's list."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import pyarrow as pa

from openkitchen.explain.above import differences
from openkitchen.explain.scored import Scored
from openkitchen.explain.standing import standing
from openkitchen.explain.term import Term
from openkitchen.explain.terms import Explanation, explain, terms_of
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
    diversity: float | None = None,
) -> WhyNot:
    """Say what keeps an item out of a user's list of ``k``: a rule, or what holds it back.

    Parameters
    ----------
    model, user, item, at, history, diversity
        As in `openkitchen.explain.explain`.
    k
        Length of the list.

    Raises
    ------
    UnknownName
        When the item is unknown.
    """
    explanation = explain(model, user, item, at, history=history, diversity=diversity)
    audience = gather(model.known, [user], history, at)
    where = standing(model, audience, at, diversity)
    order = where.order if len(where.order) else top_items(where.shown[None, :], k)[0][0]
    listed = order[order >= 0][:k]
    if not len(listed):
        return WhyNot(explanation, k, float("nan"), float("nan"), "", ())
    last, kth = int(listed[-1]), float(where.shown[listed[-1]])
    theirs, cost = terms_of(model, audience, last, float(where.scores[last]), at), where.cost(last)
    theirs = theirs if cost is None else (*theirs, cost)
    behind = [t for t in differences(explanation.terms, theirs) if t.contribution < 0]
    last_item = str(model.known.items.ids[last])
    return WhyNot(
        explanation, k, kth, kth - explanation.score, last_item, tuple(behind[:_HOLDING_BACK])
    )
