"""What two sets of data have in common: users, items, histories, inputs."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from openkitchen.models.audience import Known
from openkitchen.models.design import Design
from openkitchen.models.prepared import Prepared

__all__ = ["Matching", "match"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

_MOST_RETAGGED = 16


@dataclass(frozen=True)
class Matching:
    """Where the things of the new data stood before.

    Parameters
    ----------
    users, items, inputs
        Per new user, item, input: its code before, −1 for what was not there. An input
        that means something else than before counts as one that was not there.
    same
        New users whose histories are as before, code by code, and so are the tags of all items
        in them that are no inputs where tags are: what such a tag adds is not to be told from
        the inputs before.
    gone
        Users of before, with events, whose histories are not as they were.
    come
        New users, with events, whose histories are not as they were.
    retagged
        Items whose tags are others than before and told by reading the rows of who has them.
    """

    users: Codes
    items: Codes
    inputs: Codes
    same: npt.NDArray[np.bool_]
    gone: Codes
    come: Codes
    retagged: Codes = field(default_factory=lambda: np.zeros(0, np.int64))

    @property
    def added(self) -> Codes:
        """New inputs that were not there before."""
        return np.flatnonzero(self.inputs < 0)

    @property
    def shared(self) -> Codes:
        """New inputs that were there before."""
        return np.flatnonzero(self.inputs >= 0)


def match(prepared: Prepared, known: Known, design: Design) -> Matching:
    """Compare new data with those of a fit."""
    before = prepared.fitted.known
    users = before.users.find(known.users.array)
    items = before.items.find(known.items.array)
    same = _same_histories(before, known, users, items)
    retagged = _retagged(prepared.fitted.design, design, items)
    same[_readers(known, retagged)] = False
    kept = np.zeros(len(before.users), dtype=np.bool_)
    kept[users[same]] = True
    gone = np.flatnonzero(~kept & (before.events.counts > 0))
    come = np.flatnonzero(~same & (known.events.counts > 0))
    inputs = np.array([prepared.places.get((f.block, f.name), -1) for f in design.features])
    inputs[_other_meaning(prepared, design, inputs, users, items, same)] = -1
    return Matching(users, items, inputs, same, gone, come, retagged)


def _same_histories(
    before: Known, known: Known, users: Codes, items: Codes
) -> npt.NDArray[np.bool_]:
    old, new = before.events, known.events
    if new is old:
        return np.ones(len(users), dtype=np.bool_)
    kinds = _old_codes(known.labels.kinds, before.labels.kinds)
    devices = _old_codes(known.labels.devices, before.labels.devices)
    known_before = users >= 0
    same = known_before & (new.counts == np.append(old.counts, -1)[users])
    rows = np.flatnonzero(same[new.user])
    shift = np.where(known_before, old.start[users] - new.start[:-1], 0)
    there = rows + shift[new.user[rows]]
    equal = (
        (items[new.item[rows]] == old.item[there])
        & (new.time[rows] == old.time[there])
        & (new.weight[rows] == old.weight[there])
        & (kinds[new.kind[rows]] == old.kind[there])
        & (devices[new.device[rows]] == old.device[there])
        & _same_values(new.value[rows], old.value[there])
    )
    same[new.user[rows[~equal]]] = False
    return same


def _old_codes(labels: tuple[str, ...], before: tuple[str, ...]) -> Codes:
    """Return the code before of each label, −2 for a new one; last, that of no label."""
    place = {label: code for code, label in enumerate(before)}
    return np.array([*(place.get(label, -2) for label in labels), -1], dtype=np.int64)


def _same_values(one: Floats, other: Floats) -> npt.NDArray[np.bool_]:
    return (one == other) | (np.isnan(one) & np.isnan(other))


def _retagged(base: Design, design: Design, items: Codes) -> Codes:
    """Return the few items, none of them an input, that have other tags than before.

    Nothing when they are many, as when a number is measured from another mean: then what
    was is no help.
    """
    if not base.n_tags or not design.n_tags or base.n_inputs == base.n_own:
        return np.zeros(0, np.int64)
    rest = np.flatnonzero((items >= base.n_inputs) & (items < base.n_own))
    _, apart = _tags_apart(base, design, items, rest)
    found = rest[np.diff(apart.indptr) > 0]
    return found if len(found) <= _MOST_RETAGGED else np.zeros(0, np.int64)


def _tags_apart(
    base: Design, design: Design, items: Codes, some: Codes
) -> tuple[list[str], sp.csr_array]:
    """Return how the tags of some items differ from before: names, and items × names, no zeros."""
    was = {column.name: n for n, column in enumerate(base.item_encoder.columns)}
    both = [(was[c.name], n) for n, c in enumerate(design.item_encoder.columns) if c.name in was]
    then, now = (list(places) for places in zip(*both, strict=True)) if both else ([], [])
    apart = sp.csr_array(base.tags[items[some]][:, then] - design.tags[some][:, now])
    apart.eliminate_zeros()
    return [design.item_encoder.columns[n].name for n in now], apart


def _readers(known: Known, items: Codes) -> Codes:
    """Return the users who have any of some items."""
    return np.unique(known.events.user[np.isin(known.events.item, items)])


def _other_meaning(
    prepared: Prepared,
    design: Design,
    inputs: Codes,
    users: Codes,
    items: Codes,
    same: npt.NDArray[np.bool_],
) -> Codes:
    """Return the inputs whose name was there and whose numbers are not what they were."""
    base = prepared.fitted.design
    wrong = _other_tags(base, design, inputs, items)
    if design.users is not base.users:
        first = design.people.start
        there = first + np.flatnonzero(inputs[design.people] >= 0)
        before = base.users[users[same]][:, inputs[there] - base.people.start]
        moved = (before != design.users[same][:, there - first]).any(axis=0)
        wrong += there[moved].tolist()
    return np.array(wrong, dtype=np.int64)


def _other_tags(base: Design, design: Design, inputs: Codes, items: Codes) -> list[int]:
    if not design.n_tags or not base.n_tags or design.item_encoder is base.item_encoder:
        return []
    traded = np.flatnonzero((items >= 0) & (items < base.n_own))
    names, apart = _tags_apart(base, design, items, traded)
    wrong = {names[n] for n in np.unique(apart.indices)}
    return [
        n
        for n, feature in enumerate(design.features)
        if feature.block.startswith("tags:") and feature.name in wrong and inputs[n] >= 0
    ]
