"""Reasons for whole tables of recommendations: the largest terms of each, all users at once.

`explain` takes one score apart in full. The functions here find the largest of the same
terms for many lists, at a fraction of what recommending costs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import scipy.sparse as sp

from openkitchen.errors import ColumnsError, SettingsError
from openkitchen.explain.picking import Costs, Picked, Picker
from openkitchen.explain.reasons import ListReasons
from openkitchen.explain.scored import Scored
from openkitchen.models import GlassBox, Recommendations
from openkitchen.models.audience import Audience, find_items, gather
from openkitchen.models.contract import Moment
from openkitchen.models.diversity import POOL, Varied, choose_varied
from openkitchen.models.gate import gate_of
from openkitchen.models.ranking import rank_audience, top_items
from openkitchen.schema.columns import ITEM, SCORE, USER

__all__ = ["explain_lists", "recommend_with_reasons"]

Codes = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_USERS_AT_ONCE = 2000


def recommend_with_reasons(
    model: Scored,
    users: Sequence[str] | None = None,
    k: int = 10,
    at: Moment = None,
    *,
    terms: int = 3,
    include_seen: bool = False,
    history: pa.Table | None = None,
    diversity: float | None = None,
) -> ListReasons:
    """Recommend, and say why, in one pass: the inputs are looked up once for both.

    Parameters
    ----------
    model
        A fitted model; one that is no glass box has a single term, its score.
    users, k, at, include_seen, history, diversity
        As in `openkitchen.models.audience_model.AudienceModel.recommend`.
    terms
        How many terms of each score to return: the largest but for the bias.

    Returns
    -------
    The lists (`ListReasons.lists`), with the reasons of each row.
    """
    _check(terms)
    gate, audience = gate_of(model), gather(model.known, users, history, at)
    found: list[Picked] = []
    picker = Picker(model, terms, at) if isinstance(model, GlassBox) else None
    strength = gate.strength(diversity)
    rows = sp.csr_array((0, 0))

    def score(part: Audience) -> Floats:
        nonlocal rows
        if not isinstance(model, GlassBox):
            return model.score_audience(part, at)
        rows = model.fitted.design.rows(part)
        return model.score_rows(rows, at)

    def choose(scores: Floats, k: int) -> tuple[Codes, Floats]:
        varied = choose_varied(scores, k, gate.likeness, strength) if strength else None
        codes, best = (varied.items, varied.scores) if varied else top_items(scores, k)
        if picker is not None:
            found.append(_flat(picker.pick(rows, codes, _costs(varied)), codes >= 0))
        return codes, best

    lists = rank_audience(
        audience,
        model.known.items,
        score,
        k,
        keep_out=lambda scores, part: gate.hide(scores, part, at, include_seen=include_seen),
        choose=choose,
    )
    return _reasons(model, lists.table, picker, found, terms)


def explain_lists(
    model: Scored,
    lists: Recommendations | pa.Table,
    terms: int = 3,
    at: Moment = None,
    *,
    history: pa.Table | None = None,
    diversity: float | None = None,
) -> ListReasons:
    """Find the largest terms behind each row of a table of recommendations.

    Parameters
    ----------
    model
        The fitted model that made them; as in `recommend_with_reasons`.
    lists
        A table with ``user_id``, ``item_id`` and ``score``.
    terms
        How many terms of each score to return: the largest but for the bias.
    at, history, diversity
        As they were recommended.

    Raises
    ------
    ColumnsError
        When a column is missing.
    UnknownName
        When an item is unknown.
    """
    _check(terms)
    table = lists.table if isinstance(lists, Recommendations) else lists
    missing = [name for name in (USER, ITEM, SCORE) if name not in table.column_names]
    if missing:
        raise ColumnsError.missing(missing, table.column_names)
    if not isinstance(model, GlassBox):
        return _reasons(model, table, None, [], terms)
    users, user, place = _places(table)
    codes = np.full((len(users), int(place.max(initial=-1)) + 1), -1, dtype=np.int64)
    codes[user, place] = find_items(model.known, table[ITEM].to_pylist())
    picker, picked, start = Picker(model, terms, at), [], 0
    for part in gather(model.known, users, history, at).blocks(_USERS_AT_ONCE):
        rows, own = model.fitted.design.rows(part), codes[start : start + len(part)]
        costs = _costs_of(model, part, own, at, diversity)
        picked.append(_flat(picker.pick(rows, own, costs), own >= 0))
        start += len(part)
    order = np.empty(len(user), dtype=np.int64)  # by user and place → as the table has them
    order[np.lexsort((place, user))] = np.arange(len(user))
    return _reasons(model, table, picker, picked, terms, order)


def _reasons(
    model: Scored,
    table: pa.Table,
    picker: Picker | None,
    found: Sequence[Picked],
    terms: int,
    order: Codes | None = None,
) -> ListReasons:
    if picker is None:
        return ListReasons.of_scores(table, model.name)
    parts = found or [Picked.blank((0, terms))]
    columns = [
        np.concatenate([getattr(one, field.name) for one in parts]).reshape(-1, terms)
        for field in fields(Picked)
    ]
    place, value, weight, contribution = (c if order is None else c[order] for c in columns)
    return ListReasons(table, place, value, weight, contribution, picker.names)


def _flat(picked: Picked, there: npt.NDArray[np.bool_]) -> Picked:
    """Return one row for each item that is there, user by user."""
    return Picked(*(getattr(picked, field.name)[there] for field in fields(Picked)))


def _places(table: pa.Table) -> tuple[list[str], Codes, Codes]:
    """Return the users, and for each row whose it is and which of that user's it is."""
    column = table[USER].cast(pa.string()).combine_chunks()
    if isinstance(column, pa.ChunkedArray):
        column = pa.concat_arrays(column.chunks)
    coded = pc.dictionary_encode(column)
    user = coded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    order = np.argsort(user, kind="stable")
    counts = np.bincount(user, minlength=len(coded.dictionary))
    place = np.empty(len(user), dtype=np.int64)
    place[order] = np.arange(len(user)) - np.repeat(np.cumsum(counts) - counts, counts)
    return coded.dictionary.to_pylist(), user, place


def _costs(varied: Varied | None) -> Costs | None:
    if varied is None:
        return None
    weight = np.broadcast_to(-varied.cost, varied.items.shape)
    return Costs(varied.above, varied.likeness, weight)


def _costs_of(
    model: GlassBox, part: Audience, items: Codes, at: Moment, diversity: float | None
) -> Costs | None:
    """Re-rank anew, and return what that took from the listed items."""
    gate = model.gate
    strength = gate.strength(diversity)
    if not strength:
        return None
    scores = model.score_audience(part, at)
    gate.hide(scores, part, at)
    varied = choose_varied(scores, min(POOL, scores.shape[1]), gate.likeness, strength)
    costs = _costs(varied)
    assert costs is not None  # noqa: S101 - there are varied lists
    same = (items[:, :, None] == varied.items[:, None, :]) & (items >= 0)[:, :, None]
    at_place, found = same.argmax(axis=2), same.any(axis=2)
    above, likeness = (
        np.take_along_axis(n, at_place, axis=1) for n in (costs.above, costs.likeness)
    )
    return Costs(
        np.where(found, above, -1),
        np.where(found, likeness, 0.0),
        -np.broadcast_to(varied.cost, items.shape),
    )


def _check(terms: int) -> None:
    if terms < 1:
        raise SettingsError(f"reasons of {terms} terms", hint="Ask for 1 or more.")
