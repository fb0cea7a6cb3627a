"""Added inputs that are inputs of before, coded anew: their sums without any pass.

Such an input is, for everybody whose history stays, Ĉᵀ (z, m): z the inputs of before, m
what is *known* (`known_values`). So its sums are the sums of before times Ĉ, and with
A = ZᵀZ + Λ, P = A⁻¹, W = P T

    P ZᵀZ C = C − P Λ C,    (ZᵀZ C)ᵀ W = Cᵀ (T − Λ W),

which needs but the few rows of P and W where C is not zero.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from openkitchen.models.design import Design
from openkitchen.models.encode import Column
from openkitchen.models.matching import Matching
from openkitchen.models.prepared import Prepared

__all__ = ["Recoded", "RecodedSums", "recode"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

_MOST_ROWS = 256
_SAME = 1e-12


@dataclass(frozen=True)
class RecodedSums:
    """Sums of p recoded inputs over all rows of before.

    Parameters
    ----------
    cross, gram, target
        With the inputs of before (inputs × p), each other (p × p), the items (p × items).
    solved, fitted
        P · cross (inputs × p) and crossᵀ · W (p × items).
    """

    cross: Floats
    gram: Floats
    target: Floats
    solved: Floats
    fitted: Floats


@dataclass(frozen=True)
class Recoded:
    """How inputs of before make the added ones.

    Parameters
    ----------
    places
        The inputs of before that take part.
    inputs
        C at these (places × p).
    known
        What takes part of *known* (q × p).
    """

    places: Codes
    inputs: Floats
    known: Floats

    def sums(self, prepared: Prepared) -> RecodedSums:
        """Return the sums over all rows of before."""
        at, c, m, known = self.places, self.inputs, self.known, prepared.known_sums
        penalised = prepared.ridge[at, None] * c
        cross = prepared.sums.gram[at].T @ c + known.cross @ m
        solved = known.solved @ m - prepared.inverse[at].T @ penalised
        solved[at] += c
        target = prepared.sums.target[at]
        fitted = c.T @ target - penalised.T @ prepared.solved[at] + m.T @ known.fitted
        gram = c.T @ cross[at] + m.T @ (known.cross[at].T @ c + known.gram @ m)
        return RecodedSums(cross, gram, c.T @ target + m.T @ known.target, solved, fitted)

    def of_rows(self, prepared: Prepared, rows: sp.csr_array, users: Codes) -> Floats:
        """Return rows × p: the recoded inputs of rows of before.

        Parameters
        ----------
        prepared
            The fit before.
        rows
            Rows × inputs.
        users
            Whose row each is: codes of users.
        """
        own = sp.csr_array(rows.tocsc()[:, self.places]) @ self.inputs
        return np.asarray(own + prepared.known_values.of_rows(rows, users) @ self.known)


def recode(prepared: Prepared, design: Design, matching: Matching) -> Recoded | None:
    """Tell the added inputs by those of before; ``None`` when one of them is really new.

    Parameters
    ----------
    prepared
        The fit before.
    design
        The inputs of now.
    matching
        What both have in common.
    """
    added = matching.added
    combined: dict[tuple[int, int], float] = {}
    known = np.zeros((len(prepared.known_values.places), len(added)))
    for column, place in enumerate(added):
        block = design.features[place].block
        if block == "user":
            told = _person(prepared, design, matching, int(place))
        elif block.startswith("tags:") and prepared.fitted.design.n_tags:
            told = _tag(prepared, design, matching, int(place))
        else:
            return None
        if told is None:
            return None
        parts, of_known, share = told
        combined |= {(row, column): value for row, value in parts.items()}
        if of_known >= 0:
            known[of_known, column] = share
    places = np.unique([row for row, _ in combined]).astype(np.int64)
    if len(places) > _MOST_ROWS:
        return None
    inputs = np.zeros((len(places), len(added)))
    for (row, column), value in combined.items():
        inputs[np.searchsorted(places, row), column] = value
    return Recoded(places, inputs, known)


_Told = tuple[dict[int, float], int, float] | None
"""Inputs of before with their factors, which *known*, and its factor."""


def _person(prepared: Prepared, design: Design, matching: Matching, place: int) -> _Told:
    before = prepared.fitted.design
    first = design.people.start
    now = design.user_encoder.columns[place - first]
    was = {c.name: (n, c) for n, c in enumerate(before.user_encoder.columns)}
    if now.name not in was or was[now.name][1].kind != now.kind:
        return None
    at, then = was[now.name]
    factor, share = _moved(then, now)
    of_known = prepared.known_values.places.get(("user", now.attribute), -1)
    people, same = matching.users[matching.same], matching.same
    told = factor * before.users[people, at]
    if of_known >= 0:
        told = told + share * prepared.known_values.people[people, of_known]
    if not _alike(told, design.users[same, place - first]):
        return None
    return {before.people.start + at: factor}, of_known, share


def _tag(prepared: Prepared, design: Design, matching: Matching, place: int) -> _Told:
    before, feature = prepared.fitted.design, design.features[place]
    at = prepared.places.get((feature.block, feature.name))
    names = [column.name for column in design.item_encoder.columns]
    old_names = [column.name for column in before.item_encoder.columns]
    if at is None or feature.name not in old_names:
        return None
    new_column, old_column = names.index(feature.name), old_names.index(feature.name)
    now, then = (
        encoder.columns[n]
        for encoder, n in ((design.item_encoder, new_column), (before.item_encoder, old_column))
    )
    if now.kind != then.kind:
        return None
    factor, share = _moved(then, now) if now.kind == "number" else (1.0, 0.0)
    there = np.flatnonzero((matching.items >= 0) & (matching.items < before.n_own))
    codes = matching.items[there]
    values = design.tags[there].tocsc()[:, [new_column]].toarray().ravel()
    told = factor * before.tags[codes].tocsc()[:, [old_column]].toarray().ravel()
    of_known = prepared.known_values.places.get((feature.block, now.attribute), -1)
    if of_known >= 0:
        told += share * prepared.known_values.items[codes, of_known]
    apart = np.flatnonzero(np.abs(values - told) > _SAME * (1 + np.abs(values)))
    apart = apart[~np.isin(there[apart], matching.retagged)]
    if len(apart) > _MOST_ROWS or (codes[apart] >= before.n_inputs).any():
        return None
    block = feature.block.replace("tags:", "history:", 1)
    first = prepared.places[block, before.item_ids[0]]
    parts = {first + int(codes[n]): float(values[n] - told[n]) for n in apart}
    return parts | {at: factor}, of_known, share


def _moved(then: Column, now: Column) -> tuple[float, float]:
    """Return a and b: the column of now is a times that of then plus b where it is known."""
    return then.spread / now.spread, (then.centre - now.centre) / now.spread


def _alike(one: Floats, other: Floats) -> bool:
    return bool((np.abs(one - other) <= _SAME * (1 + np.abs(other))).all())
