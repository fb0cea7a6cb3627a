"""Does a column say what other columns say? Then no test can call it informative.

A shuffled copy of such a column is worse than the column, because it is noise and the column is
not; that the column is nothing but what the model knows, the copies cannot tell. Linear algebra
can: the column's inputs are a combination of other columns' inputs.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from openkitchen.models.encode import Encoder
from openkitchen.models.twins import Column

__all__ = ["known_already"]

Floats = npt.NDArray[np.float64]

_NONE = 1e-9
"""The share of a column's variance below which nothing is left of it."""


def known_already(column: Column) -> str:
    """Return which other columns a column can be computed from: linearly, where it is known.

    Parameters
    ----------
    column
        A column of users or of items, as it stands in a fit.

    Returns
    -------
    The name of one that says the same, such as ``users.diet``; ``"other columns"`` where it takes
    several; empty where it says something of its own.
    """
    kind = column.name.partition(".")[0]
    of_users = kind == "users"
    encoder = column.design.user_encoder if of_users else column.design.item_encoder
    values = column.design.users if of_users else column.design.tags
    own, ones = column.places.tolist(), len(encoder)
    gram = _gram(sp.csr_array(values)[column.movable])
    others = [n for n in range(ones) if n not in set(own)]
    if not _follows(gram, own, [*others, ones]):
        return ""
    for attribute, places in _by_attribute(encoder, others).items():
        if _follows(gram, own, [*places, ones]):
            return f"{kind}.{attribute}"
    return "other columns"


def _gram(rows: sp.csr_array) -> Floats:
    """Return the products of all columns with one another, a column of ones coming last."""
    one = sp.csr_array(np.ones((rows.shape[0], 1)))
    whole = sp.csr_array(sp.hstack([rows, one], format="csr"))
    return np.asarray((whole.T @ whole).toarray())


def _by_attribute(encoder: Encoder, places: list[int]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for place in places:
        found.setdefault(encoder.columns[place].attribute, []).append(place)
    return found


def _follows(gram: Floats, own: list[int], others: list[int]) -> bool:
    """Return whether nothing is left of some columns after regressing them on others."""
    left, varies = _left(gram, own, others), _left(gram, own, others[-1:])
    return bool((left <= _NONE * np.maximum(varies, 1e-300)).all())


def _left(gram: Floats, own: list[int], others: list[int]) -> Floats:
    """Return the squares that a regression of some columns on others leaves, from their gram."""
    among, across = gram[np.ix_(others, others)], gram[np.ix_(others, own)]
    told = np.linalg.lstsq(among, across, rcond=1e-12)[0]
    return np.asarray(np.diag(gram)[own] - np.einsum("ij,ij->j", across, told))
