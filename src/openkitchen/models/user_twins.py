"""Shuffled twins of a users' column, many at once cheap: no fit is put together.

With P, U and φ those of the fit without the column, B, C and T the sums of the twin's inputs
X with the others, with each other (penalised) and with the items, E = P B and
M = (C − Bᵀ E)⁻¹:

    U_b = M (T − Bᵀ U),    H_b = −M Eᵀ φ,    γ = (φᵀ U − φᵀ E U_b) / (φᵀ P φ − φᵀ E H_b)

and the score of a user with inputs z and x is, where the weights that serve are those solved,

    z U − γ z P φ + (x − z E) (U_b − γ H_b)

(bordering; see `low_rank` and `held`, which a test holds this to). The first two products
are made once for all twins.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from openkitchen.cores import each
from openkitchen.models.audience import gather
from openkitchen.models.glass_box import GlassBox
from openkitchen.models.prepared import along_columns
from openkitchen.models.ranks_again import MOST_CELLS, Choices, places_in
from openkitchen.models.twins import Column
from openkitchen.models.weights import discounts

__all__ = ["UserTwins"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

_USERS_AT_ONCE = 256


@dataclass(frozen=True)
class _Base:
    """The fit without the column, as far as scores of some users ask.

    Parameters
    ----------
    solved
        U (inputs × items).
    scores, pulls
        z U and z P φ (users × items).
    along, sizes
        φᵀ U and φᵀ P φ, per item.
    hidden
        What the rules keep out (users × items).
    """

    solved: Floats
    scores: Floats
    pulls: Floats | None
    along: Floats
    sizes: Floats
    hidden: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class UserTwins:
    """Counts at which place chosen items stand with twins of a users' column.

    Parameters
    ----------
    column
        The column; see `follows`.
    choices
        The choices, in the codes of the fit that is ready.
    """

    column: Column
    choices: Choices

    @property
    def follows(self) -> bool:
        """Whether twins of this column may be told so.

        It is a users' column, all users and items were there before, each item serves with
        the weights that were solved, and scores may be held.
        """
        column, fitted = self.column, self.column.prepared.fitted
        n_items, found = len(fitted.known.items), column.matching
        return (
            column.name.startswith("users.")
            and not fitted.settings.shrink
            and fitted.design.n_own == n_items
            and bool((column.prepared.counts > 0).all())
            and np.array_equal(found.users, np.arange(len(fitted.known.users)))
            and np.array_equal(found.items, np.arange(n_items))
            and bool(found.same.all())
            and len(self.choices.users) * n_items <= MOST_CELLS
        )

    def ranks(self, order: Codes) -> Floats:
        """Return the place of each chosen item with the values dealt out anew.

        Parameters
        ----------
        order
            A permutation of the column's movable users.
        """
        column, prepared, base = self.column, self.column.prepared, self._base
        values = column.design.users[:, column.places]
        values[column.movable] = values[column.movable[order]]
        totals = prepared.totals
        cross = np.asarray(totals.inputs.T @ values)
        ridge = float(column.prepared.fitted.settings.ridge_users or 0.0)
        gram = values.T @ (values * totals.mass[:, None]) + ridge * np.eye(values.shape[1])
        solved = prepared.inverse @ cross - self._gone @ (prepared.inverse[self._dropped] @ cross)
        middle = np.linalg.inv(gram - cross.T @ solved)
        middle = (middle + middle.T) / 2
        added = middle @ (np.asarray(totals.ends.T @ values).T - cross.T @ base.solved)
        right, share = added, None
        if prepared.own is not None:
            by_own = np.asarray(prepared.own.T @ solved).T
            held = -middle @ by_own
            along = base.along - (by_own * added).sum(axis=0)
            sizes = base.sizes - (by_own * held).sum(axis=0)
            share = np.divide(along, sizes, out=np.zeros(len(along)), where=sizes > 0)
            right = added - held * share
        left = values[self.choices.users] - self._rows @ solved
        return self._count(left, right, share)

    def _count(self, left: Floats, right: Floats, share: Floats | None) -> Floats:
        base, fitted = self._base, self.column.prepared.fitted
        factors = discounts(self.column.prepared.counts, fitted.settings.discount or 0.0)
        ranks = np.full(len(self.choices.row), np.nan)

        def count(start: int) -> None:
            users = slice(start, min(start + _USERS_AT_ONCE, len(left)))
            part = self.choices.part(users.start, users.stop)
            scores = base.scores[users] + left[users] @ right
            if share is not None and base.pulls is not None:
                scores -= base.pulls[users] * share
            scores *= factors
            scores += fitted.trend
            scores[base.hidden[users]] = -np.inf
            row, item = self.choices.row[part] - start, self.choices.item[part]
            ranks[part] = places_in(scores, row, item)

        each(count, range(0, len(left), _USERS_AT_ONCE))
        return ranks

    @cached_property
    def _dropped(self) -> Codes:
        """The column's own inputs in the fit that is ready; none when it is added."""
        column = self.column
        there = np.ones(column.prepared.fitted.design.size, dtype=np.bool_)
        there[column.matching.inputs[column.matching.shared]] = False
        return np.flatnonzero(there)

    @cached_property
    def _gone(self) -> Floats:
        """P_K P_KK⁻¹, K being the column's own inputs: what leaves with them."""
        inverse, own = self.column.prepared.inverse, self._dropped
        return np.asarray(np.linalg.solve(inverse[np.ix_(own, own)], inverse[own]).T)

    @cached_property
    def _rows(self) -> sp.csr_array:
        return self.column.prepared.rows[self.choices.users]

    @cached_property
    def _base(self) -> _Base:
        prepared, model = self.column.prepared, GlassBox.of(self.column.prepared.fitted)
        gone, own, phi = self._gone, self._dropped, prepared.own
        solved = prepared.solved - gone @ prepared.solved[own]
        rows = self._rows
        pulls, along, sizes = None, np.zeros(solved.shape[1]), np.zeros(solved.shape[1])
        if phi is not None:
            beside = np.asarray(phi.T @ prepared.inverse[own].T).T
            pulls = np.asarray((rows @ prepared.inverse) @ phi) - (rows @ gone) @ beside
            along = along_columns(phi, solved)
            sizes = prepared.own_size - (np.asarray(phi.T @ gone).T * beside).sum(axis=0)
        ids = model.known.users.take(self.choices.users).to_pylist()
        hidden = np.zeros((len(ids), solved.shape[1]))
        model.gate.hide(hidden, gather(model.known, ids))
        return _Base(solved, np.asarray(rows @ solved), pulls, along, sizes, np.isneginf(hidden))
