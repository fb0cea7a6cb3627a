"""From agreements to the probability that two records are one person.

Two records may agree because they are one person, because two people live together, or by
chance. Splink weighs the first against the last. People of one household share surname,
address and often the phone, so what these say is not counted against the second: there, first
name, date of birth, e-mail and the like must decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from openkitchen.identity.linking.comparing import Compared
from openkitchen.identity.linking.training import Trained, mended_m

__all__ = ["Agreements", "Pairs", "Scores", "agreements_of", "refined", "scored", "shared_columns"]

Floats = npt.NDArray[np.float64]

_ROUNDS = 60
_FEWEST = 20.0
_TOGETHER = 3.0
_MOST = 60.0
_REFINEMENTS = 12
_SAME = 6.0
_SHARED = 0.3
_UNLIKELY = 0.01


@dataclass(frozen=True, slots=True)
class Agreements:
    """How pairs of records agree.

    Parameters
    ----------
    levels
        Pairs × comparisons: the number of the level, from 0 for the strongest; −1 where
        one of the two says nothing.
    extra
        Pairs × comparisons: what the frequency of the value adds to the weight, in bits.
    """

    levels: npt.NDArray[np.int64]
    extra: Floats

    def weights(self, trained: Trained) -> Floats:
        """Return pairs × comparisons, in bits: positive speaks for one person."""
        columns = []
        for j, (m, u) in enumerate(zip(trained.m, trained.u, strict=True)):
            bits = np.append(np.log2(m / u), 0.0)
            columns.append(bits[self.levels[:, j]] + self.extra[:, j])
        return np.column_stack(columns)

    def take(self, at: npt.NDArray[np.intp]) -> Agreements:
        """Return some of the pairs."""
        return Agreements(self.levels[at], self.extra[at])


@dataclass(frozen=True, slots=True)
class Scores:
    """Probabilities of pairs.

    Parameters
    ----------
    probability
        That they are one person.
    weights
        Pairs × comparisons, in bits: positive speaks for one person.
    prior
        The probability of two random records, as estimated from these pairs.
    housemates
        Of pairs that share a household's columns, the share that are one person.
    """

    probability: Floats
    weights: Floats
    prior: float
    housemates: float


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of records.

    Parameters
    ----------
    left, right
        Positions of the two records; left is the smaller.
    agreements, scores
        How they agree, and what follows.
    """

    left: npt.NDArray[np.int64]
    right: npt.NDArray[np.int64]
    agreements: Agreements
    scores: Scores


def scored(
    weights: Floats,
    compared: Sequence[Compared],
    records: int,
    first_prior: float,
    fixed: tuple[float, float] | None = None,
) -> Scores:
    """Turn weights into probabilities.

    Parameters
    ----------
    weights
        Pairs × comparisons, in bits.
    compared
        The comparisons, in the order of the columns of ``weights``.
    records
        How many records there are.
    first_prior
        Where the estimate of the prior begins.
    fixed
        Prior and share of housemates, if known from other pairs of the same records.
    """
    total = np.clip(weights.sum(axis=1), -_MOST, _MOST)
    alone, together = _housemates(weights, compared)
    rounds = 0 if fixed else _ROUNDS
    prior, share = fixed or (first_prior, 0.5)
    every = max(records * (records - 1) / 2, 1.0)
    for _ in range(rounds):
        probability = _probability(total, alone, together, prior, share)
        new = min(max((float(probability.sum()) + 0.5) / every, 0.1 / every), 0.2)
        if together.sum() >= _FEWEST:
            odds = np.exp2(np.clip(alone[together], -30, 30)) * share / (1 - share)
            share = float(np.clip((odds / (1 + odds)).mean(), 0.02, 0.98))
        if abs(new - prior) < 1e-4 * prior:
            break
        prior = new
    probability = _probability(total, alone, together, prior, share)
    return Scores(probability, weights, prior, share)


def _housemates(
    weights: Floats, compared: Sequence[Compared]
) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Return what speaks for one person apart from the household, and who may live together."""
    person = np.array([one.role == "person" for one in compared])
    home = np.array([one.role == "household" for one in compared])
    place = np.array([one.role == "household" and one.name != "surname" for one in compared])
    alone = np.clip(weights[:, person].sum(axis=1), -_MOST, _MOST)
    shared = np.where(place[None, :], weights, -_MOST).max(axis=1, initial=-_MOST)
    together = (shared > _TOGETHER) & (weights[:, home].sum(axis=1) > 2 * _TOGETHER)
    return alone, together


def _probability(
    total: Floats, alone: Floats, together: npt.NDArray[np.bool_], prior: float, share: float
) -> Floats:
    against = np.exp2(-total) * (1 - prior) / prior
    homely = np.where(together, np.exp2(-alone) * (1 - share) / share, 0.0)
    return np.asarray(1.0 / (1.0 + against + homely))


def shared_columns(weights: Floats, compared: Sequence[Compared]) -> tuple[Compared, ...]:
    """Find e-mails, phones and numbers that several people share, and treat them as such.

    Where two records have the same one, first name and date of birth should agree. If they
    contradict in a large share of such pairs, it belongs to a household.
    """
    names = np.array([one.name in {"given", "born", "age"} for one in compared])
    if not names.any():
        return tuple(compared)
    others = weights[:, names].sum(axis=1)
    told = []
    for j, one in enumerate(compared):
        if one.name.split("_")[0] in {"email", "phone", "code"}:
            same = weights[:, j] > _SAME
            against = float((others[same] < -_TOGETHER).mean()) if same.sum() >= _FEWEST else 0.0
            told.append(replace(one, role="household") if against > _SHARED else one)
        else:
            told.append(one)
    return tuple(told)


def agreements_of(table: pa.Table, compared: Sequence[Compared]) -> Agreements:
    """Read Splink's predictions: the level of each comparison, and what frequencies add."""
    levels, extra = [], []
    for one in compared:
        gamma = np.asarray(table[f"gamma_{one.name}"].to_numpy(), dtype=np.int64)
        levels.append(np.where(gamma < 0, -1, len(one.levels) - 1 - gamma))
        name = f"mw_tf_adj_{one.name}"
        known = name in table.column_names
        extra.append(
            np.nan_to_num(np.asarray(table[name].to_numpy(), dtype=np.float64))
            if known
            else np.zeros(table.num_rows)
        )
    return Agreements(np.column_stack(levels), np.column_stack(extra))


def refined(
    agreements: Agreements, trained: Trained, compared: Sequence[Compared], records: int
) -> Trained:
    """Estimate m by expectation maximisation over all pairs that the rules found together.

    The rules are many, so that nearly every pair of one person is among them. Three kinds
    of pairs are told apart: one person, two of one household, strangers; u stays.
    """
    m = [one.copy() for one in trained.m]
    usual: set[str] = {one.name for one in compared}
    for _ in range(_REFINEMENTS):
        now = replace(trained, m=tuple(m))
        scores = scored(agreements.weights(now), compared, records, trained.prior)
        likely = np.flatnonzero(scores.probability > _UNLIKELY)
        p = scores.probability[likely]
        for j, one in enumerate(compared):
            level = agreements.levels[likely, j]
            known = level >= 0
            counted = np.bincount(level[known], p[known], minlength=len(one.levels))
            if counted.sum() >= _FEWEST:
                m[j] = mended_m(counted.astype(np.float64), trained.u[j], one)
                usual.discard(one.name)
    return replace(trained, m=tuple(m), fallbacks=tuple(sorted(usual)))
