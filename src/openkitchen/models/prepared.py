"""A fit made ready for questions: its sums, the inverse of the penalised gram, its rows.

Made once, this is what turns a refit into a little algebra; see `openkitchen.models.refit`.
It takes about as long as the fit itself and holds four matrices of the fit's size.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
import scipy.linalg as sl
import scipy.sparse as sp

from openkitchen.errors import ModelError
from openkitchen.models.audience import Audience, gather
from openkitchen.models.blocked import one_thread_each
from openkitchen.models.contract import Progress
from openkitchen.models.fitted import Fitted
from openkitchen.models.fitting import constraint, row_sums
from openkitchen.models.glass_box import GlassBox
from openkitchen.models.known_values import KnownSums, KnownValues, known_values
from openkitchen.models.ranking import top_items
from openkitchen.models.rules import Rules
from openkitchen.models.solve import plan_memory, ridge_solve
from openkitchen.models.sums import Sums
from openkitchen.models.training_rows import row_batches
from openkitchen.models.weights import discounts, with_constant

__all__ = ["BEST", "Best", "Prepared", "Totals", "along_columns", "own_sizes", "prepare"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

BEST = 64
"""Items of each user whose scores are kept at hand: lists change within these, mostly."""

_CELLS_AT_ONCE = 4_000_000
_COLUMNS = 512


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
class Best:
    """The best items of every known user that he does not have yet, best first.

    Parameters
    ----------
    codes
        Users × at most `BEST`; −1 where there are fewer.
    scores
        Their scores; −∞ there.
    floor
        No other item scores higher: the last score that is kept, per user; −∞ where
        every item is.
    seen
        Users × items: what each has already.
    own
        z P φ of each of these items for each user; zero without a constraint.
    pull
        The largest of these by size over all items that the user does not have.
    """

    codes: Codes
    scores: Floats
    floor: Floats
    seen: sp.csc_array
    own: Floats
    pull: Floats


@dataclass(frozen=True)
class Prepared:
    """A fit with what its what-ifs need.

    Parameters
    ----------
    fitted
        The fit.
    sums
        Sums over its training rows.
    inverse
        (ZᵀZ + Λ)⁻¹, inputs × inputs.
    solved
        (ZᵀZ + Λ)⁻¹ ZᵀY, inputs × items with events: the weights before an item's say
        about itself is taken out and before any are lent.
    own
        φ: what an item's own presence puts into a row (inputs × items with events);
        ``None`` when no row holds its own target. See `ridge_solve`.
    """

    fitted: Fitted
    sums: Sums
    inverse: Floats
    solved: Floats
    own: sp.csc_array | None

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
        """V: what a tag is worth (inputs × (1 + tags)); see `lend`."""
        tags = with_constant(self.fitted.design.tags[: self.solved.shape[1]])
        learned = self.learned
        if self.own is not None:
            share = sp.diags_array(self.own_share)
            learned = learned - self.inverse @ (self.own @ share @ self.discounted_tags).toarray()
        gram = (tags.T @ tags).toarray() + np.eye(tags.shape[1])
        return np.asarray(sl.solve(gram, learned.T, assume_a="pos").T)

    @cached_property
    def totals(self) -> Totals:
        """Sums of training rows by user."""
        known, design = self.fitted.known, self.fitted.design
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
        model = GlassBox.of(self.fitted)
        audience = gather(self.fitted.known, None)
        n_items = len(self.fitted.known.items)
        parts = [
            self._best(model, part)
            for part in audience.blocks(max(1, _CELLS_AT_ONCE // max(n_items, 1)))
        ]
        codes, scores, floor, own, pull = (list(each) for each in zip(*parts, strict=True))
        return Best(
            np.vstack(codes),
            np.vstack(scores),
            np.concatenate(floor),
            sp.csc_array(audience.seen(n_items)),
            np.vstack(own),
            np.concatenate(pull),
        )

    def _best(
        self, model: GlassBox, part: Audience
    ) -> tuple[Codes, Floats, Floats, Floats, Floats]:
        n_items = len(self.fitted.known.items)
        block = model.score_audience(part)
        seen = part.seen(n_items)
        had = np.repeat(np.arange(len(part)), np.diff(seen.indptr))
        block[had, seen.indices] = -np.inf
        best, values = top_items(block, BEST)
        full = values.shape[1] == BEST and n_items > BEST
        floor = values[:, -1] if full else np.full(len(part), -np.inf)
        if self.own is None:
            return best, values, floor, np.zeros(best.shape), np.zeros(len(part))
        pulls = (self.fitted.design.rows(part) @ self.inverse) @ self.own
        pulls[had, seen.indices] = 0.0
        inside = (best >= 0) & (best < pulls.shape[1])
        own = np.take_along_axis(pulls, np.where(inside, best, 0), axis=1)
        return best, values, floor, np.where(inside, own, 0.0), np.abs(pulls).max(axis=1)


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


def prepare(fitted: Fitted, progress: Progress | None = None) -> Prepared:
    """Make a fit ready for what-ifs.

    Parameters
    ----------
    fitted
        What a fit left behind, or a bundle holds.
    progress
        Told of each step.

    Raises
    ------
    NotEnoughMemory
        When it would not fit into memory; said before it is tried.
    ModelError
        When two inputs have one name, so that they cannot be told apart, or when the
        fit is a frozen what-if.
    """
    say = progress or (lambda *_: None)
    if fitted.what_if and fitted.what_if["mode"] == "frozen":
        raise ModelError(
            "this model is a frozen what-if: its weights were not learned from its data",
            hint=f"Ask the model that it was made from: {fitted.what_if['of'] or 'the fit'}.",
        )
    fitted = _in_64_bits(fitted)
    design, settings = fitted.design, fitted.settings
    names = {(f.block, f.name) for f in design.features}
    if len(names) < design.size:
        raise ModelError(
            "two inputs of this model have the same name",
            hint="Rename an attribute or a value: no two may read alike as name=value.",
        )
    plan_memory(design.size, design.n_own, "preparing what-ifs")
    say("adding up the training rows", 0, 3)
    with one_thread_each():
        sums = row_sums(fitted.known.events, design, settings)
    say("solving", 1, 3)
    solution = ridge_solve(sums.gram, sums.target, design.ridge(settings))
    say("inverting", 2, 3)
    inverse = _inverse(solution.factor)
    say("inverting", 3, 3)
    own = constraint(design, settings, dated=fitted.known.events.dated)
    return Prepared(fitted, sums, inverse, solution.weights, own)


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
