"""A fit on changed data, told from the fit that is there: the same weights, by algebra.

The yardstick is `fit_with(changed tables, the same settings)`. Three ways lead there, and
the result says which one was gone:

``algebra``
    Few inputs are touched: a low-rank update of the inverse; see `low_rank`.
``sums``
    Many are, or every row's weight changes with the end of the data: the sums are
    brought up to date and solved anew.
``refit``
    The sums cannot be had from what is kept: everything is read and solved anew.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from openkitchen.models.audience import Known
from openkitchen.models.blocked import one_thread_each
from openkitchen.models.design import Design, encode_attributes, make_design
from openkitchen.models.events import Events
from openkitchen.models.fitted import Fitted
from openkitchen.models.fitting import fit_known, fit_sums, fit_weights, row_sums
from openkitchen.models.held import Held, hold
from openkitchen.models.low_rank import Border, Touch, Update, update
from openkitchen.models.matching import Matching, match
from openkitchen.models.pieces import CannotFollow, Part, Pieces, make_pieces
from openkitchen.models.prepared import Prepared
from openkitchen.models.settings import GlassBoxSettings
from openkitchen.models.sums import Sums
from openkitchen.schema import Tables

__all__ = ["Method", "Refitted", "refit", "refit_coded", "refit_weighed", "refit_without"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
Method = Literal["algebra", "sums", "refit"]

SHARE_TOUCHED = 0.25
"""Above this share of all inputs touched, solving anew costs less than updating."""


@dataclass(frozen=True)
class Refitted:
    """A fit on changed data.

    Parameters
    ----------
    method
        How it was had.
    prepared
        The fit before.
    known, design, tables
        The changed data.
    matching
        What they have in common with those before.
    pieces, update, held
        What changed in the sums and in the weights; ``None`` unless by algebra.
    solved_anew
        The fit; ``None`` when by algebra, where it is put together when asked for.
    """

    method: Method
    prepared: Prepared
    known: Known
    design: Design
    tables: Tables
    matching: Matching
    pieces: Pieces | None = None
    update: Update | None = None
    held: Held | None = None
    solved_anew: Fitted | None = None

    @cached_property
    def fitted(self) -> Fitted:
        """The fit on the changed data."""
        rules = self.prepared.fitted.rules
        if self.solved_anew is not None:
            return replace(self.solved_anew, rules=rules)
        assert self.pieces is not None  # noqa: S101 - by algebra
        assert self.update is not None  # noqa: S101
        return replace(_put_together(self, self.pieces, self.update), rules=rules)


def refit(
    prepared: Prepared, known: Known, tables: Tables, share_touched: float = SHARE_TOUCHED
) -> Refitted:
    """Fit on changed data with the settings of a fit that is there.

    Parameters
    ----------
    prepared
        The fit, made ready.
    known
        Users, items and histories of the changed data.
    tables
        Their attribute tables.
    share_touched
        Up to this share of inputs touched, the inverse is updated instead of solving.

    Returns
    -------
    What `fit_with` would return on the changed data, up to rounding.
    """
    settings = prepared.fitted.settings
    design = _design(prepared, known, tables)
    found = match(prepared, known, design)
    before = prepared.fitted.known.events
    if known.events.dated != before.dated or not _weighed_alike(prepared, known, design):
        return _anew(prepared, known, design, tables, found)
    scale = 1.0
    if settings.row_half_life and before.dated:
        ends = [_end(design, events) for events in (known.events, before)]
        scale = float(np.exp2(-(ends[0] - ends[1]) / settings.row_half_life))
    try:
        pieces = make_pieces(prepared, known, design, found, scale)
    except CannotFollow:
        return _anew(prepared, known, design, tables, found)
    touched = len(pieces.touched) + len(found.added)
    if scale != 1.0 or touched > share_touched * design.size:
        sums = _sums(prepared, found, pieces, scale)
        fitted = fit_sums(sums, known, design, tables, settings)
        return Refitted("sums", prepared, known, design, tables, found, solved_anew=fitted)
    changed, held = _update(prepared, design, found, pieces)
    return Refitted("algebra", prepared, known, design, tables, found, pieces, changed, held)


def _weighed_alike(prepared: Prepared, known: Known, design: Design) -> bool:
    before = prepared.fitted
    names = known.labels.kinds, before.known.labels.kinds
    return design.event_weights.like(names[0], before.design.event_weights, names[1])


def _end(design: Design, events: Events) -> float:
    return design.event_weights.counting(events).end


def _design(prepared: Prepared, known: Known, tables: Tables) -> Design:
    """Decide the inputs as a fit would; what has the same table as before is not coded again."""
    before, base = prepared.fitted, prepared.fitted.design
    users_stay = (
        tables.users is before.tables.users
        and known.users is before.known.users
        and tables.user_attributes == before.tables.user_attributes
    )
    items = before.known.items.find(known.items.array)
    items_stay = (
        tables.items is before.tables.items
        and tables.item_attributes == before.tables.item_attributes
        and bool((items >= 0).all())
    )
    others = tables
    if users_stay:
        others = replace(others, users=None, user_attributes=())
    if items_stay:
        others = replace(others, items=None, item_attributes=())
    made = encode_attributes(others, known, of_users=bool(before.settings.ridge_users))
    if users_stay:
        made = replace(made, users=base.users, user_encoder=base.user_encoder)
    if items_stay:
        made = replace(made, tags=base.tags[items], item_encoder=base.item_encoder)
    return make_design(tables, known, before.settings, made)


def refit_without(prepared: Prepared, inputs: Codes) -> Refitted:
    """Fit without some inputs; all else, lending by tags too, stays as it is.

    Parameters
    ----------
    prepared
        The fit, made ready.
    inputs
        Places of the inputs that go: their weights are zero, and nothing is learned
        through them.
    """
    before = prepared.fitted
    known, design, n_own = before.known, before.design, before.design.n_own
    none, d = np.zeros(0, np.int64), design.size
    users, items = np.arange(len(known.users)), np.arange(len(known.items))
    found = Matching(users, items, np.arange(d), np.ones(len(users), np.bool_), none, none)
    c = len(inputs)
    nothing = Part(np.zeros((c, c)), np.zeros((c, n_own)), np.zeros(n_own), 0.0)
    pieces = Pieces(
        inputs,
        np.ones(c, dtype=np.bool_),
        nothing,
        nothing,
        np.zeros((d, 0)),
        np.zeros((0, 0)),
        np.zeros((0, n_own)),
        np.arange(n_own),
        n_own,
    )
    changed, held = _update(prepared, design, found, pieces)
    tables = before.tables
    return Refitted("algebra", prepared, known, design, tables, found, pieces, changed, held)


def refit_coded(
    prepared: Prepared, known: Known, design: Design, tables: Tables, found: Matching
) -> Refitted:
    """Fit on data whose inputs are decided already; histories are as they were.

    Parameters
    ----------
    prepared
        The fit, made ready.
    known, design, tables
        The changed data, and their inputs.
    found
        What they have in common with those before: what was there and means something else
        now counts as added.
    """
    try:
        pieces = make_pieces(prepared, known, design, found)
    except CannotFollow:
        settings = prepared.fitted.settings
        with one_thread_each():
            sums = row_sums(known.events, design, settings)
        fitted = fit_sums(sums, known, design, tables, settings)
        return Refitted("refit", prepared, known, design, tables, found, solved_anew=fitted)
    changed, held = _update(prepared, design, found, pieces)
    return Refitted("algebra", prepared, known, design, tables, found, pieces, changed, held)


def refit_weighed(prepared: Prepared, settings: GlassBoxSettings) -> Refitted:
    """Fit on the same data with settings by which events weigh otherwise: all is read anew."""
    before = prepared.fitted
    design = make_design(before.tables, before.known, settings)
    found = match(prepared, before.known, design)
    return _anew(prepared, before.known, design, before.tables, found, settings)


def _anew(
    prepared: Prepared,
    known: Known,
    design: Design,
    tables: Tables,
    found: Matching,
    settings: GlassBoxSettings | None = None,
) -> Refitted:
    fitted = fit_known(known, tables, settings or prepared.fitted.settings)
    return Refitted("refit", prepared, known, design, tables, found, solved_anew=fitted)


def _update(
    prepared: Prepared, design: Design, found: Matching, pieces: Pieces
) -> tuple[Update, Held | None]:
    n_before = prepared.solved.shape[1]
    weights = np.zeros((len(pieces.touched), pieces.n_targets))
    weights[:, :n_before] = prepared.solved[pieces.touched]
    going, coming = pieces.going, pieces.coming
    touch = Touch(
        pieces.touched,
        pieces.dropped,
        coming.gram - going.gram,
        coming.target - going.target,
    )
    fitted, solved = pieces.fitted, pieces.solved
    if fitted is None or solved is None:
        fitted = np.zeros((pieces.cross.shape[1], pieces.n_targets))
        fitted[:, :n_before] = pieces.cross.T @ prepared.solved
        solved = prepared.inverse @ pieces.cross
    ridge = design.ridge(prepared.fitted.settings)[found.added]
    border = Border(
        pieces.cross,
        solved,
        pieces.gram + np.diag(ridge),
        pieces.target,
        fitted,
    )
    changed = update(prepared.inverse, weights, touch, border)
    if prepared.own is None:
        return changed, None
    own, own_added = _own(design, found, pieces, prepared.fitted.design.size)
    return changed, hold(prepared, touch, changed, own, own_added)


def _own(design: Design, found: Matching, pieces: Pieces, size: int) -> tuple[sp.csc_array, Floats]:
    """Return φ of the new data over the inputs and targets of before, and over added inputs."""
    own = sp.csr_array(design.own())
    to_targets = sp.csr_array(
        (np.ones(len(pieces.columns)), (np.arange(len(pieces.columns)), pieces.columns)),
        shape=(len(pieces.columns), pieces.n_targets),
    )
    places = (found.inputs[found.shared], found.shared)
    to_inputs = sp.csr_array((np.ones(len(found.shared)), places), shape=(size, own.shape[0]))
    placed = sp.csr_array(own @ to_targets)
    left = np.ones(size)
    left[pieces.touched[pieces.dropped]] = 0.0
    kept = sp.diags_array(left) @ to_inputs @ placed
    return sp.csc_array(kept), placed[found.added].toarray()


def _sums(prepared: Prepared, found: Matching, pieces: Pieces, scale: float) -> Sums:
    """Bring the sums up to date; ``scale``: what a row of before weighs by now."""
    before, going, coming = prepared.sums, pieces.going, pieces.coming
    gram = before.gram.copy()
    among = np.ix_(pieces.touched, pieces.touched)
    gram[among] -= going.gram
    gram *= scale
    gram[among] += coming.gram
    shared, places = found.shared, found.inputs[found.shared]
    d = len(found.inputs)
    whole = np.zeros((d, d))
    whole[np.ix_(shared, shared)] = gram[np.ix_(places, places)]
    cross = pieces.cross[places]
    whole[np.ix_(shared, found.added)] = cross
    whole[np.ix_(found.added, shared)] = cross.T
    whole[np.ix_(found.added, found.added)] = pieces.gram
    return replace(_ends(prepared, found, pieces, scale), gram=whole)


def _ends(prepared: Prepared, found: Matching, pieces: Pieces, scale: float = 1.0) -> Sums:
    """Return the sums of the new data, all but the gram."""
    before, going, coming = prepared.sums, pieces.going, pieces.coming
    size, n_before = before.target.shape
    target, squared = np.zeros((size, pieces.n_targets)), np.zeros(pieces.n_targets)
    target[:, :n_before], squared[:n_before] = before.target, before.squared
    target[pieces.touched] -= going.target
    target *= scale
    target[pieces.touched] += coming.target
    squared = scale * (squared - going.squared) + coming.squared
    ends = np.zeros((len(found.inputs), len(pieces.columns)))
    ends[found.shared] = target[np.ix_(found.inputs[found.shared], pieces.columns)]
    ends[found.added] = pieces.target[:, pieces.columns]
    rows = scale * (before.rows - going.mass) + coming.mass
    return Sums(np.zeros((0, 0)), ends, squared[pieces.columns], rows)


def _put_together(one: Refitted, pieces: Pieces, changed: Update) -> Fitted:
    prepared, found, columns = one.prepared, one.matching, pieces.columns
    places = found.inputs[found.shared]
    d, n_before = len(found.inputs), prepared.solved.shape[1]
    right, added = changed.right, changed.added
    shared = np.zeros((len(places), len(columns)))
    old = np.flatnonzero(columns < n_before)
    shared[:, old] = prepared.solved[np.ix_(places, columns[old])]
    if one.held is not None:
        right = right - one.held.right * one.held.share
        added = added - one.held.added * one.held.share
        taken = sp.csc_array(one.held.own @ sp.diags_array(one.held.share))[:, columns]
        shared -= (taken.T @ prepared.inverse[:, places]).T
    solved = np.zeros((d, len(columns)))
    solved[found.shared] = shared + changed.left[places] @ right[:, columns]
    solved[found.added] = added[:, columns]
    gone = found.shared[np.isin(places, pieces.touched[pieces.dropped])]
    solved[gone] = 0.0
    variance = np.zeros(d)
    variance[found.shared] = _variance(prepared, pieces, changed)[places]
    variance[found.added] = np.diag(changed.middle)
    sums, settings = _ends(prepared, found, pieces), prepared.fitted.settings
    fitted = fit_weights(solved, variance, sums, one.known, one.design, one.tables, settings)
    fitted.weights.own[gone] = 0.0  # what is gone does not return to itself either
    return fitted


def _variance(prepared: Prepared, pieces: Pieces, changed: Update) -> Floats:
    columns = prepared.inverse[:, pieces.touched]
    lost = np.einsum("ij,ij->i", columns @ changed.change, columns)
    gained = np.einsum("ij,ij->i", changed.spread @ changed.middle, changed.spread)
    return np.asarray(np.diag(prepared.inverse) - lost + gained)
