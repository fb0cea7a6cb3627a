"""Lists with the largest terms behind each of their rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from openkitchen.explain.term import Term
from openkitchen.schema import Tabular
from openkitchen.schema.columns import ITEM, RANK, SCORE, USER

__all__ = ["OTHERS", "REASONS", "ListReasons"]

Codes = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

OTHERS = "all other terms"

REASONS = pa.schema(
    [
        *((name, pa.string()) for name in (USER, ITEM)),
        *((name, pa.int64()) for name in (RANK, "term")),
        *((name, pa.string()) for name in ("block", "feature")),
        *((name, pa.float64()) for name in ("value", "weight", "contribution")),
    ]
)
"""Columns of `ListReasons.to_table`, where the lists have a rank."""


@dataclass(frozen=True, slots=True)
class ListReasons(Tabular):
    """The largest terms of each row of a table of recommendations.

    Parameters
    ----------
    lists
        The recommendations, a row for each item of a list.
    place
        Rows × terms: the largest first; which of ``names`` each is, −1 for none.
    value, weight, contribution
        Rows × terms: what `openkitchen.explain.Term` says of each.
    names
        Block and feature of everything that a term can be.
    """

    lists: pa.Table
    place: Codes
    value: Floats
    weight: Floats
    contribution: Floats
    names: Sequence[tuple[str, str]]

    @classmethod
    def of_scores(cls, lists: pa.Table, model: str) -> ListReasons:
        """Make the reasons of a model that explains nothing: its score is the only term."""
        column = lists[SCORE].to_numpy().astype(np.float64)[:, None]
        place = np.zeros(column.shape, dtype=np.int64)
        return cls(lists, place, np.ones(column.shape), column, column, [(model, "score")])

    @property
    def others(self) -> Floats:
        """What all terms that are not shown, the bias among them, add to each row's score."""
        return self.lists[SCORE].to_numpy() - self.contribution.sum(axis=1)

    def terms(self, row: int) -> tuple[Term, ...]:
        """Return the terms of one row, the largest first."""
        return tuple(
            Term(
                *self.names[int(place)],
                float(self.value[row, n]),
                float(self.weight[row, n]),
                float(self.contribution[row, n]),
            )
            for n, place in enumerate(self.place[row])
            if place >= 0
        )

    def to_table(self) -> pa.Table:
        """Return one row per term, in the order of the lists.

        Returns
        -------
        ``user_id``, ``item_id``, ``rank`` (where the lists have it), ``term`` (from 1),
        ``block``, ``feature``, ``value``, ``weight``, ``contribution``. The last row of
        each item, of block ``others``, holds what the other terms add, so that the
        contributions of an item add up to its score.
        """
        n_rows, n_terms = self.place.shape
        place = np.concatenate([self.place, np.full((n_rows, 1), len(self.names))], axis=1)
        row, term = np.nonzero(place >= 0)
        named = pa.array(place[row, term])
        last = pa.array(term == n_terms)
        parts = [self.contribution, self.others[:, None]]
        columns: dict[str, Any] = {
            name: self.lists[name].take(pa.array(row))
            for name in (USER, ITEM, RANK)
            if name in self.lists.column_names
        }
        columns["term"] = pa.array(np.cumsum(place >= 0, axis=1)[row, term])
        for n, name in enumerate(("block", "feature")):
            words = [one[n] for one in self.names] + [("others", OTHERS)[n]]
            columns[name] = pa.array(words, pa.string()).take(named)
        for name in ("value", "weight"):
            filled = np.concatenate([getattr(self, name), np.zeros((n_rows, 1))], axis=1)
            columns[name] = pa.array(filled[row, term], mask=last.to_numpy(zero_copy_only=False))
        columns["contribution"] = pa.array(np.concatenate(parts, axis=1)[row, term])
        return pa.table(columns)
