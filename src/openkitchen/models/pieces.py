"""The sums that a change of the data adds, takes away, and brings for new inputs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from openkitchen.models.audience import Known
from openkitchen.models.design import Design
from openkitchen.models.matching import Matching
from openkitchen.models.prepared import Prepared
from openkitchen.models.recoded import RecodedSums, recode
from openkitchen.models.training_rows import TrainingRows, training_rows

__all__ = ["CannotFollow", "Part", "Pieces", "make_pieces", "tags_of_items"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]


class CannotFollow(Exception):
    """The sums of this change cannot be had without reading all data anew."""


@dataclass(frozen=True)
class Part:
    """Sums of some rows, among the touched inputs.

    Parameters
    ----------
    gram, target, squared, mass
        Σ w z zᵀ, Σ w z yᵀ, Σ w y² per item, Σ w.
    """

    gram: Floats
    target: Floats
    squared: Floats
    mass: float


@dataclass(frozen=True)
class Pieces:
    """Sums of the new data, told from those of before.

    Targets stand in the order of before, then the items that had no events before.

    Parameters
    ----------
    touched
        Inputs of before that the changed users' rows hold, or that are dropped.
    dropped
        Which of these are dropped.
    going, coming
        Sums of the rows that go and of those that come.
    cross, gram, target
        Sums for added inputs over all rows of the new data: with the inputs of before
        (all of them × p), with each other (p × p), with the items (p × items).
    columns
        Per new item with events: its place among the targets.
    n_targets
        Number of targets.
    solved, fitted
        P · cross (inputs × p) and crossᵀ · W (p × targets) where they are had without
        the products; ``None`` elsewhere.
    """

    touched: Codes
    dropped: npt.NDArray[np.bool_]
    going: Part
    coming: Part
    cross: Floats
    gram: Floats
    target: Floats
    columns: Codes
    n_targets: int
    solved: Floats | None = None
    fitted: Floats | None = None


@dataclass(frozen=True)
class _Rows:
    """Rows in the inputs of before, and in those that are added."""

    shared: sp.csr_array
    added: Floats
    targets: sp.csr_array
    weight: Floats

    @property
    def ends(self) -> sp.csr_array:
        return sp.csr_array(sp.diags_array(self.weight) @ self.targets)

    def weighted(self) -> sp.csr_array:
        return sp.csr_array(sp.diags_array(self.weight) @ self.shared)


def make_pieces(
    prepared: Prepared, known: Known, design: Design, matching: Matching, scale: float = 1.0
) -> Pieces:
    """Gather the sums that changed.

    Parameters
    ----------
    prepared
        The fit before.
    known, design
        The changed data.
    matching
        What both have in common.
    scale
        What a row of before weighs by now: less than one when the data end later.

    Raises
    ------
    CannotFollow
        When tags change that are inputs, not every item is one, and what changed is more than
        a few items (see `recode`).
    """
    fitted = prepared.fitted
    settings, base = fitted.settings, fitted.design
    columns, n_targets = _targets(matching, design.n_own, base.n_own)
    out = training_rows(fitted.known.events, base, settings, matching.gone)
    none = np.zeros((len(out), 0))
    going = _Rows(out.inputs, none, _wider(out.targets, n_targets), out.weight)
    come = training_rows(known.events, design, settings, matching.come)
    coming = _split(come, matching, base.size, columns, n_targets)
    gone = np.setdiff1d(np.arange(base.size), matching.inputs)
    touched = np.union1d(np.union1d(going.shared.indices, coming.shared.indices), gone)
    touched = touched.astype(np.int64)
    added = _Added(prepared, known, design, matching, going, columns, n_targets, scale)
    told = recode(prepared, design, matching) if scale == 1.0 and len(matching.added) else None
    if told is None:
        cross, gram, target = added.sums(coming)
        cross[gone] = 0.0
        products: tuple[Floats | None, Floats | None] = (None, None)
    else:
        of_going = told.of_rows(prepared, out.inputs, matching.gone[out.user])
        of_before = told.sums(prepared)
        found = _follow(prepared, of_before, going, of_going, coming, touched, gone, n_targets)
        (cross, gram, target), products = found[:3], found[3:]
    return Pieces(
        touched,
        np.isin(touched, gone),
        _among(going, touched),
        _among(coming, touched),
        cross,
        gram,
        target,
        columns,
        n_targets,
        *products,
    )


def _follow(
    prepared: Prepared,
    before: RecodedSums,
    going: _Rows,
    of_going: Floats,
    coming: _Rows,
    touched: Codes,
    gone: Codes,
    n_targets: int,
) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Bring the sums of recoded inputs up to date: rows go and come, inputs are dropped.

    The sums with the inputs of before change at the touched ones alone.
    """
    n_before = before.target.shape[1]
    target, fitted = np.zeros((2, len(before.gram), n_targets))
    target[:, :n_before], fitted[:, :n_before] = before.target, before.fitted
    target += (coming.ends.T @ coming.added).T - (going.ends.T @ of_going).T
    gram = before.gram + coming.added.T @ (coming.added * coming.weight[:, None])
    gram -= of_going.T @ (of_going * going.weight[:, None])
    cross = before.cross
    was = cross[touched]
    cross += coming.weighted().T @ coming.added - going.weighted().T @ of_going
    cross[gone] = 0.0
    apart = cross[touched] - was
    solved = before.solved + prepared.inverse[touched].T @ apart
    fitted[:, :n_before] += apart.T @ prepared.solved[touched]
    return cross, gram, target, solved, fitted


def tags_of_items(
    prepared: Prepared, design: Design, matching: Matching, tags: Codes
) -> sp.csc_array:
    """Return inputs of before × added tags of histories: what sums of them make each tag.

    Parameters
    ----------
    prepared, design, matching
        The fit before, the inputs of now, and what both have in common.
    tags
        Places of the tags among the added inputs.

    Raises
    ------
    CannotFollow
        When not every item with events is an input, and the tags are not those of before but
        for a few items.
    """
    base = prepared.fitted.design
    if base.n_inputs < base.n_own:
        return _retold(prepared, design, matching, tags)
    there = np.flatnonzero((matching.items >= 0) & (matching.items < base.n_own))
    table = sp.csc_array(design.tags[there])
    names = {column.name: place for place, column in enumerate(design.item_encoder.columns)}
    wanted = [design.features[matching.added[tag]] for tag in tags]
    some = sp.coo_array(table[:, [names[feature.name] for feature in wanted]])
    item, tag = some.coords
    first = np.array(
        [
            prepared.places[f.block.replace("tags:", "history:", 1), base.item_ids[0]]
            for f in wanted
        ],
        dtype=np.int64,
    )
    row = first[tag] + matching.items[there[item]]
    return sp.csc_array((some.data, (row, tag)), shape=(base.size, len(tags)))


def _retold(prepared: Prepared, design: Design, matching: Matching, tags: Codes) -> sp.csc_array:
    """Return what `tags_of_items` does, from the tags of before and the items that differ."""
    told = recode(prepared, design, matching)
    if told is None or told.known[:, tags].any():
        raise CannotFollow
    made = np.zeros((prepared.fitted.design.size, len(tags)))
    made[told.places] = told.inputs[:, tags]
    return sp.csc_array(made)


def _targets(matching: Matching, n_own: int, n_before: int) -> tuple[Codes, int]:
    """Give each item with events a column: its code before, or one after all of those."""
    columns = matching.items[:n_own].copy()
    new = (columns < 0) | (columns >= n_before)
    columns[new] = n_before + np.arange(int(new.sum()))
    return columns, n_before + int(new.sum())


def _split(
    rows: TrainingRows, matching: Matching, size: int, columns: Codes, n_targets: int
) -> _Rows:
    shared, added = matching.shared, matching.added
    if not len(rows):
        none = np.zeros((0, len(added)))
        return _Rows(sp.csr_array((0, size)), none, sp.csr_array((0, n_targets)), rows.weight)
    move = sp.csr_array(
        (np.ones(len(shared)), (shared, matching.inputs[shared])),
        shape=(len(matching.inputs), size),
    )
    place = sp.csr_array(
        (np.ones(len(columns)), (np.arange(len(columns)), columns)),
        shape=(len(columns), n_targets),
    )
    moved = sp.csr_array(rows.inputs @ move)
    targets = sp.csr_array(rows.targets @ place)
    return _Rows(moved, rows.inputs[:, added].toarray(), targets, rows.weight)


def _wider(targets: sp.csr_array, n_targets: int) -> sp.csr_array:
    shape = (targets.shape[0], n_targets)
    return sp.csr_array((targets.data, targets.indices, targets.indptr), shape=shape)


def _among(rows: _Rows, touched: Codes) -> Part:
    if not len(rows.weight):
        n, n_targets = len(touched), rows.targets.shape[1]
        return Part(np.zeros((n, n)), np.zeros((n, n_targets)), np.zeros(n_targets), 0.0)
    here = sp.csr_array(rows.shared.tocsc()[:, touched])
    weighted = sp.csr_array(sp.diags_array(rows.weight) @ here)
    return Part(
        (here.T @ weighted).toarray(),
        (here.T @ rows.ends).toarray(),
        np.asarray(rows.targets.multiply(rows.ends).sum(axis=0)).ravel(),
        float(rows.weight.sum()),
    )


@dataclass(frozen=True)
class _Added:
    """Sums for the inputs that are added, kind by kind."""

    prepared: Prepared
    known: Known
    design: Design
    matching: Matching
    going: _Rows
    columns: Codes
    n_targets: int
    scale: float

    def sums(self, coming: _Rows) -> tuple[Floats, Floats, Floats]:
        """Return products with the inputs of before, with each other, with the items."""
        added = self.matching.added
        size, p = self.prepared.fitted.design.size, len(added)
        cross, gram = np.zeros((size, p)), np.zeros((p, p))
        target = np.zeros((p, self.n_targets))
        if not p:
            return cross, gram, target
        kinds = np.array([self.design.features[n].block.partition(":")[0] for n in added])
        people, tags = np.flatnonzero(kinds == "user"), np.flatnonzero(kinds == "tags")
        others = np.flatnonzero((kinds != "user") & (kinds != "tags"))
        if len(people):
            self._add_people(people, cross, gram, target)
        if len(tags):
            self._add_tags(tags, people, cross, gram, target)
        cross *= self.scale
        gram *= self.scale
        target *= self.scale
        if len(others):
            self._add_read(others, cross, gram, target)
        cross += coming.weighted().T @ coming.added
        gram += coming.added.T @ (coming.added * coming.weight[:, None])
        target += (coming.ends.T @ coming.added).T
        return cross, gram, target

    def _attributes(self, people: Codes) -> Floats:
        """Return the added user columns in the order of the users before, of the same alone."""
        same = self.matching.same
        values = np.zeros((len(self.prepared.fitted.known.users), len(people)))
        columns = self.matching.added[people] - self.design.people.start
        values[self.matching.users[same]] = self.design.users[same][:, columns]
        return values

    def _add_people(self, people: Codes, cross: Floats, gram: Floats, target: Floats) -> None:
        totals = self.prepared.totals
        values = self._attributes(people)
        cross[:, people] = totals.inputs.T @ values
        gram[np.ix_(people, people)] = values.T @ (values * totals.mass[:, None])
        target[people, : totals.ends.shape[1]] = (totals.ends.T @ values).T

    def _add_tags(
        self, tags: Codes, people: Codes, cross: Floats, gram: Floats, target: Floats
    ) -> None:
        """Add tags of histories: sums of the history inputs, item by item."""
        combined = tags_of_items(self.prepared, self.design, self.matching, tags).toarray()
        sums = self.prepared.sums
        out = self.going
        written = out.shared @ combined
        some = np.flatnonzero(combined.any(axis=1))
        cross[:, tags] = sums.gram[some].T @ combined[some] - out.weighted().T @ written
        gram[np.ix_(tags, tags)] = combined.T @ cross[:, tags]
        target[tags, : sums.target.shape[1]] = combined.T @ sums.target
        target[tags] -= (out.ends.T @ written).T
        if len(people):
            between = self._attributes(people).T @ (self.prepared.totals.inputs @ combined)
            gram[np.ix_(people, tags)], gram[np.ix_(tags, people)] = between, between.T

    def _add_read(self, others: Codes, cross: Floats, gram: Floats, target: Floats) -> None:
        """Add inputs for which the rows of the same users must be read."""
        matching, design = self.matching, self.design
        readers = np.zeros(len(self.known.users), dtype=np.bool_)
        for n in matching.added[others]:
            feature = design.features[n]
            if feature.block.startswith("history:"):
                item = self.known.items.find([feature.name])[0]
                readers[self.known.events.user[self.known.events.item == item]] = True
            else:
                readers[:] = True
        users = np.flatnonzero(readers & matching.same)
        rows = training_rows(self.known.events, design, self.prepared.fitted.settings, users)
        read = _split(
            rows, matching, self.prepared.fitted.design.size, self.columns, self.n_targets
        )
        own = read.added[:, others]
        cross[:, others] = read.weighted().T @ own
        between = (read.added * read.weight[:, None]).T @ own
        gram[:, others], gram[others] = between, between.T
        target[others] = (read.ends.T @ own).T
