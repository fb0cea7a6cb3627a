"""Why one item stands above another: the difference, term by term."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

import pyarrow as pa

from openkitchen.explain.scored import Scored
from openkitchen.explain.term import Term
from openkitchen.explain.terms import Explanation, explain
from openkitchen.models.contract import Moment
from openkitchen.schema import Tabular

__all__ = ["Above", "differences", "why_above"]


@dataclass(frozen=True, slots=True)
class Above(Tabular):
    """The difference between two items' scores for one user.

    Parameters
    ----------
    own, other
        Both scores, taken apart.
    terms
        The differences, own less other, the largest first; they add up to the difference
        of the scores.
    """

    own: Explanation
    other: Explanation
    terms: tuple[Term, ...]

    @property
    def difference(self) -> float:
        """The exactly rounded sum of the differences."""
        return math.fsum(term.contribution for term in self.terms)

    def sentences(self) -> list[str]:
        """Return the answer in words."""
        from openkitchen.explain.sentences import above_sentences

        return above_sentences(self)

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON: the first item's explanation, and the difference."""
        return self.own.to_dict() | {
            "above": {
                "item_id": self.other.item_id,
                "score": self.other.score,
                "rank": self.other.rank,
                "rules": [asdict(rule) for rule in self.other.rules],
                "difference": self.difference,
                "terms": [asdict(term) for term in self.terms],
            },
            "sentences": self.sentences(),
        }

    def to_table(self) -> pa.Table:
        """Return one row per difference."""
        return pa.Table.from_pylist([asdict(term) for term in self.terms])


def why_above(
    model: Scored,
    user: str,
    item: str,
    other: str,
    at: Moment = None,
    *,
    history: pa.Table | None = None,
    diversity: float | None = None,
) -> Above:
    """Say why an item stands above another in a user's list, or below it.

    Parameters
    ----------
    model, user, item, at, history, diversity
        As in `openkitchen.explain.explain`.
    other
        The item to compare with.

    Raises
    ------
    UnknownName
        When an item is unknown.
    """
    first, second = (
        explain(model, user, one, at, history=history, diversity=diversity) for one in (item, other)
    )
    return Above(first, second, differences(first.terms, second.terms))


def differences(own: Iterable[Term], other: Iterable[Term]) -> tuple[Term, ...]:
    """Return own less other for each input, the largest first; equal terms are left out.

    Where both saw the same value, the weight is the difference of the weights; else the
    value is 1 and the weight is the difference itself.
    """
    mine = {(term.block, term.feature): term for term in own}
    theirs = {(term.block, term.feature): term for term in other}
    found = [_difference(mine.get(key), theirs.get(key)) for key in dict.fromkeys([*mine, *theirs])]
    changed = [term for term in found if term.contribution != 0.0]
    return tuple(sorted(changed, key=lambda term: -abs(term.contribution)))


def _difference(own: Term | None, other: Term | None) -> Term:
    some = own or other
    assert some is not None  # noqa: S101 - the key is from one of them
    change = (own.contribution if own else 0.0) - (other.contribution if other else 0.0)
    if own and other and own.value != other.value:
        return Term(some.block, some.feature, 1.0, change, change)
    weight = (own.weight if own else 0.0) - (other.weight if other else 0.0)
    return Term(some.block, some.feature, some.value, weight, change)
