"""Put records together to people, without chaining strangers.

Pairs are joined from the surest downwards. Two groups become one only if their records fit
on average: what speaks for and against each pair counts, a pair that was not compared counts a
little against. A record that fits one member of a group and contradicts another does not join;
one that says too little to contradict anybody does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

__all__ = ["coherent_groups"]

Codes = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_SUREST = 8.0
_UNKNOWN = -1.0


def coherent_groups(
    records: int,
    left: Codes,
    right: Codes,
    probability: Floats,
    fits: Floats,
    threshold: float,
    together: Iterable[tuple[int, int]] = (),
    apart: Iterable[tuple[int, int]] = (),
    one_each: Codes | None = None,
) -> Codes:
    """Group records.

    Parameters
    ----------
    records
        How many there are.
    left, right, probability
        Pairs, and how likely each is one person.
    fits
        Log odds of each pair by what the two records say alone.
    threshold
        The probability from which on two records are taken for one person.
    together, apart
        Pairs that a person decided on; they win.
    one_each
        For each record the group of which a person has at most one record, −1 for none.

    Returns
    -------
    For each record the number of its group: the position of its first record.
    """
    log_odds, fits = _logit(probability), np.clip(fits, -_SUREST, _SUREST)
    groups = _Groups(records, apart, one_each)
    for one, two in sorted((min(p), max(p)) for p in together):
        groups.join(one, two, by_force=True)
    for one, two, odds in zip(left.tolist(), right.tolist(), fits.tolist(), strict=True):
        groups.know(one, two, odds)
    bar = float(_logit(np.array([threshold]))[0])
    candidates = np.flatnonzero(probability >= threshold)
    order = candidates[np.lexsort((right[candidates], left[candidates], -log_odds[candidates]))]
    for at in order.tolist():
        groups.join(int(left[at]), int(right[at]), bar=bar)
    return groups.numbers()


class _Groups:
    def __init__(
        self, records: int, apart: Iterable[tuple[int, int]], one_each: Codes | None
    ) -> None:
        self.of = list(range(records))
        self.members: dict[int, list[int]] = {}
        self.odds: dict[int, dict[int, float]] = defaultdict(dict)
        self.apart = {(min(pair), max(pair)) for pair in apart}
        self.one_each = one_each

    def know(self, one: int, two: int, odds: float) -> None:
        """Note how likely a pair is one person."""
        self.odds[one][two] = odds
        self.odds[two][one] = odds

    def join(self, one: int, two: int, bar: float = 0.0, *, by_force: bool = False) -> None:
        """Make one group of two, if they fit."""
        a, b = self.of[one], self.of[two]
        if a == b:
            return
        here, there = self.members.get(a, [a]), self.members.get(b, [b])
        if not by_force and not self._fit(here, there, bar):
            return
        keep, gone = (a, b) if a < b else (b, a)
        self.members[keep] = sorted(here + there)
        self.members.pop(gone, None)
        for record in self.members[keep]:
            self.of[record] = keep

    def numbers(self) -> Codes:
        """Return the group of each record."""
        return np.array(self.of, dtype=np.int64)

    def _fit(self, here: list[int], there: list[int], bar: float) -> bool:
        total = 0.0
        for one in here:
            known = self.odds[one]
            for two in there:
                if self.apart and (min(one, two), max(one, two)) in self.apart:
                    return False
                if self._same_slot(one, two):
                    return False
                total += known.get(two, _UNKNOWN)
        return total / (len(here) * len(there)) >= min(bar, 1.0)

    def _same_slot(self, one: int, two: int) -> bool:
        if self.one_each is None:
            return False
        return bool(self.one_each[one] >= 0 and self.one_each[one] == self.one_each[two])


def _logit(probability: Floats) -> Floats:
    safe = np.clip(probability, 1e-9, 1 - 1e-9)
    return np.log(safe / (1 - safe))
