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

__all__ = ["Agreements", "Pairs", "Scores", "agreements_of", "refined", "scored"]

Floats = npt.NDArray[np.float64]

_ROUNDS = 60
_FEWEST = 20.0
_TOGETHER = 3.0
_MOST = 60.0
_REFINEMENTS = 6
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
    person = np.array([one.role == "person" for one in compared])
    home = np.array([one.role == "household" for one in compared])
    address = np.array([one.name == "address" for one in compared])
    alone = np.clip(weights[:, person].sum(axis=1), -_MOST, _MOST)
    together = (weights[:, address].sum(axis=1) > _TOGETHER) & (
        weights[:, home].sum(axis=1) > 2 * _TOGETHER
    )
    prior, share = fixed or (
        _prior(total, records, first_prior),
        _share(alone[together]),
    )
    against = np.exp2(-total) * (1 - prior) / prior
    homely = np.where(together, np.exp2(-alone) * (1 - share) / share, 0.0)
    probability = 1.0 / (1.0 + against + homely)
    return Scores(probability, weights, prior, share)


def _prior(total: Floats, records: int, first: float) -> float:
    """Let the prior be the expected number of matches among all pairs."""
    every = max(records * (records - 1) / 2, 1.0)
    prior = first
    for _ in range(_ROUNDS):
        odds = np.exp2(total) * prior / (1 - prior)
        new = float((odds / (1 + odds)).sum() + 0.5) / every
        new = min(max(new, 0.1 / every), 0.2)
        if abs(new - prior) < 1e-4 * prior:
            break
        prior = new
    return prior


def _share(alone: Floats) -> float:
    """Estimate which share of pairs that share a household is one person."""
    if len(alone) < _FEWEST:
        return 0.5
    share = 0.5
    odds = np.exp2(np.clip(alone, -30, 30))
    for _ in range(_ROUNDS):
        one = share * odds / (share * odds + 1 - share)
        share = float(np.clip(one.mean(), 0.02, 0.98))
    return share


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
    """Estimate m once more, by expectation maximisation over all pairs that the rules found.

    The rules are many, so that nearly every pair of one person is among them; u stays.
    """
    m = [one.copy() for one in trained.m]
    for _ in range(_REFINEMENTS):
        now = replace(trained, m=tuple(m))
        pairs = scored(agreements.weights(now), compared, records, trained.prior)
        likely = np.flatnonzero(pairs.probability > _UNLIKELY)
        p = pairs.probability[likely]
        if p.sum() < _FEWEST:
            return now
        for j, one in enumerate(compared):
            level = agreements.levels[likely, j]
            known = level >= 0
            counted = np.bincount(level[known], p[known], minlength=len(one.levels))
            if counted.sum() >= _FEWEST:
                m[j] = mended_m(counted.astype(np.float64), trained.u[j], one)
    return replace(trained, m=tuple(m))
