"""From agreements to the probability that two records are one person.

Two records may agree because they are one person, because two people live together, or by
chance. All are learned from the pairs that the rules find, by expectation maximisation.
People of one household share surname and address, often a phone, sometimes an e-mail address:
how often, is learned too. Their first names and dates of birth agree no more than strangers',
except that some are twins, who share the date of birth as one person's records do, and some are
namesakes, such as father and son, who share the first name. How many there are of either is
learned as well; only the other of the two, and what is somebody's own, tells them apart.

Where hardly anybody is there twice, the commonest likeness would be learned instead, which is that
of housemates. So one person's records are held not to contradict each other in first name or date
of birth more often than in the worst files.
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
Places = npt.NDArray[np.int64]

_ROUNDS = 60
_FEWEST = 20.0
_MOST = 60.0
_STILL = 1e-3
_UNLIKELY = -12.0
_ANCHORS = {"given", "born", "age"}
_SAME, _AGAINST, _SHARED = 6.0, 3.0, 0.3
_SHARED_AT_FIRST = {"household": 0.9, "trait": 0.5, "phone": 0.3, "email": 0.05, "code": 0.01}
_HOME_WEIGHT = 20.0
_ALIKE_AT_FIRST = 0.1
_NEEDED, _NONE = 0.5, 0.005  # pairs of twins or namesakes: fewer may be one person's slips
_FEW_LEVELS, _LEAST_SHARE = 3, 1e-6
_MOST_AGAINST = {"given": 0.2, "born": 0.25, "age": 0.25}


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

    levels: npt.NDArray[np.int8]
    extra: npt.NDArray[np.float32]

    def weights(self, trained: Trained) -> Floats:
        """Return pairs × comparisons, in bits: positive speaks for one person, not strangers."""
        return self._bits(trained.m, trained.u)

    def at_home(self, trained: Trained) -> Floats:
        """Return pairs × comparisons, in bits: positive speaks for one household, not strangers."""
        bits = self._bits(trained.home, trained.u)
        for j, (home, u) in enumerate(zip(trained.home, trained.u, strict=True)):
            if np.array_equal(home, u):
                bits[:, j] = 0.0
        return bits

    def take(self, at: npt.NDArray[np.intp]) -> Agreements:
        """Return some of the pairs."""
        return Agreements(self.levels[at], self.extra[at])

    def _bits(self, shares: Sequence[Floats], u: Sequence[Floats]) -> Floats:
        bits = self.extra.astype(np.float64)
        for j, (one, other) in enumerate(zip(shares, u, strict=True)):
            bits[:, j] += np.append(np.log2(one / other), 0.0)[self.levels[:, j]]
        return bits


@dataclass(frozen=True, slots=True)
class Scores:
    """Probabilities of pairs.

    Parameters
    ----------
    probability
        That they are one person.
    weights
        Pairs × comparisons, in bits: positive speaks for one person, negative for whoever
        they would be otherwise: two of one household, twins, or strangers, the likeliest of
        the three.
    fits
        Log odds that they are one person, if as much spoke for one person as for strangers
        before looking: how well two records go together once others have brought them near.
    """

    probability: Floats
    weights: Floats
    fits: Floats


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of records.

    Parameters
    ----------
    left, right
        Positions of the two records; left is the smaller.
    scores
        What follows from how they agree.
    """

    left: npt.NDArray[np.int64]
    right: npt.NDArray[np.int64]
    scores: Scores


def scored(agreements: Agreements, trained: Trained) -> Scores:
    """Turn agreements into probabilities.

    Parameters
    ----------
    agreements
        How pairs agree.
    trained
        How often one person's records, housemates' and strangers' do.
    """
    weights, home = agreements.weights(trained), agreements.at_home(trained)
    kinds = _Kinds(weights.sum(axis=1), home.sum(axis=1), *_alike(weights, trained))
    one, two, twins, namesakes = kinds.probabilities(trained)
    at_home = two + twins + namesakes
    lived = at_home > 1.0 - one - at_home
    weights[lived] -= home[lived]
    likely_twins = (twins > two) & (twins >= namesakes)
    likely_namesakes = (namesakes > two) & (namesakes > twins)
    for likely, columns in ((likely_twins, trained.born), (likely_namesakes, trained.named)):
        weights[np.ix_(likely, np.array(columns, dtype=np.intp))] = 0.0
    return Scores(one, weights, -np.log(kinds.against(trained)))


def refined(
    agreements: Agreements,
    trained: Trained,
    compared: Sequence[Compared],
    records: int,
    ends: tuple[Places, Places] | None = None,
) -> Trained:
    """Estimate by expectation maximisation what one person's records and housemates' look like.

    The rules are many, so that nearly every pair of one person or household is among the
    pairs. How often strangers agree stays as it is. First name and date of birth (where a
    file has neither: e-mail, phone and numbers) agree among housemates as among strangers;
    without that the two kinds could not be told apart. Twins are housemates whose dates of birth
    agree as one person's do, namesakes such whose first names do.

    Parameters
    ----------
    agreements
        How the pairs that the rules found agree.
    trained
        Where to begin.
    compared
        The comparisons.
    records
        How many records there are.
    ends
        For each pair the places of its two records. Then a person with many records, such as
        the tests of a system, counts once for each record rather than for each pair of them.
    """
    free = _free_columns(compared, agreements.weights(trained))
    usual = _first_home(compared, trained, free)
    born, named = _told_by_the_other(compared)
    begun = _ALIKE_AT_FIRST * trained.prior
    now = replace(trained, home=usual, at_home=trained.prior, born=born, named=named)
    now = replace(now, at_birth=begun * bool(born), at_name=begun * bool(named))
    every = max(records * (records - 1) / 2, 1.0)
    kept = np.flatnonzero(_may_be_more(agreements, now))
    likely = agreements.take(kept)
    places = None if ends is None else np.stack([end[kept] for end in ends])
    learned: set[str] = set()
    for _ in range(_ROUNDS):
        one, two, twins, namesakes = _kinds_of(likely, now).probabilities(now)
        before = now
        alike = [max(float(kind.sum()) - _NEEDED, _NONE) for kind in (twins, namesakes)]
        seen = (one.sum() + 0.5, two.sum() + 0.5, *alike)
        shares = [min(float(pairs) / every, 0.2) for pairs in seen]
        now = replace(now, prior=shares[0], at_home=shares[1])
        now = replace(now, at_birth=shares[2] * bool(born), at_name=shares[3] * bool(named))
        weighed = one if places is None else one * _once_a_record(places, one)
        now = _maximised(likely, weighed, two + twins + namesakes, now, compared, usual, learned)
        if _moved(before, now) < _STILL:
            break
    return replace(now, fallbacks=tuple(sorted({c.name for c in compared} - learned)))


def _once_a_record(places: Places, one: Floats) -> Floats:
    """Return weights of pairs that fall with the number of other records of either person."""
    others = np.bincount(places.ravel(), np.concatenate([one, one]))
    return 1.0 / np.maximum(others[places].mean(axis=0), 1.0)


def _moved(before: Trained, now: Trained) -> float:
    """Return how much the numbers of pairs of each kind changed, as shares of what they were."""
    kinds = ("prior", "at_home", "at_birth", "at_name")
    shares = [(getattr(before, kind), getattr(now, kind)) for kind in kinds]
    return sum(abs(after / share - 1) for share, after in shares if share)


def agreements_of(table: pa.Table, compared: Sequence[Compared]) -> Agreements:
    """Read Splink's predictions: the level of each comparison, and what frequencies add."""
    levels = np.empty((table.num_rows, len(compared)), np.int8)
    extra = np.zeros((table.num_rows, len(compared)), np.float32)
    for j, one in enumerate(compared):
        gamma = np.asarray(table[f"gamma_{one.name}"].to_numpy(), dtype=np.int64)
        levels[:, j] = np.where(gamma < 0, -1, len(one.levels) - 1 - gamma)
        name = f"mw_tf_adj_{one.name}"
        if name in table.column_names:
            extra[:, j] = np.nan_to_num(np.asarray(table[name].to_numpy(), dtype=np.float64))
    return Agreements(levels, extra)


@dataclass(frozen=True, slots=True)
class _Kinds:
    """What speaks against strangers, in bits.

    For one person, for one household; and, beside the household, for one birth, for one name.
    """

    person: Floats
    home: Floats
    born: Floats
    named: Floats

    def probabilities(self, trained: Trained) -> tuple[Floats, Floats, Floats, Floats]:
        """Return the probabilities of one person, two of one household, twins, namesakes."""
        one = np.exp2(np.clip(self.person, -_MOST, _MOST)) * trained.prior
        others = [
            np.exp2(np.clip(bits, -_MOST, _MOST)) * share for bits, share in self._others(trained)
        ]
        rest = 1 - trained.prior - trained.at_home - trained.at_birth - trained.at_name
        whole = one + sum(others) + rest
        two, twins, namesakes = (other / whole for other in others)
        return one / whole, two, twins, namesakes

    def against(self, trained: Trained) -> Floats:
        """Return the odds against one person, were it as likely as strangers beforehand."""
        odds = np.exp2(np.clip(-self.person, -_MOST, _MOST))
        for bits, share in self._others(trained):
            odds += share / trained.prior * np.exp2(np.clip(bits - self.person, -_MOST, _MOST))
        return odds

    def _others(self, trained: Trained) -> tuple[tuple[Floats, float], ...]:
        return (
            (self.home, trained.at_home),
            (self.home + self.born, trained.at_birth),
            (self.home + self.named, trained.at_name),
        )


def _kinds_of(agreements: Agreements, trained: Trained) -> _Kinds:
    weights, home = agreements.weights(trained), agreements.at_home(trained)
    return _Kinds(weights.sum(axis=1), home.sum(axis=1), *_alike(weights, trained))


def _alike(weights: Floats, trained: Trained) -> tuple[Floats, Floats]:
    """Return what speaks for one birth and for one name, where two are of one household."""
    born, named = (weights[:, list(columns)] for columns in (trained.born, trained.named))
    return born.sum(axis=1), named.sum(axis=1)


def _told_by_the_other(compared: Sequence[Compared]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the numbers of the dates of birth, and of the first names, where both are there.

    Traits go with the first name: whoever has the same one is nearly always of the same sex.
    """
    kinds = [one.name.split("_")[0] for one in compared]
    if not {"given", "born"} <= set(kinds):
        return (), ()
    born = tuple(j for j, kind in enumerate(kinds) if kind == "born")
    traits = [one.role == "trait" for one in compared]
    return born, tuple(j for j, kind in enumerate(kinds) if kind == "given" or traits[j])


def _may_be_more(agreements: Agreements, trained: Trained) -> npt.NDArray[np.bool_]:
    """Say which pairs may be anything but strangers; the others would change nothing."""
    kinds = _kinds_of(agreements, trained)
    alike = np.maximum(kinds.born, 0.0) + np.maximum(kinds.named, 0.0)
    most = np.maximum(kinds.person, kinds.home + alike)
    return np.asarray(most + np.log2(trained.prior) > _UNLIKELY)


def _free_columns(compared: Sequence[Compared], weights: Floats) -> list[bool]:
    """Say of which comparisons housemates may agree more often than strangers.

    Not of first name and date of birth, or, where a file has neither, of e-mail, phone and
    numbers. Numbers are somebody's own unless those who share one mostly contradict each
    other in first name and date of birth, as with a household's customer card.
    """
    kinds = [one.name.split("_")[0] for one in compared]
    told = np.array([kind in _ANCHORS for kind in kinds])
    if not told.any():
        return [kind not in {"email", "phone", "code"} for kind in kinds]
    names = weights[:, told].sum(axis=1)
    free = []
    for j, kind in enumerate(kinds):
        same = weights[:, j] > _SAME
        against = same.sum() >= _FEWEST and (names[same] < -_AGAINST).mean() > _SHARED
        free.append(kind not in _ANCHORS and (kind != "code" or bool(against)))
    return free


def _first_home(
    compared: Sequence[Compared], trained: Trained, free: Sequence[bool]
) -> tuple[Floats, ...]:
    """Begin with what is usual: a household shares its address, now and then a phone."""
    made = []
    for one, m, u, open_ in zip(compared, trained.m, trained.u, free, strict=True):
        role = one.role if one.role != "person" else one.name.split("_")[0]
        share = _SHARED_AT_FIRST.get(role, 0.0) if open_ else 0.0
        made.append(share * m + (1 - share) * u if share else u)
    return tuple(made)


def _maximised(
    likely: Agreements,
    one: Floats,
    two: Floats,
    now: Trained,
    compared: Sequence[Compared],
    usual: Sequence[Floats],
    learned: set[str],
) -> Trained:
    """Count levels among pairs of one person, and among pairs of housemates."""
    m, home = list(now.m), list(now.home)
    for j, each in enumerate(compared):
        level = likely.levels[:, j]
        known, length = level >= 0, len(each.levels)
        counted = np.bincount(level[known], one[known], minlength=length)
        if counted.sum() >= _FEWEST:
            m[j] = mended_m(_seldom_against(counted.astype(np.float64), each), now.u[j], each)
            learned.add(each.name)
        if not np.array_equal(usual[j], now.u[j]):
            counted = np.bincount(level[known], two[known], minlength=length)
            shared = counted + _HOME_WEIGHT * usual[j]
            home[j] = shared / shared.sum()
    return replace(now, m=tuple(m), home=tuple(home))


def _seldom_against(counted: Floats, one: Compared) -> Floats:
    """Return shares of levels, the weakest no larger than in the worst files.

    Those are the last two of many levels, the last of few.
    """
    shares = counted / counted.sum()
    most = _MOST_AGAINST.get(one.name.split("_")[0], 1.0)
    first = len(shares) - (2 if len(shares) > _FEW_LEVELS else 1)
    against = shares[first:].sum()
    if against <= most:
        return shares
    usual = np.array([level.usual for level in one.levels[:first]])
    agreeing = shares[:first] + _LEAST_SHARE * usual
    return np.append((1 - most) * agreeing / agreeing.sum(), shares[first:] * most / against)
