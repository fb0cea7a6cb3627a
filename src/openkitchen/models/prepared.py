"""A fit made ready for questions: its sums, the inverse of the penalised gram, its rows.

Made once, this is what turns a refit into a little algebra; see `openkitchen.models.refit`.
It takes about as long as the fit itself and holds four matrices of the fit's size. Each part
is made when it is first asked for: with the weights as they are, no matrix is. What was made
can be kept for another process; see `openkitchen.models.kept`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import cast

import numpy as np
import numpy.typing as npt
import scipy.linalg as sl
import scipy.sparse as sp

from openkitchen.errors import ModelError
from openkitchen.models.audience import gather
from openkitchen.models.best_items import Best, Pulls, best_items, pulls_on
from openkitchen.models.blocked import one_thread_each
from openkitchen.models.contract import Progress
from openkitchen.models.fitted import Fitted
from openkitchen.models.fitting import constraint, row_sums
from openkitchen.models.kept import Arrays
from openkitchen.models.known_values import KnownSums, KnownValues, known_values
from openkitchen.models.repeats import repeats
from openkitchen.models.rules import Rules
from openkitchen.models.solve import plan_memory, ridge_solve
from openkitchen.models.sums import Sums
from openkitchen.models.training_rows import row_batches
from openkitchen.models.weights import discounts, with_constant

__all__ = ["BEST", "Prepared", "Solved", "Totals", "along_columns", "own_sizes", "prepare"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

BEST = 64
"""Items of each user whose scores are kept at hand: lists change within these, mostly."""

_COLUMNS = 512
_SPARSE = ("data", "indices", "indptr")


@dataclass(frozen=True)
class Totals:
    """Sums of training rows, user by user.

    Parameters
    ----------
    inputs
        Users × inputs: Σ w z.
    mass
        Per user: Σ w.
    ends
        Users × items with events: Σ w y.
    """

    inputs: sp.csr_array
    mass: Floats
    ends: sp.csr_array


@dataclass(frozen=True)
class Solved:
    """The regression, solved: what `Prepared` has of the same names."""

    sums: Sums
    inverse: Floats
    solved: Floats


@dataclass(frozen=True)
class Prepared:
    """A fit with what its what-ifs need.

    Parameters
    ----------
    fitted
        The fit.
    kept
        What an earlier process made ready of the same fit; see `arrays`.
    progress
        Told of long work.
    """

    fitted: Fitted
    kept: Arrays | None = None
    progress: Progress | None = None

    @cached_property
    def _solved(self) -> Solved:
        if self.kept is None:
            return solve(self.fitted, self.progress)
        kept = _floats(self.kept)
        rows = np.array([kept["rows"]]).reshape(-1)
        sums = Sums(kept["gram"], kept["target"], kept["squared"], rows)
        return Solved(sums, kept["inverse"], kept["solved"])

    @property
    def sums(self) -> Sums:
        """Sums over the training rows."""
        return self._solved.sums

    @property
    def inverse(self) -> Floats:
        """(ZᵀZ + Λ)⁻¹, inputs × inputs."""
        return self._solved.inverse

    @property
    def solved(self) -> Floats:
        """(ZᵀZ + Λ)⁻¹ ZᵀY, inputs × items with events.

        The weights before an item's say about itself is taken out and before any are lent.
        """
        return self._solved.solved

    @cached_property
    def own(self) -> sp.csc_array | None:
        """φ: what an item's own presence puts into a row (inputs × items with events).

        ``None`` when no row holds its own target. See `ridge_solve`.
        """
        fitted = self.fitted
        return constraint(fitted.design, fitted.settings, dated=fitted.known.events.dated)

    @cached_property
    def ridge(self) -> Floats:
        """The penalty on every input."""
        return self.fitted.design.ridge(self.fitted.settings)

    @cached_property
    def places(self) -> dict[tuple[str, str], int]:
        """Where each input stands, by block and name."""
        return {(f.block, f.name): n for n, f in enumerate(self.fitted.design.features)}

    @cached_property
    def rows(self) -> sp.csr_array:
        """The inputs of all known users, as of the end of the data."""
        return self.fitted.design.rows(gather(self.fitted.known, None))

    @cached_property
    def id_order(self) -> Codes:
        """Rank of each item's id among all ids: what breaks ties of popularity."""
        order = np.argsort(self.fitted.known.items.ids)
        rank = np.empty(len(order), np.int64)
        rank[order] = np.arange(len(order))
        return rank

    @cached_property
    def own_size(self) -> Floats:
        """φᵀ P φ of each item with events; zero without a constraint."""
        return own_sizes(self.inverse, self.own, self.solved.shape[1])

    @cached_property
    def own_share(self) -> Floats:
        """γ of each item with events: how much of P φ is taken out of its weights."""
        if self.own is None:
            return np.zeros(self.solved.shape[1])
        along = along_columns(self.own, self.solved)
        return np.divide(along, self.own_size, out=np.zeros(len(along)), where=self.own_size > 0)

    @cached_property
    def counts(self) -> Codes:
        """Events of each item."""
        known = self.fitted.known
        return np.bincount(known.events.item, minlength=len(known.items))

    @cached_property
    def discounted_tags(self) -> sp.csr_array:
        """Items with events × (1 + tags), each item by its discount."""
        n = self.solved.shape[1]
        factor = discounts(self.counts[:n], self.fitted.settings.discount or 0.0)
        return sp.csr_array(sp.diags_array(factor) @ with_constant(self.fitted.design.tags[:n]))

    @cached_property
    def learned(self) -> Floats:
        """Solved weights added up by tag: inputs × (1 + tags)."""
        return np.asarray((self.discounted_tags.T @ self.solved.T).T)

    @cached_property
    def worth(self) -> Floats:
        """V: what a tag is worth (inputs × (1 + tags)); see `lend`.

        Told from the weights that serve, own_j = V g_j + s_j (W_j − V g_j):
        V (Σ g_j g_jᵀ / s_j + 1) = Σ own_j g_jᵀ / s_j, what `repeats` adds taken off.
        """
        n_own = self.fitted.design.n_own
        tags = with_constant(self.fitted.design.tags[:n_own])
        shrink = self.fitted.settings.shrink or 0.0
        lighter = sp.diags_array((self.counts[:n_own] + shrink) / self.counts[:n_own]) @ tags
        gram = (tags.T @ lighter).toarray() + np.eye(tags.shape[1])
        added = repeats(self.fitted.design, self.fitted.settings)
        learned = (
            lighter.T @ np.asarray(self.fitted.weights.own).T - (lighter.T @ added.T).toarray()
        )
        return np.asarray(sl.solve(gram, learned, assume_a="pos").T)

    @cached_property
    def totals(self) -> Totals:
        """Sums of training rows by user."""
        known, design = self.fitted.known, self.fitted.design
        if self.kept is not None:
            shapes = {"inputs": design.size, "ends": design.n_own}
            read: list[sp.csr_array] = [
                sp.csr_array(
                    tuple(np.asarray(self.kept[f"totals_{name}_{part}"]) for part in _SPARSE),
                    shape=(len(known.users), width),
                )
                for name, width in shapes.items()
            ]
            return Totals(read[0], _floats(self.kept)["totals_mass"], read[1])
        n_users, users = len(known.users), np.arange(len(known.users), dtype=np.int64)
        inputs = sp.csr_array((n_users, design.size))
        ends = sp.csr_array((n_users, design.n_own))
        mass = np.zeros(n_users)
        for rows in row_batches(known.events, design, self.fitted.settings, users):
            place = (rows.weight, (rows.user, np.arange(len(rows))))
            by_user = sp.csr_array(place, shape=(n_users, len(rows)))
            inputs = inputs + by_user @ rows.inputs
            ends = ends + by_user @ rows.targets
            mass += np.bincount(rows.user, rows.weight, n_users)
        return Totals(sp.csr_array(inputs), mass, sp.csr_array(ends))

    @cached_property
    def known_values(self) -> KnownValues:
        """Of whom the values of which attributes are known."""
        return known_values(self.fitted, self.places)

    @cached_property
    def known_sums(self) -> KnownSums:
        """Their sums over the training rows."""
        known, totals = self.known_values, self.totals
        some = np.unique(known.inputs.indices)
        inputs = sp.csr_array(known.inputs)[some].toarray()
        cross = totals.inputs.T @ known.people + self.sums.gram[:, some] @ inputs
        between = known.people.T @ (totals.inputs[:, some] @ inputs)
        gram = known.people.T @ (known.people * totals.mass[:, None]) + between + between.T
        gram += inputs.T @ (self.sums.gram[np.ix_(some, some)] @ inputs)
        target = (totals.ends.T @ known.people).T + inputs.T @ self.sums.target[some]
        return KnownSums(cross, gram, target, self.inverse @ cross, cross.T @ self.solved)

    def lists_follow(self, k: int) -> bool:
        """Whether new lists of k may be told from the best items of before.

        They may not when rules say more than *nothing twice*: these can change with the
        data too, so that lists are made as they are served.
        """
        return 2 * k <= BEST and self.fitted.rules == Rules()

    @cached_property
    def best(self) -> Best:
        """The best items of every known user; see `Best`."""
        if self.kept is None:
            return best_items(self.fitted, self.rows, BEST)
        kept, known = _floats(self.kept), self.fitted.known
        seen = sp.csc_array(gather(known, None).seen(len(known.items)))
        codes = np.asarray(self.kept["best_codes"], dtype=np.int64)
        return Best(codes, kept["best_scores"], kept["best_floor"], seen)

    @cached_property
    def pulls(self) -> Pulls:
        """What the constraint has to do with their scores; see `Pulls`."""
        if self.kept is None:
            return pulls_on(self.best, self.rows, self.inverse, self.own)
        kept = _floats(self.kept)
        return Pulls(kept["pulls_own"], kept["pulls_largest"])

    def arrays(self) -> Arrays:
        """Return what takes long to make, for `openkitchen.models.kept`."""
        sums, best, pulls, totals = self.sums, self.best, self.pulls, self.totals
        made: dict[str, npt.NDArray[np.generic]] = {
            "gram": sums.gram,
            "target": sums.target,
            "squared": sums.squared,
            "rows": np.atleast_1d(sums.rows),
            "inverse": self.inverse,
            "solved": self.solved,
            "best_codes": best.codes,
            "best_scores": best.scores,
            "best_floor": best.floor,
            "pulls_own": pulls.own,
            "pulls_largest": pulls.largest,
            "totals_mass": totals.mass,
        }
        for name, matrix in (("inputs", totals.inputs), ("ends", totals.ends)):
            made |= {f"totals_{name}_{part}": getattr(matrix, part) for part in _SPARSE}
        return made


def _floats(kept: Arrays) -> Mapping[str, Floats]:
    return cast("Mapping[str, Floats]", kept)


def along_columns(sparse: sp.csc_array, dense: Floats) -> Floats:
    """Return the product of each sparse column with the dense one beside it."""
    column = np.repeat(np.arange(sparse.shape[1]), np.diff(sparse.indptr))
    products = sparse.data * dense[sparse.indices, column]
    return np.asarray(np.bincount(column, products, sparse.shape[1]), dtype=np.float64)


def own_sizes(inverse: Floats, own: sp.csc_array | None, n_items: int) -> Floats:
    """Return φᵀ P φ of each item."""
    if own is None:
        return np.zeros(n_items)
    sizes = np.zeros(n_items)
    for start in range(0, n_items, _COLUMNS):
        part = sp.csc_array(own[:, start : start + _COLUMNS])
        sizes[start : start + _COLUMNS] = along_columns(part, (part.T @ inverse).T)
    return sizes


def prepare(
    fitted: Fitted, progress: Progress | None = None, kept: Arrays | None = None
) -> Prepared:
    """Make a fit ready for what-ifs.

    Parameters
    ----------
    fitted
        What a fit left behind, or a bundle holds.
    progress
        Told of each step.
    kept
        What was made ready of it before, as `Prepared.arrays` told it.

    Raises
    ------
    ModelError
        When two inputs have one name, so that they cannot be told apart, or when the
        fit is a frozen what-if.
    """
    if fitted.what_if and fitted.what_if["mode"] == "frozen":
        raise ModelError(
            "this model is a frozen what-if: its weights were not learned from its data",
            hint=f"Ask the model that it was made from: {fitted.what_if['of'] or 'the fit'}.",
        )
    fitted = _in_64_bits(fitted)
    names = {(f.block, f.name) for f in fitted.design.features}
    if len(names) < fitted.design.size:
        raise ModelError(
            "two inputs of this model have the same name",
            hint="Rename an attribute or a value: no two may read alike as name=value.",
        )
    return Prepared(fitted, kept, progress)


def solve(fitted: Fitted, progress: Progress | None = None) -> Solved:
    """Add up the training rows of a fit, solve, and invert.

    Raises
    ------
    NotEnoughMemory
        When it would not fit into memory; said before it is tried.
    """
    say = progress or (lambda *_: None)
    design, settings = fitted.design, fitted.settings
    plan_memory(design.size, design.n_own, "preparing what-ifs")
    say("adding up the training rows", 0, 3)
    with one_thread_each():
        sums = row_sums(fitted.known.events, design, settings)
    say("solving", 1, 3)
    solution = ridge_solve(sums.gram, sums.target, design.ridge(settings))
    say("inverting", 2, 3)
    inverse = _inverse(solution.factor)
    say("inverting", 3, 3)
    return Solved(sums, inverse, solution.weights)


def _in_64_bits(fitted: Fitted) -> Fitted:
    """Return a fit whose refits are made in 64 bits, whatever it was made in itself."""
    if fitted.design.precision == 64:
        return fitted
    return replace(
        fitted,
        settings=replace(fitted.settings, precision=64),
        design=replace(fitted.design, precision=64),
        weights=replace(fitted.weights, own=np.asarray(fitted.weights.own, dtype=np.float64)),
    )


def _inverse(factor: Floats) -> Floats:
    with one_thread_each():
        lower = sl.lapack.dpotri(factor, lower=1, overwrite_c=1)[0]
    lower = np.tril(lower)
    return np.ascontiguousarray(lower + np.tril(lower, -1).T)
