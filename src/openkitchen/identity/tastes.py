"""What visitors look at, in few numbers: a truncated singular value decomposition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import scipy.sparse as sp

from openkitchen.schema.columns import ITEM, VISITOR

__all__ = ["Tastes", "tastes_of"]

_FACTORS = 24
_FEWEST = 30
_LEARNED_FROM = 50_000
_MOST_ITEMS = 2_000


@dataclass(frozen=True, slots=True)
class Tastes:
    """Vectors of visitors.

    Parameters
    ----------
    places
        Visitor id → row.
    vectors
        Visitors × factors, less what everybody looks at.
    """

    places: Mapping[str, int]
    vectors: npt.NDArray[np.float64]

    def of(self, visitors: npt.NDArray[np.object_]) -> npt.NDArray[np.float64]:
        """Return the direction of what some visitors look at together; zeros if unknown."""
        rows = [self.places[v] for v in visitors if v in self.places]
        total = self.vectors[rows].sum(axis=0)
        length = float(np.linalg.norm(total))
        return total / length if length > 0 else total


def tastes_of(events: pa.Table, seed: int = 0, teachers: pa.Array | None = None) -> Tastes:
    """Learn from who looked at what; visitors of unlikely many items are left out.

    Parameters
    ----------
    events
        ``visitor_id``, ``item_id``; rows without one of them are passed over.
    seed
        For the visitors that are learned from, when there are very many.
    teachers
        Visitors from whom is learned what is usual; all of them by default.
    """
    known = events.select([VISITOR, ITEM]).drop_null()
    pairs = known.group_by([VISITOR, ITEM]).aggregate([])
    visitors = pc.dictionary_encode(pairs[VISITOR].combine_chunks())
    items = pc.dictionary_encode(pairs[ITEM].combine_chunks())
    n, m = len(visitors.dictionary), len(items.dictionary)
    if min(n, m) < _FEWEST:
        return Tastes({}, np.zeros((0, 1)))
    at = (visitors.indices.to_numpy(), items.indices.to_numpy())
    seen = sp.csr_matrix((np.ones(len(at[0])), at), shape=(n, m))
    lengths = np.asarray(seen.sum(axis=1)).ravel()
    people = lengths <= _MOST_ITEMS
    teach = people.copy()
    if teachers is not None:
        teach &= pc.is_in(visitors.dictionary, teachers).to_numpy(zero_copy_only=False)
    if teach.sum() < _FEWEST:
        return Tastes({}, np.zeros((0, 1)))
    rarity = np.log((n + 1) / (np.asarray(seen.sum(axis=0)).ravel() + 1))
    weighted = sp.csr_matrix(seen @ sp.diags_array(rarity))
    directions = _directions(weighted[teach], seed)
    vectors = weighted @ directions.T
    middle = vectors[teach].sum(axis=0)
    middle /= max(float(np.linalg.norm(middle)), 1e-12)
    vectors -= np.outer(vectors @ middle, middle)
    order = np.argsort(visitors.dictionary.to_pylist())
    names = visitors.dictionary.to_pylist()
    return Tastes({names[i]: int(i) for i in order if people[i]}, vectors)


def _directions(rows: sp.csr_matrix, seed: int) -> npt.NDArray[np.float64]:
    rng = np.random.default_rng(seed)
    if rows.shape[0] > _LEARNED_FROM:
        rows = rows[np.sort(rng.choice(rows.shape[0], _LEARNED_FROM, replace=False))]
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    unit = sp.csr_matrix(sp.diags_array(1 / np.maximum(lengths, 1e-12)) @ rows)
    gram = np.asarray((unit.T @ unit).todense()) if rows.shape[1] <= 4_000 else None
    k = min(_FACTORS, min(rows.shape) - 1)
    if gram is not None:
        return np.asarray(np.linalg.eigh(gram)[1][:, -k:].T)
    start = rng.standard_normal(rows.shape[1])
    return np.asarray(sp.linalg.svds(unit, k, v0=start[: min(unit.shape)])[2])
