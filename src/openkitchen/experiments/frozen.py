"""Frozen what-ifs: the weights stay, the inputs change, everybody is scored again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import scipy.sparse as sp

from openkitchen.models.design import make_design
from openkitchen.models.editing import with_interactions
from openkitchen.models.fitted import Fitted
from openkitchen.models.glass_box import GlassBox
from openkitchen.models.index import Index
from openkitchen.models.new_lists import lists_of, shifted_lists
from openkitchen.models.prepared import Prepared
from openkitchen.models.score_shift import ScoreShift
from openkitchen.models.settings import GlassBoxSettings
from openkitchen.models.weights import WeightMatrix, with_constant
from openkitchen.schema import Tables
from openkitchen.schema.columns import ITEM

__all__ = [
    "Frozen",
    "frozen_drop",
    "frozen_events",
    "frozen_forget",
    "frozen_item",
    "frozen_more",
    "frozen_same",
    "frozen_weights",
]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Frozen:
    """A model with the weights that were, and everybody's lists from it.

    Parameters
    ----------
    fitted
        The model.
    lists
        Takes k; returns users of before × k, codes of items.
    """

    fitted: Fitted
    lists: Callable[[int], Codes]


def frozen_same(prepared: Prepared) -> Frozen:
    """Nothing changes: there are no weights for what was not there."""
    return Frozen(prepared.fitted, lambda k: before_lists(prepared, k))


def frozen_forget(prepared: Prepared, user: str, tables: Tables) -> Frozen:
    """A user is a stranger; for everybody else nothing changes."""
    before = prepared.fitted
    code = before.known.users.code(user)
    keep = np.delete(np.arange(len(before.known.users)), code)
    index = Index("user", before.known.users.take(keep))
    known = replace(before.known, users=index, events=before.known.events.of_users(keep))
    design = replace(before.design, users=before.design.users[keep])
    fitted = replace(before, known=known, design=design, tables=tables)
    return _rescored(prepared, fitted, np.array([code]))


def frozen_events(prepared: Prepared, gone: Flags) -> Frozen:
    """Some events never were; users and items keep their codes."""
    before = prepared.fitted
    events = before.known.events.select(~gone)
    fitted = replace(before, known=replace(before.known, events=events))
    users = np.unique(before.known.events.user[gone])
    if before.known.events.end != events.end:  # who is fresh at the end is another question
        users = np.arange(len(before.known.users))
    return _rescored(prepared, fitted, users)


def frozen_more(prepared: Prepared, interactions: pa.Table) -> Frozen:
    """More events of items that have weights; new users come without attributes."""
    before = prepared.fitted
    whole = with_interactions(before, interactions)
    items = before.known.items.find(whole.items.array)
    users = before.known.users.find(whole.users.array)
    keep = items[whole.events.item] >= 0
    moved = whole.events.select(keep)
    coded = replace(moved, item=items[moved.item])
    attributes = np.zeros((len(users), before.design.users.shape[1]))
    attributes[users >= 0] = before.design.users[users[users >= 0]]
    known = replace(whole, items=before.known.items, events=coded)
    fitted = replace(before, known=known, design=replace(before.design, users=attributes))
    return _rescored(prepared, fitted, np.arange(len(before.known.users)))


def frozen_weights(prepared: Prepared, settings: GlassBoxSettings) -> Frozen:
    """Events of a history count otherwise, by type and value."""
    before = prepared.fitted
    design = make_design(before.tables, before.known, settings)
    changed = replace(before.design, event_weights=design.event_weights)
    fitted = replace(before, settings=settings, design=changed)
    return _rescored(prepared, fitted, np.arange(len(before.known.users)))


def frozen_drop(prepared: Prepared, inputs: Codes) -> Frozen:
    """Some inputs are zero for everybody."""
    before = prepared.fitted
    own, lent = np.array(before.weights.own), np.array(before.weights.lent)
    own[inputs], lent[inputs] = 0.0, 0.0
    fitted = replace(before, weights=WeightMatrix(own, lent, before.weights.tagged))
    rows = prepared.rows.tocsc()[:, inputs].toarray()
    n_items = len(before.known.items)
    effect, nothing = _weights_at(before.weights, inputs), np.zeros((before.design.size, 0))

    def lists(k: int) -> Codes:
        none = np.zeros(0, np.int64)
        shift = ScoreShift(
            prepared.rows,
            nothing,
            -rows,
            effect,
            np.zeros(n_items),
            none,
            np.zeros((len(rows), 0)),
            np.arange(n_items),
            np.zeros(len(rows), dtype=np.bool_),
            nothing,
        )
        return _shifted(prepared, fitted, shift, k)

    return Frozen(fitted, lists)


def frozen_item(prepared: Prepared, item: str, tables: Tables) -> Frozen:
    """An item has other attributes, told with the columns that the model knows.

    What a tag is worth stays; which tags the item has changes: for the item itself, as
    far as its weights are lent by tags, and for everybody who has it, where tags of
    histories are inputs.
    """
    before = prepared.fitted
    code = before.known.items.code(item)
    design = before.design
    tags = design.item_encoder.indicate(tables.items, ITEM, before.known.items)
    own, lent, n_own = before.weights.own, before.weights.lent, design.n_own
    if code < n_own:
        kept = prepared.counts[code] / max(
            prepared.counts[code] + (before.settings.shrink or 0.0), 1.0
        )
        change = (with_constant(tags)[[code]] - with_constant(design.tags)[[code]]).toarray()[0]
        if kept < 1 and change.any():
            own = np.array(own)
            own[:, code] += (1 - kept) * (prepared.worth @ change)
    weights = WeightMatrix(own, lent, with_constant(tags[n_own:]))
    fitted = replace(before, design=replace(design, tags=tags), weights=weights, tables=tables)
    left, right, anew = _other_tags(prepared, code, tags)
    scores = prepared.rows @ weights.column(code) + before.trend[code]
    nothing = np.zeros((design.size, 0))

    def lists(k: int) -> Codes:
        n_items = len(before.known.items)
        shift = ScoreShift(
            prepared.rows,
            nothing,
            left,
            right,
            np.zeros(n_items),
            np.array([code]),
            scores[:, None],
            np.arange(n_items),
            anew,
            nothing,
        )
        return _shifted(prepared, fitted, shift, k)

    return Frozen(fitted, lists)


def _other_tags(prepared: Prepared, code: int, tags: sp.csr_array) -> tuple[Floats, Floats, Flags]:
    """Return how scores move when tags of one item of people's histories are others.

    As much as the item enters, at each scale, times the weights of the tags that change:
    users × scales, scales × items; and who must be scored anew, where the item is no input
    of its own, so that it is not told how much it enters.
    """
    before, design = prepared.fitted, prepared.fitted.design
    users = np.zeros(len(before.known.users), dtype=np.bool_)
    change = (tags[[code]] - design.tags[[code]]).toarray()[0]
    left, right = np.zeros((len(users), 1)), np.zeros((1, len(before.known.items)))
    if not design.tag_inputs or not change.any():
        return left, right, users
    if code >= design.n_inputs:
        users[before.known.events.user[before.known.events.item == code]] = True
        return left, right, users
    some = np.flatnonzero(change)
    names = [design.item_encoder.columns[n].name for n in some]
    effects, places = [], []
    for scale in design.scales:
        at = np.array([prepared.places[f"tags:{scale}", name] for name in names])
        effects.append(change[some] @ _weights_at(before.weights, at))
        places.append(prepared.places[f"history:{scale}", design.item_ids[code]])
    return prepared.rows.tocsc()[:, places].toarray(), np.vstack(effects), users


def _weights_at(weights: WeightMatrix, inputs: Codes) -> Floats:
    """Return the weights of some inputs: inputs × all items."""
    late = np.asarray(weights.tagged @ weights.lent[inputs].T).T
    return np.hstack([weights.own[inputs], late])


def before_lists(prepared: Prepared, k: int) -> Codes:
    """Return everybody's lists before anything changes: users × k, codes of items."""
    if not prepared.lists_follow(k):
        return _anew(prepared, prepared.fitted, np.arange(len(prepared.fitted.known.users)), k)
    lists = np.full((len(prepared.best.codes), k), -1, dtype=np.int64)
    best = prepared.best.codes[:, :k]
    lists[:, : best.shape[1]] = best
    return lists


def _rescored(prepared: Prepared, fitted: Fitted, users: Codes) -> Frozen:
    def lists(k: int) -> Codes:
        whole = before_lists(prepared, k)
        whole[users] = _anew(prepared, fitted, users, k)
        return whole

    return Frozen(fitted, lists)


def _shifted(prepared: Prepared, fitted: Fitted, shift: ScoreShift, k: int) -> Codes:
    if not prepared.lists_follow(k):
        return _anew(prepared, fitted, np.arange(len(prepared.fitted.known.users)), k)
    return shifted_lists(
        prepared.best, None, shift, k, lambda users: _anew(prepared, fitted, users, k)
    )


def _anew(prepared: Prepared, fitted: Fitted, users: Codes, k: int) -> Codes:
    ids: Sequence[str] = prepared.fitted.known.users.take(users).to_pylist()
    places = np.arange(len(fitted.known.items))
    return lists_of(GlassBox.of(fitted), list(ids), k, places)
